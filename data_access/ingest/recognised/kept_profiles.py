"""Import profiles kept for next month: found again by the header of a file."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import tomli_w

from data_access.errors import CareImpactError
from data_access.ingest.extract.profiles import (
    FileProfile,
    Profile,
    load_profile,
    profile_folders,
    profile_names,
)
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.extract.text_table import plain_names
from data_access.store.durable import replace_file

# Of the names of two headers of one report, a month apart: a few are new or gone.
_ALIKE = 0.7
_OTHER = 0.999
_LONGEST_STEM = 30


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """One kept profile, the part of it that fits a header, and what differs there."""

    profile: Profile
    part: FileProfile
    differences: tuple[str, ...] = ()


def kept_profiles(home: Path) -> tuple[Profile, ...]:
    """Return the profiles of a home that name a header, and are without a mistake."""
    folder, _ = profile_folders(home)
    found = []
    for name in profile_names((folder,)):
        try:
            profile = load_profile(name, (folder,))
        except CareImpactError:
            continue  # the list of profiles says where the mistake is
        if any(part.header for part in profile.files):
            found.append(profile)
    return tuple(found)


def kept_for(
    profiles: Iterable[Profile], header: Sequence[str], sheet: str = "", file: str = ""
) -> KeptProfile | None:
    """Return the kept profile whose header is the most alike; None if none is.

    Every required column that the profile reads must still be there. Where the header
    was kept as several tables, the name of the file decides; if it is that of none,
    the differences say so.
    """
    names = plain_names(header)
    found = [
        (alike * _OTHER ** _unlike(part, names, sheet, file), profile, part)
        for profile in profiles
        for part in profile.files
        if (alike := _likeness(part, names)) >= _ALIKE
    ]
    if not found:
        return None
    _, profile, part = max(found, key=lambda one: one[0])
    told = list(differences(part.header, names))
    others = {
        other.table
        for _, _, other in found
        if other.table != part.table and set(other.header) == set(part.header)
    }
    if others and not part.matches(file):
        tables = " and ".join(sorted(others))
        told.append(
            f"files with these columns were also read as {tables}: check that this is "
            f"{part.table}"
        )
    return KeptProfile(profile, part, tuple(told))


def _likeness(part: FileProfile, names: Sequence[str]) -> float:
    here, kept = set(names) - {""}, set(part.header) - {""}
    needed = {
        part.columns[field.name]
        for field in TABLES[part.table].columns
        if field.required and field.name in part.columns
    }
    if not kept or not needed <= here:
        return 0.0
    return len(here & kept) / len(here | kept)


def _unlike(part: FileProfile, names: Sequence[str], sheet: str, file: str) -> int:
    """Tell reports of one header apart: by name, then by sheet, then by order."""
    return (
        (not part.matches(file)) * 4
        + (sheet != part.sheet) * 2
        + (tuple(names) != part.header)
    )


def differences(kept: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Say how the header of a file differs from the one that was kept."""
    for name in names:
        if name and name not in kept:
            yield f"column {name} is new"
    for name in kept:
        if name and name not in names:
            yield f"column {name} is no longer there"
    before = [name for name in kept if name in names]
    now = [name for name in names if name in kept]
    stay: set[str] = set()
    for block in SequenceMatcher(
        None, before, now, autojunk=False
    ).get_matching_blocks():
        stay.update(before[block.a : block.a + block.size])
    for name in now:
        if name not in stay:
            yield f"column {name} has moved"


def new_columns(kept: Sequence[str], names: Sequence[str]) -> frozenset[str]:
    """Return the columns of a file that the kept header does not have."""
    return frozenset(names) - set(kept)


def as_kept(
    part: FileProfile, header: Sequence[str], sheet: str, file: str, today: date
) -> Profile:
    """Return how a table was read as a profile to keep: one a header.

    What a file says of itself, such as its practice, is not kept, nor are days.
    """
    names = plain_names(header)
    columns = TABLES[part.table].columns
    dates = {field.name for field in columns if field.kind == "date"}
    # A file's name tells its practice and its cohort; the next file has another.
    same = {field.name for field in columns if field.codes and not field.open_list}
    kept = part.model_copy(
        update={
            # Months and numbers change from one file of a report to the next.
            "match": re.sub(r"[\d\[\]*?]+", "*", file.partition(": ")[0]),
            "header": tuple(names),
            "sheet": sheet,
            "constants": {
                name: value
                for name, value in part.constants.items()
                if name.startswith("pcn_") or name in same
            },
            "values": {
                name: values
                for name, values in part.values.items()
                if name not in dates
            },
        }
    )
    return Profile(
        name=_name(file, (part.table, sheet, *sorted(names))),
        title=f"{file}: {part.table}"[:100],
        about="Kept from a load in the browser, and found again by its header",
        source=f"Columns of {file}, kept on {today.isoformat()}",
        files=(kept,),
    )


def _name(file: str, told_by: Sequence[str]) -> str:
    """Return a name that is the same for every file of one header, sheet and table."""
    mark = hashlib.sha256("\n".join(told_by).encode()).hexdigest()[:6]
    words = re.sub(r"[^a-z]+", "-", Path(file).stem.lower()).strip("-")
    return f"{words[:_LONGEST_STEM].strip('-') or 'file'}-{mark}"


def written(profile: Profile) -> str:
    """Return a profile as TOML."""
    return tomli_w.dumps(
        profile.model_dump(mode="json", exclude_defaults=True), multiline_strings=True
    )


def keep(home: Path, profile: Profile) -> None:
    """Write a profile into a home; the one that its header had before is replaced."""
    folder, _ = profile_folders(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    (part,) = profile.files
    same_table = [
        one for one in kept_profiles(home) if one.files[0].table == part.table
    ]
    before = kept_for(same_table, part.header, part.sheet, part.match)
    told_by = (part.table, part.sheet)
    if before is not None and (before.part.table, before.part.sheet) == told_by:
        same = {"name": before.profile.name, "title": before.profile.title}
        profile = profile.model_copy(update=same)
    replace_file(folder / f"{profile.name}.toml", written(profile).encode())
