"""An attacker with every figure, in two worlds that must look the same.

The second world has a few records more, each one chosen so that every count that may
be shown, rounded or withheld, stays what it was. So whatever differs between the
worlds outside direct care (an interval, an average, a limit, a verdict, a digit, a
word, a point of a drawing) tells exact counts. It is asked of every figure of the
registry, at every month that a record touches, by practice and by cohort.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fixtures.homes.kept import Homes
from fixtures.recomputed.csv_extract import read_extract
from fixtures.worlds.everything_shown import differences, everything_shown
from fixtures.worlds.next_world import Record, added_records, with_records
from fixtures.worlds.small_network import load_network, small_network, write_network

from data_access.figures.registry import FIGURES
from data_access.viewer import Role

# A night has time for more networks than a run of the suite.
NETWORKS = max(int(os.environ.get("CARE_IMPACT_NETWORKS", "0")) // 30, 1)
SEEDS = range(5, 5 + NETWORKS)
# The one exception: the estimate is made from exact numbers, to two significant digits.
ESTIMATES = ("data_access.questions.impact", "data_access.questions.value")
ESTIMATED = ("outcomes/appointments",)


@dataclass(frozen=True)
class Worlds:
    """Two homes and the records that the second has more."""

    first: Path
    second: Path
    records: list[Record]

    def queries(self) -> list[dict[str, str]]:
        """Give the newest month, each record's own, a practice and a cohort."""
        months = sorted({f"{record.month:%Y-%m}" for record in self.records})
        practices = sorted({record.practice for record in self.records})
        cohorts = sorted({name for record in self.records for name in record.cohorts})
        return [
            {},
            *({"month": month} for month in months),
            *({"practice": practice} for practice in practices[:1]),
            *({"cohort": cohort} for cohort in cohorts[:1]),
        ]


@pytest.fixture(scope="module", params=SEEDS)
def worlds(request: pytest.FixtureRequest, homes: Homes) -> Worlds:
    """Give a small network and its second world."""
    seed = request.param
    tables = small_network(seed)
    with TemporaryDirectory() as folder:
        write_network(Path(folder), tables)
        records = added_records(read_extract(Path(folder)), seed)
    assert len(records) >= 2, "a network in which nothing can be added unseen"
    first = homes.home(f"world-{seed}", lambda home: load_network(home, tables))
    second = homes.home(
        f"next-world-{seed}",
        lambda home: load_network(home, with_records(tables, records)),
    )
    return Worlds(first, second, records)


def told_apart(worlds: Worlds, role: Role, query: dict[str, str]) -> dict[str, str]:
    """Return the figures that differ between the worlds, and the first way how."""
    first = everything_shown(worlds.first, role, query, kept=True)
    second = everything_shown(worlds.second, role, query, kept=True)
    assert set(first) >= set(FIGURES), "every figure of the registry is attacked"
    answered = sum(not isinstance(value, str) for value in first.values())
    assert answered > 200 or "cohort" in query  # a small cohort is refused
    found = {}
    for name in first:
        if name in FIGURES and is_estimate(name):
            continue
        ways = list(differences(first[name], second[name]))
        if ways:
            found[name] = f"{len(ways)} values, first {ways[0]}"
    return found


def is_estimate(name: str) -> bool:
    """Say whether a figure shows the matched estimate."""
    asks = FIGURES[name].question.__module__
    return asks.startswith(ESTIMATES) or name in ESTIMATED


def test_no_figure_tells_two_worlds_apart_that_show_the_same_counts(
    worlds: Worlds,
) -> None:
    found = {
        f"{query or 'newest month'}: {name}": how
        for query in worlds.queries()
        for name, how in told_apart(worlds, Role.BOARD, query).items()
    }
    assert not found, "\n".join(f"{where}: {how}" for where, how in found.items())


def test_a_commissioner_cannot_tell_them_apart_either(worlds: Worlds) -> None:
    found = told_apart(worlds, Role.COMMISSIONER, {})
    assert not found, "\n".join(f"{where}: {how}" for where, how in found.items())


def test_in_direct_care_the_worlds_are_two(worlds: Worlds) -> None:
    """The records are there: who may see exact counts sees them."""
    for record in worlds.records:
        name = f"indicator/{record.indicator}/trend"
        first, second = (
            everything_shown(at, Role.PCN_MANAGER, {}, name)
            for at in (worlds.first, worlds.second)
        )
        assert first[name] != second[name], record
