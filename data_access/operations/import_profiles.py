"""The import profiles of a home: to choose for a load, and kept from one."""

import tempfile
import tomllib
from pathlib import Path

from data_access.answers.core import Option
from data_access.answers.readings import KeptReading
from data_access.errors import CareImpactError
from data_access.ingest.extract.profiles import (
    load_profile,
    profile_folders,
    profile_names,
)
from data_access.ingest.recognised.kept_profiles import (
    kept_profiles,
    written,
)
from data_access.store.durable import replace_file

_LONGEST_TITLE = 100


def offered_profiles(home: Path) -> tuple[Option, ...]:
    """Return the profiles to choose: of this home, and those of the product.

    Those with a header are not among them: they are found by it.
    """
    folders = profile_folders(home)
    kept = {profile.name for profile in kept_profiles(home)}
    names = (name for name in profile_names(folders) if name not in kept)
    return tuple(_offered(name, folders) for name in names)


def kept_readings(home: Path) -> tuple[KeptReading, ...]:
    """Return the profiles that were kept, with the columns that each reads."""
    return tuple(
        KeptReading(
            profile.name,
            profile.title,
            profile.source,
            tuple(
                (part.table, field, column)
                for part in profile.files
                for field, column in part.columns.items()
            ),
        )
        for profile in kept_profiles(home)
    )


def profile_text(home: Path, name: str) -> str:
    """Return a kept profile as TOML; raise CareImpactError if there is none."""
    return written(load_profile(name, profile_folders(home)[:1]))


def rename_profile(home: Path, name: str, title: str) -> None:
    """Give a kept profile another title; raise CareImpactError if there is none."""
    words = " ".join(title.split())[:_LONGEST_TITLE]
    if not words:
        raise CareImpactError("A profile needs a name: write one.")
    profile = load_profile(name, profile_folders(home)[:1])
    _write(home, name, written(profile.model_copy(update={"title": words})))


def drop_profile(home: Path, name: str) -> None:
    """Delete a kept profile; raise CareImpactError if there is none."""
    load_profile(name, profile_folders(home)[:1])
    (profile_folders(home)[0] / f"{name}.toml").unlink(missing_ok=True)


def add_profile(home: Path, content: bytes) -> str:
    """Take in a profile that was downloaded here or elsewhere, and return its title.

    One of the same name is replaced. Raises CareImpactError saying what is wrong.
    """
    try:
        text = content.decode()
        name = str(tomllib.loads(text).get("name", ""))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CareImpactError(
            f"This is no import profile, because it is not TOML in UTF-8 ({error})."
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        # Written under its own name, so that the sentence about a mistake names it.
        path = Path(folder, f"{name}.toml")
        if Path(name).name != name or not name:
            raise CareImpactError(
                "This import profile has no name of small letters, figures, - and _."
            )
        path.write_bytes(content)
        profile = load_profile(name, (Path(folder), *profile_folders(home)))
    if not any(part.header for part in profile.files):
        raise CareImpactError(
            f"The import profile {name} names no header, so no file would be read by "
            "it: put it into the folder profiles of the home, and choose it for a load."
        )
    _write(home, name, text)
    return profile.title


def _write(home: Path, name: str, text: str) -> None:
    folder, _ = profile_folders(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    replace_file(folder / f"{name}.toml", text.encode())


def _offered(name: str, folders: tuple[Path, ...]) -> Option:
    try:
        return Option(name, load_profile(name, folders).title)
    except CareImpactError:
        # It can be chosen all the same: the check then says where the mistake is.
        return Option(name, f"{name} (has a mistake)")
