"""How exports are read: as they are recognised, or as an import profile says."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from data_access.errors import CareImpactError
from data_access.ingest.extract.hospital_cover import declared_cover
from data_access.ingest.extract.matched_files import files_of
from data_access.ingest.extract.patient_list import PatientList
from data_access.ingest.extract.profiles import (
    Profile,
    load_profile,
    profile_folders,
)
from data_access.ingest.extract.report import EVERY_FILE
from data_access.ingest.extract.validate import Found
from data_access.ingest.recognised.kept_profiles import kept_profiles
from data_access.ingest.recognised.part_of import Pcn
from data_access.ingest.recognised.practice_names import Practices
from data_access.ingest.recognised.recognised_files import (
    HowToRead,
    recognised_files,
)
from data_access.ingest.recognised.say import said_of
from data_access.operations.uploads.reading import practices_in_store
from data_access.settings import Settings
from data_access.store.lake import Cover


def recognise(_: Settings, arguments: argparse.Namespace) -> None:
    """Print each table of each file: what it is, and which column is which."""
    for path in _files(arguments.paths):
        for line in (path.name, *(f"  {line}" for line in said_of(path))):
            sys.stdout.write(f"{line}\n")


def cover(arguments: argparse.Namespace) -> Cover | None:
    """Return the months that the hospitals' files cover, if they were given."""
    return declared_cover(*arguments.covers) if arguments.covers else None


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from files_of(path) if path.is_dir() else [path]


def _practices(home: Path) -> Practices:
    try:
        return practices_in_store(home)
    except CareImpactError:
        return {}  # the check or load that follows says what is wrong with the home


def reading(
    settings: Settings, arguments: argparse.Namespace
) -> tuple[Profile | None, Found]:
    """Return how the files of a folder are read, and their tables."""
    named = arguments.profile
    folders = profile_folders(settings.home)
    how = HowToRead(
        Pcn(*arguments.pcn) if arguments.pcn else None,
        load_profile(named, folders) if named else None,
        kept_profiles(settings.home),
        arguments.month_first,
        practices=_practices(settings.home),
    )
    recognised = recognised_files(files_of(arguments.folder), how).required()
    return recognised.profile, (recognised.files, recognised.others)


def rows_left_out(arguments: argparse.Namespace) -> frozenset[str]:
    """Return the files that --leave-out names; all, if it names none."""
    if arguments.leave_out is None:
        return frozenset()
    return frozenset(arguments.leave_out or [EVERY_FILE])


def patient_list(arguments: argparse.Namespace) -> PatientList:
    """Return what the options say of the list of patients beside its rows."""
    whole = arguments.whole_list
    try:
        day = (
            dt.date.today()
            if whole == "today"
            else whole and dt.date.fromisoformat(whole)
        )
    except ValueError:
        raise CareImpactError(
            f"{whole} is not a day: write it like 2026-11-30, or leave it out."
        ) from None
    who = " ".join(arguments.opt_outs_removed_by.split())
    return PatientList(day, arguments.allow_leavers, who)


def make_folder(folder: Path) -> None:
    """Make the folder that rejected rows are written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise CareImpactError(
            f"Rejected rows cannot be written to {folder} ({problem.strerror}): choose "
            "a folder that you can write to."
        ) from None
