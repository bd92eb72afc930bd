"""How exports are read: as they are recognised, or as an import profile says."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from data_access.ingest.extract.profiles import (
    Profile,
    load_profile,
    profile_folders,
)
from data_access.ingest.extract.validate import Found
from data_access.ingest.recognised.recognised_files import Pcn, recognised_files
from data_access.ingest.recognised.say import said_of
from data_access.settings import Settings


def recognise(_: Settings, arguments: argparse.Namespace) -> None:
    """Print each table of each file: what it is, and which column is which."""
    for path in _files(arguments.paths):
        for line in (path.name, *(f"  {line}" for line in said_of(path))):
            sys.stdout.write(f"{line}\n")


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        yield from (file for file in inside if not file.name.startswith("."))


def reading(
    settings: Settings, arguments: argparse.Namespace
) -> tuple[Profile | None, Found | None]:
    """Return how files are read, and their tables if those are recognised."""
    if not arguments.recognise:
        named = arguments.profile
        folders = profile_folders(settings.home)
        return (load_profile(named, folders) if named else None), None
    pcn = Pcn(*arguments.pcn) if arguments.pcn else None
    recognised = recognised_files(list(_files([arguments.folder])), pcn)
    return recognised.profile, (recognised.files, recognised.others)
