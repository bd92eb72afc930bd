"""The list of published files, with the purpose and the page of each."""

import re
import tomllib
from pathlib import Path

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from data_access.errors import CareImpactError
from data_access.ingest.published.sources.catalogue import FEEDS

SHIPPED = Path(__file__).parent / "sources" / "open_files.toml"
OWN = "open-files.toml"  # in the home folder, read in place of the list of the product


class OpenFile(BaseModel):
    """One published file; ``sources/open_files.toml`` describes the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    publisher: str
    publication: str
    landing: str = Field(pattern=r"^https?://\S+$")
    edition: str = ""
    file: str = ""
    layout: str
    folder: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    fills: str
    how: str = ""
    verified: bool
    source: str = Field(min_length=1)

    @field_validator("edition", "file")
    @classmethod
    def _is_a_pattern(cls, text: str) -> str:
        try:
            re.compile(text)
        except re.error as problem:
            raise ValueError(f"is not a valid pattern ({problem})") from None
        return text

    @field_validator("layout")
    @classmethod
    def _is_a_layout(cls, text: str) -> str:
        if text not in {source.id for source in FEEDS}:
            raise ValueError("is not a known layout")
        return text

    @model_validator(mode="after")
    def _can_be_got(self) -> "OpenFile":
        if not self.file and not self.how:
            raise ValueError("needs a `file` to fetch or a `how`")
        return self


def open_files(file: Path = SHIPPED) -> tuple[OpenFile, ...]:
    """Read a list; raise CareImpactError naming the entry with an error."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise CareImpactError(
            f"The list of files {file} cannot be read ({problem.strerror}): give the "
            "path of an existing file."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise CareImpactError(
            f"The list of files {file} is not valid TOML ({problem}): correct it, or "
            "delete it to use the list that comes with the product."
        ) from None
    entries = document.get("file")
    if set(document) != {"file"} or not isinstance(entries, list):
        raise CareImpactError(
            f"The list of files {file} must have [[file]] entries and nothing else."
        )
    files = tuple(
        _entry(file, number, entry) for number, entry in enumerate(entries, 1)
    )
    names = [entry.id for entry in files]
    repeat = next((name for name in names if names.count(name) > 1), None)
    if repeat:
        raise CareImpactError(f"The list of files {file} has {repeat} twice: keep one.")
    return files


def own_or_shipped(home: Path) -> Path:
    """Return the list in the home folder if there is one, else that of the product."""
    own = home / OWN
    return own if own.exists() else SHIPPED


def _entry(file: Path, number: int, entry: object) -> OpenFile:
    try:
        return OpenFile.model_validate(entry)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise CareImpactError(
            f"Entry {number} of the list of files {file} has an error at "
            f"{place or 'itself'}: {problem['msg']}."
        ) from None
