"""Where the golden cases are: copies here, real services outside the repository."""

import os
from pathlib import Path

import pandas as pd
import pytest

COPIES = Path(__file__).parent / "golden"
BESIDE = Path(__file__).parents[2] / ".." / "shared" / "golden"
OUTSIDE = Path(os.environ.get("CARE_IMPACT_GOLDEN", BESIDE))


def read(name: str) -> pd.DataFrame:
    """Return a table of cases, with those of real services where they are."""
    path = OUTSIDE / name
    return pd.read_csv(path if path.is_file() else COPIES / name)


def cases(table: pd.DataFrame, column: str, only_outside: tuple[str, ...]) -> list:
    """Return every case name once, marking as skipped those that are not here."""
    here = sorted(set(table[column]))
    absent = sorted(set(only_outside) - set(here))
    reason = "case on real services: set CARE_IMPACT_GOLDEN to the golden folder"
    skipped = [pytest.param(name, marks=pytest.mark.skip(reason)) for name in absent]
    return [*here, *skipped]
