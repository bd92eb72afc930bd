"""Outside direct care an answer is a function of what may be shown.

Two stores are made whose counts differ everywhere, and are shown alike everywhere. No
figure of the registry may tell them apart: not by a value, a limit, a verdict, a word
or a digit. The matched estimate alone is exempt: it has a rule of its own.
"""

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from fixtures.homes.answered import door_of

from data_access.catalogue.indicators import BY_ID
from data_access.door import Door, NoCache
from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

# Selections that between them ask for every kind of cell.
SELECTIONS = (
    {},
    {"practice": "X90102"},
    {"cohort": "smi"},
    {"cohort": "carer", "month": "2026-05"},
)
# The estimate uses exact numbers, withheld and rounded by a rule of its own.
EXEMPT = ("impact/", "value/")
TELLING = 200  # figures with a number, at least, or the test would show nothing


def other_counts(
    counts: np.ndarray, hidden: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return other counts that are shown as these are."""
    other = counts.copy()
    shown = (counts >= 8) & ~hidden
    nearest = 5 * np.floor(counts / 5 + 0.5)
    low = np.maximum(nearest - 2, 8)
    other[shown] = rng.integers(low[shown], nearest[shown] + 3)
    small = (counts > 0) & (counts < 8)
    other[small] = rng.integers(1, 8, small.sum())
    large = (counts >= 8) & hidden
    other[large] = rng.integers(8, 2 * counts[large] + 1)
    return other


def other_squares(cells: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return other sums of squares, with everyone's in all months as it was.

    That one, to two digits, is itself shown.
    """
    other = rng.uniform(1, 3, len(cells)) * cells["numerator"]
    whole = (cells["practice_code"] == "all") & (cells["dimension"] == "all")
    keys = [cells[name] for name in ("indicator", "pcn_code", "cohort")]
    usual = cells["squares"].where(whole).groupby(keys).transform("sum") / cells[
        "before"
    ].where(whole).groupby(keys).transform("sum")
    return other.where(~whole, usual * cells["numerator"])


def perturb(file: Path, seed: int) -> None:
    """Change every count of the monthly marts within what is shown of it."""
    rng = np.random.default_rng(seed)
    with duckdb.connect(str(file)) as store:
        for table, columns in (
            ("indicator_month", ("numerator", "denominator")),
            ("check_year", ("numerator", "denominator")),
        ):
            cells = store.execute(f"select * from {table}").df()  # noqa: S608
            cells["before"] = cells["numerator"]
            people = np.array([BY_ID[id_].about_people for id_ in cells["indicator"]])
            over = np.array(
                [BY_ID[id_].people_denominator for id_ in cells["indicator"]]
            )
            for column in columns:
                counts = cells[column].to_numpy(dtype=float, copy=True)
                hidden = cells[f"{column}_withheld"].to_numpy(dtype=bool)
                known = ~np.isnan(counts) & people
                if column == "denominator":
                    known &= over
                counts[known] = other_counts(counts[known], hidden[known], rng)
                cells[column] = counts
            if "squares" in cells:
                cells["squares"] = other_squares(cells, rng)
            store.register("changed", cells.drop(columns="before"))
            store.execute(f"create or replace table {table} as select * from changed")  # noqa: S608


def answers(door: Door, role: Role, selected: dict[str, str]) -> dict[str, str]:
    """Return what each figure gives a reader, as text; a refusal as its sentence."""
    request = Request(door, Viewer(role), Selection.from_query(selected), selected)
    found = {}
    for name, figure in FIGURES.items():
        if name.startswith(EXEMPT):
            continue
        try:
            plain = plain_figure(show(figure, request))
        except CareImpactError as refusal:
            found[name] = str(refusal)
            continue
        del plain["reference"]
        found[name] = json.dumps(plain, sort_keys=True)
    door.evidence.close()
    return found


@pytest.fixture(scope="module")
def perturbed(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("perturbed")
    import shutil

    shutil.copytree(demo_home, home, dirs_exist_ok=True)
    perturb(Evidence(home).current_file(), 11)
    return home


@pytest.mark.parametrize("selected", SELECTIONS, ids=str)
@pytest.mark.parametrize("role", [Role.BOARD, Role.COMMISSIONER])
def test_no_figure_tells_apart_what_is_shown_alike(
    demo_home: Path, perturbed: Path, role: Role, selected: dict[str, str]
) -> None:
    # What is kept of the one version is not asked of the other, whose name is the same.
    doors = (door_of(demo_home), Door(Evidence(perturbed), NoCache()))
    first, second = (answers(door, role, selected) for door in doors)
    assert sum(text.startswith("{") for text in first.values()) > TELLING
    assert [name for name in first if first[name] != second[name]] == []
