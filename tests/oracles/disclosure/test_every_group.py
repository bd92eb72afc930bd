"""Outside direct care a group with nobody in it looks like one of a few people.

One that is not listed would be told from one that is withheld, and what the groups
listed lack of their total would be what the missing one has.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fixtures.attack.counts_known import QUANTITIES, exact_cells
from fixtures.attack.other_tables import put_cells
from fixtures.homes.kept import Homes
from fixtures.worlds.everything_shown import differences, everything_shown
from fixtures.worlds.small_network import load_network, small_network

from data_access.catalogue.groups import GROUP_NAMES
from data_access.catalogue.indicators import BY_ID
from data_access.selection import ALL, WHOLE_PCN
from data_access.viewer import Role

SEED = 5
COHORT = "smi"


@pytest.fixture(scope="module")
def home(homes: Homes) -> Path:
    tables = small_network(SEED)
    return homes.home(f"world-{SEED}", lambda folder: load_network(folder, tables))


def listed(value: Any, where: str = "") -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give each list of places or groups in an answer, as codes and names."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from listed(item, f"{where}/{key}")
    elif isinstance(value, list):
        named = [item for item in value if isinstance(item, dict) and "code" in item]
        if where.endswith("/places"):
            yield where, [(item["code"], item["name"]) for item in named]
        for item in value:
            yield from listed(item, where)


@pytest.mark.parametrize("query", [{}, {"cohort": COHORT}], ids=str)
def test_every_group_is_listed(home: Path, query: dict[str, str]) -> None:
    lists = 0
    for name, figure in everything_shown(home, Role.BOARD, query, kept=True).items():
        if isinstance(figure, str):
            continue
        for where, found in listed(figure.get("answer", {})):
            for by, names in GROUP_NAMES.items():
                if found and set(found) <= set(names.items()):
                    lists += 1
                    assert found == [*names.items()], (name, where, by)
    assert lists > 50


def test_groups_and_practices_add_up_to_their_total(home: Path) -> None:
    """In every cell, of nobody too: what is missing from a sum is somebody's."""
    cells = exact_cells(home)
    block = ["indicator", "month", "pcn_code", "practice_code", "cohort"]
    columns = [*QUANTITIES, "squares"]
    totals = cells[cells["dimension"] == ALL].set_index(block)[columns]
    for by, names in GROUP_NAMES.items():
        groups = cells[cells["dimension"] == by]
        sums = groups.groupby(block)[columns].sum()
        assert len(sums) > 10_000
        gap = (sums - totals.reindex(sums.index)).abs()
        assert gap.max(axis=None) < 1e-6, gap[gap.gt(1e-6).any(axis=1)].head()
        whole = groups[groups["practice_code"] == WHOLE_PCN]
        assert (whole.groupby(block).size() == len(names)).all()
    overall = cells[cells["dimension"] == ALL]
    of_practices = overall[overall["practice_code"] != WHOLE_PCN]
    place = ["indicator", "month", "pcn_code"]
    by_cohort = of_practices.groupby([*place, "cohort"]).size()
    of_everybody = by_cohort.xs(ALL, level="cohort")
    expected = of_everybody.reindex(by_cohort.index.droplevel("cohort"))
    assert (by_cohort.to_numpy() == expected.to_numpy()).all()


def test_a_group_of_nobody_looks_like_one_of_a_few(home: Path, tmp_path: Path) -> None:
    """Shares and rates alike; a count of nothing may be shown as nothing."""
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    cells = exact_cells(home)
    counts = cells["indicator"].map(lambda id_: BY_ID[id_].unit == "count")
    people = cells["indicator"].map(lambda id_: BY_ID[id_].people_denominator)
    apart = (cells["practice_code"] == WHOLE_PCN) ^ (cells["dimension"] == ALL)
    nobody = apart & people & (cells["denominator"] == 0)
    few = np.random.default_rng(SEED).integers(1, 8, len(cells)).astype(float)
    cells["denominator"] = cells["denominator"].mask(nobody, few)
    cells["denominator_withheld"] |= nobody
    some = nobody & ~counts
    cells["numerator"] = cells["numerator"].mask(some, np.minimum(few, 2.0))
    cells["numerator_withheld"] |= some
    assert nobody.sum() > 1_000
    put_cells(tmp_path, cells)
    first = everything_shown(home, Role.BOARD, {"cohort": COHORT}, kept=True)
    second = everything_shown(tmp_path, Role.BOARD, {"cohort": COHORT})
    told = {
        name: list(differences(first[name], second[name]))[:2]
        for name in first
        if first[name] != second[name]
    }
    assert told == {}
