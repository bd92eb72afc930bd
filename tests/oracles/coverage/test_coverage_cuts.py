"""Cut files of the demo on any day, and nothing is claimed that the whole does not."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from fixtures.lakes.cut_demo import (
    Said,
    Zero,
    build_cut,
    cut,
    days_of,
    follow_up,
    lake_files,
    practices_of,
    said,
)

from data_access.catalogue.indicators import BY_ID
from data_access.months import MONTHS_IN_YEAR, month_end, months_after
from data_access.store.evidence import Evidence

LAST = date(2026, 10, 1)
MONTHS_CUT = 3
FILES = ("admissions", "attendances", "appointments")
SAMPLE = 3  # builds, each with a cut of two files
# What the method says of a single practice: rows that its silence must have cost.
SEEN = 6.0
SEEN_OF_NONE = 4.0  # where nothing is left of the month

Cuts = Mapping[str, tuple[date, str]]  # of each file: the last day, and whose ("" all)


def any_cuts(rng: np.random.Generator, practices: tuple[str, ...]) -> Cuts:
    """Draw a day of the last three months and a sender for every file but one.

    One goes on to the end, as the day of the export is that of the newest file.
    """
    first = months_after(LAST, 1 - MONTHS_CUT)
    days = (month_end(LAST) - first).days
    whole = rng.choice(FILES)
    return {
        file: (
            first + timedelta(int(rng.integers(0, days))),
            str(rng.choice(["", *practices])),
        )
        for file in FILES
        if file != whole
    }


def claimed_too_much(
    found: Said, uncut: Path, files: Mapping[str, Path], cuts: Cuts
) -> list[object]:
    """List what is said of cut files that is not said of whole ones."""
    before = _uncut(uncut, LAST)
    zeros: list[object] = [
        zero
        for zero in found.zeros
        if zero not in before.zeros and not too_few_to_see(zero, files, cuts)
    ]
    changes = [
        claim for claim in found.changes if claim not in _uncut(uncut, claim[3]).changes
    ]
    return [*zeros, *changes]


def too_few_to_see(zero: Zero, files: Mapping[str, Path], cuts: Cuts) -> bool:
    """Say whether a practice lost no more rows than the method says it can not see.

    Of a month with some rows left they are those of its own last days; where none are
    left, those of the whole silence.
    """
    indicator, practice, month = zero
    mine = {
        file: after
        for file, (after, whose) in cuts.items()
        if file in BY_ID[indicator].needs and whose in ("", practice)
    }
    if not practice or not mine:
        return False
    year_before = months_after(month, -MONTHS_IN_YEAR)
    for file, after in mine.items():
        days = days_of(files, file, practice)
        left = any(month <= day <= after for day in days)
        end = month_end(month) if left else month_end(LAST)
        a_day = sum(year_before <= day < month for day in days) / 365
        if a_day * (end - after).days >= (SEEN if left else SEEN_OF_NONE):
            return False
    return True


@cache
def _uncut(home: Path, month: date) -> Said:
    return said(Evidence(home), month)


@pytest.fixture(scope="module")
def files(demo_home: Path) -> dict[str, Path]:
    return lake_files(demo_home)


@pytest.mark.parametrize("seed", range(SAMPLE))
def test_a_cut_claims_no_change_and_no_zero_that_the_whole_does_not(
    seed: int, files: dict[str, Path], demo_home: Path, tmp_path: Path
) -> None:
    practices = practices_of(Evidence(demo_home))
    cuts = any_cuts(np.random.default_rng(seed), practices)
    tables = {file: cut(files, file, *one) for file, one in cuts.items()}
    part = {name: files[name] for name in ("practices", "patients", *FILES)}
    found = said(build_cut(part, tables, tmp_path))
    assert claimed_too_much(found, demo_home, files, cuts) == [], cuts


def test_a_cut_is_no_follow_up_and_no_new_estimate(
    files: dict[str, Path], tmp_path: Path
) -> None:
    """A file that ends on 10 September, of all and of the largest practice."""
    part = {
        name: files[name]
        for name in ("practices", "patients", "admissions", "caseload")
    }
    verdict, days = follow_up(build_cut(part, {}, tmp_path / "whole"))
    for whose in ("", "X90101"):
        rows = cut(files, "admissions", date(2026, 9, 10), whose)
        home = tmp_path / f"cut-{whose}"
        of_cut, fewer = follow_up(build_cut(part, {"admissions": rows}, home))
        assert of_cut in (verdict, "cannot tell yet"), whose
        assert fewer < days, whose
