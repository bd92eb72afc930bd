"""The import profiles that a reader can choose for a load."""

from pathlib import Path

from data_access.answers.core import Option
from data_access.errors import CareImpactError
from data_access.ingest.extract.profiles import (
    load_profile,
    profile_folders,
    profile_names,
)


def offered_profiles(home: Path) -> tuple[Option, ...]:
    """Return the profiles of this home and those that come with the product."""
    folders = profile_folders(home)
    return tuple(_offered(name, folders) for name in profile_names(folders))


def _offered(name: str, folders: tuple[Path, ...]) -> Option:
    try:
        return Option(name, load_profile(name, folders).title)
    except CareImpactError:
        # It can be chosen all the same: the check then says where the mistake is.
        return Option(name, f"{name} (has a mistake)")
