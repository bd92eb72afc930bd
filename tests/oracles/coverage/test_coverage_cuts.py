"""Cut files of the demo on any day, and nothing is claimed that the whole does not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from fixtures.lakes.cut_cells import (
    LAST,
    Cell,
    Cuts,
    any_cuts,
    other_than,
    practice_cells,
    too_few_to_see,
)
from fixtures.lakes.cut_claims import Claim, Claims
from fixtures.lakes.cut_demo import (
    Said,
    build_cut,
    cut,
    follow_up,
    lake_files,
    last_returned,
    last_started,
    practices_of,
    said,
)
from fixtures.lakes.cut_excess import excess

from data_access.store.evidence import Evidence

FILES = ("admissions", "attendances", "appointments", "health_checks")
PART = ("practices", "patients", "cohorts", *FILES)
OF_THE_PCN = ("measures", "referrals")
CUT = 3  # files of a build
SAMPLE = 2  # builds; `tests/benchmarks/sweep_builds.py` asks every figure of more


def claimed_too_much(
    found: Said, uncut: Path, files: Mapping[str, Path], cuts: Cuts
) -> list[object]:
    """List what is said of cut files that is not said of whole ones."""
    before = _uncut(uncut, LAST)
    zeros: list[object] = [
        zero
        for zero in found.zeros
        if zero not in before.zeros
        and not too_few_to_see(Cell("indicator_month", *zero), files, cuts)
    ]
    changes = [
        claim for claim in found.changes if claim not in _uncut(uncut, claim[3]).changes
    ]
    return [*zeros, *changes]


@cache
def whole_cells(home: Path) -> dict[Cell, tuple[float | None, ...]]:
    return practice_cells(Evidence(home))


@cache
def _uncut(home: Path, month: date) -> Said:
    return said(Evidence(home), month)


@pytest.fixture(scope="module")
def files(demo_home: Path) -> dict[str, Path]:
    return lake_files(demo_home)


@pytest.mark.parametrize("seed", range(SAMPLE))
def test_a_cut_claims_nothing_that_the_whole_does_not(
    seed: int, files: dict[str, Path], demo_home: Path, tmp_path: Path
) -> None:
    practices = practices_of(Evidence(demo_home))
    rng = np.random.default_rng(seed)
    cuts = any_cuts(rng, practices, tuple(rng.choice(FILES, CUT, replace=False)))
    tables = {file: cut(files, file, *one) for file, one in cuts.items()}
    evidence = build_cut({name: files[name] for name in PART}, tables, tmp_path)
    assert claimed_too_much(said(evidence), demo_home, files, cuts) == [], cuts
    # Every figure of a practice that there is, is the whole lake's: of the headlines,
    # cohorts, comparisons, checks and the year to 31 March.
    other = [
        cell
        for cell in other_than(practice_cells(evidence), whole_cells(demo_home))
        if not too_few_to_see(cell, files, cuts)
    ]
    assert other == [], cuts


def test_a_cut_is_no_follow_up_and_no_new_estimate(
    files: dict[str, Path], tmp_path: Path
) -> None:
    """A file that ends on 10 September, of all and of the largest practice."""
    part = {
        name: files[name]
        for name in ("practices", "patients", "admissions", "caseload", *OF_THE_PCN)
    }
    whole = build_cut(part, {}, tmp_path / "whole")
    verdict, days = follow_up(whole)
    assert last_started(whole) == date(2025, 10, 1)
    for whose in ("", "X90101"):
        rows = cut(files, "admissions", date(2026, 9, 10), whose)
        tables = {"admissions": rows}
        if not whose:  # a file of the PCN's
            day = date(2026, 9, 10)
            tables |= {file: cut(files, file, day, whose) for file in OF_THE_PCN}
        evidence = build_cut(part, tables, tmp_path / f"cut-{whose}")
        # Who started in September has not been followed for a year.
        assert whose or last_started(evidence) == date(2025, 8, 1)
        # Nor who was referred in July for ninety days.
        assert whose or last_returned(evidence) == date(2026, 6, 1)
        of_cut, fewer = follow_up(evidence)
        assert of_cut in (verdict, "cannot tell yet"), whose
        assert fewer < days, whose


def test_the_sweep_of_builds_tells_what_only_a_cut_claims(
    files: dict[str, Path],
) -> None:
    """Half of October was lost, which is enough to be seen, or its last day."""
    half, day = ({"appointments": (date(2026, 10, day), "X90104")} for day in (14, 30))
    held = Claim("indicator/gp_appointments/trend", "", "", "higher", "2026-10-01")
    key = ("indicator/gp_appointments/trend", "", "", "2026-10-01", "Value")
    figures = {(held.figure, "")}
    whole = {"": Claims({held}, {key: 22.0}, figures)}
    assert list(excess(Claims({held}, {key: 11.0}, figures), whole, files, half)) == []
    other = Claims({replace(held, what="lower")}, {key: 0.0}, {("impact/estimate", "")})
    assert len(list(excess(other, whole, files, half))) == 3
    assert len(list(excess(other, whole, files, day))) == 1, "a figure needs no rows"
