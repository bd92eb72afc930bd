"""Every setting, once, with its meaning and its remedy if the value is wrong."""

from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data_access.errors import CareImpactError
from data_access.viewer import Role

OWN_STORE = "own"  # the folder within the home


class Settings(BaseSettings):
    """The settings of one running product, frozen.

    Each field is read from the variable ``CARE_IMPACT_<NAME>`` of the environment, or
    of a file ``.env`` in the working folder. ``PORT`` is read too, because hosting
    services set it. The text after "Remedy:" in a field's description is shown to the
    user if the value is wrong.
    """

    model_config = SettingsConfigDict(
        env_prefix="CARE_IMPACT_",
        env_file=".env",
        # An empty value counts as none: an empty home would be the working folder.
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        populate_by_name=True,
    )

    home: Path = Field(
        Path(".care-impact"),
        description="The one folder for stores, lake, cache and key. "
        "Remedy: give a folder on a local disk that this user can write to, or leave "
        "it out.",
    )
    host: str = Field(
        "127.0.0.1",
        description="Address to listen on; loopback only until sign-in exists. "
        "Remedy: leave it out, or give a loopback address such as 127.0.0.1.",
    )
    port: int = Field(
        8050,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("PORT", "CARE_IMPACT_PORT"),
        description="Port to listen on. Remedy: give a free port, 1 to 65535.",
    )
    threads: int = Field(
        8,
        ge=1,
        le=64,
        description="Threads that answer requests. Remedy: give a number from 1 to 64.",
    )
    workers: int = Field(
        1,
        ge=1,
        le=16,
        description="Processes that answer requests. "
        "Remedy: give a number from 1 to 16.",
    )
    cache_url: str = Field(
        "",
        pattern=r"^$|^rediss?://",
        description="A redis:// address to share the cache between machines; "
        "empty keeps it in files under the home folder. Remedy: leave it empty, or "
        "give an address that begins redis:// or rediss://.",
    )
    pseudonym_key: SecretStr | None = Field(
        None,
        description="Key for pseudonyms, 32 characters or more; several, after a "
        "rotation, oldest first with commas between. Without it one is made in the "
        "home folder at the first load. Remedy: give the key the store was made with, "
        "and keep it out of the home folder's backups.",
    )
    bad_row_share: float = Field(
        0.05,
        ge=0,
        le=1,
        description="Largest share of a file's rows that may be rejected before the "
        "whole file is refused. Remedy: give a number from 0 to 1.",
    )
    upload_limit_mb: int = Field(
        1024,
        ge=1,
        le=65536,
        description="Largest file that the page /data accepts, in MB; all waiting "
        "files together may be four times as large. Remedy: give a number from 1 to "
        "65536.",
    )
    upload_memory_mb: int = Field(
        6144,
        ge=256,
        le=1_048_576,
        description="Memory that a check or a load of the page /data may take, in MB, "
        "where the system can limit it (Linux); a million admissions take 2000. "
        "Remedy: give a number from 256 to 1048576.",
    )
    upload_seconds: int = Field(
        1800,
        ge=1,
        le=86_400,
        description="Seconds that a check or a load of the page /data may take, where "
        "the system can limit it (not Windows). "
        "Remedy: give a number from 1 to 86400.",
    )
    provisional_months: int = Field(
        2,
        ge=0,
        le=12,
        description="Latest months shown as provisional, because admissions arrive "
        "late. Remedy: give a number from 0 to 12.",
    )
    spark_master: str = Field(
        "",
        pattern=r"^$|^(local(\[(\d+|\*)\])?|spark://.+:\d+|yarn|k8s://.+)$",
        description="A Spark cluster to compute the matched estimate on, for many PCNs "
        "at once; empty computes it here. Remedy: leave it empty, or give a master "
        "such as spark://host:7077 whose workers share the home folder.",
    )
    reader: Role = Field(
        Role.BOARD,
        description="Role of the reader on this machine, until there is sign-in; a "
        "clinical lead and a PCN manager see exact numbers for every loaded practice. "
        "Remedy: give board, commissioner, clinical_lead or pcn_manager.",
    )
    log_level: str = Field(
        "info",
        pattern=r"^(debug|info|warning|error)$",
        description="How much is logged. Remedy: give debug, info, warning or error.",
    )

    @field_validator("home")
    @classmethod
    def _own_folder(cls, home: Path) -> Path:
        # A shell expands ~, but not in a file .env or a service's settings.
        return home.expanduser()

    @field_validator("host")
    @classmethod
    def _loopback_only(cls, host: str) -> str:
        # Without sign-in, anyone who reaches the port can read the data.
        if host != "localhost":
            try:
                loopback = ip_address(host).is_loopback
            except ValueError:
                loopback = False
            if not loopback:
                raise ValueError("must be a loopback address such as 127.0.0.1")
        return host


def of_own_store(settings: Settings) -> Settings:
    """Return the settings of the reader's own store, beside that of ``settings``.

    On this machine it belongs to whoever started the server, who is a PCN manager
    there unless a setting names another reader.
    """
    own: dict[str, object] = {"home": settings.home / OWN_STORE}
    if not names_reader(settings):
        own["reader"] = Role.PCN_MANAGER
    return settings.model_copy(update=own)


def names_reader(settings: Settings) -> bool:
    """Return whether somebody set the reader, rather than leave it as it is."""
    return "reader" in settings.model_fields_set


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Read the settings from the environment, once per process.

    Raises CareImpactError naming each wrong variable with its remedy.
    """
    return read_settings()


def read_settings(**given: object) -> Settings:
    """Read settings; a field given here overrides the environment."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        raise CareImpactError(_sentences(error)) from None


def _sentences(error: ValidationError) -> str:
    variables = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors())
    return " ".join(_sentence(variable) for variable in variables)


def _sentence(variable: str) -> str:
    """Return how to correct one variable, without its value, which may be a key."""
    name = variable.removeprefix("CARE_IMPACT_").lower()
    _, _, remedy = (Settings.model_fields[name].description or "").partition("Remedy: ")
    written = "PORT" if name == "port" else f"CARE_IMPACT_{name.upper()}"
    return f"{written} cannot be used: {remedy}"
