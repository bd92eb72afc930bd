"""An integer solver attacks all that is shown of small networks.

First the counts alone: every cell of the monthly mart as a board may know it is a
constraint, with one whole-number unknown for each exact count. The true counts fit, and
no count behind a mark can have one value only.

Then everything else that is shown: intervals, averages, limits, verdicts, digits,
drawings and words, of every figure of the registry. Most are no linear functions of
the counts, so the product itself is asked: the solver's tables, in which the counts
behind marks are as far from the truth as the counts shown allow, are put into the
store, and a reader outside direct care must be told the same. So whatever the counts
alone leave open, everything else leaves open too.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fixtures.attack.counts_known import (
    Definitions,
    definitions,
    exact_cells,
    shown_cells,
)
from fixtures.attack.counts_solver import FLOW, Attack
from fixtures.attack.other_tables import put_cells, with_counts, with_usual_squares
from fixtures.homes.kept import Homes
from fixtures.worlds.everything_shown import differences, everything_shown
from fixtures.worlds.small_network import load_network, small_network

from data_access.figures.registry import FIGURES
from data_access.queries import readers
from data_access.selection import ALL
from data_access.state.notes import ChartNote, add_note
from data_access.state.store import open_state
from data_access.viewer import Role

# A night has time for more networks, months and cohorts than a run of the suite.
NETWORKS = int(os.environ.get("CARE_IMPACT_NETWORKS", "0")) // 30
SEEDS = range(5, 6 + NETWORKS)
MONTHS = 8 if NETWORKS else 2
COHORTS = 9 if NETWORKS else 1


@dataclass(frozen=True)
class Network:
    """A home, its true counts, what is shown of some months, and what is known."""

    home: Path
    exact: pd.DataFrame
    shown: pd.DataFrame
    months: tuple[pd.Timestamp, ...]
    known: Definitions
    rng: np.random.Generator

    def attacks(self) -> list[Attack]:
        """Write down what is known of each family of counts in each month."""
        parts = [
            self.shown[
                (self.shown["month"] == month) & self.shown["indicator"].isin(family)
            ]
            for month in self.months
            for family in self.known.families()
        ]
        return [Attack(part, self.known) for part in parts if len(part)]


@pytest.fixture(scope="module", params=SEEDS)
def network(request: pytest.FixtureRequest, homes: Homes) -> Network:
    """Give a small network; every other one of a night has two PCNs."""
    seed = request.param
    pcns = 1 + (seed - SEEDS[0]) % 2
    home = homes.home(
        f"world-{seed}" if pcns == 1 else f"two-pcns-{seed}",
        lambda folder: load_network(folder, small_network(seed, pcns=pcns)),
    )
    rng = np.random.default_rng(seed)
    exact = exact_cells(home)
    newest = sorted(exact["month"].unique())[-MONTHS * 3 :]
    months = {newest[-1], *rng.choice(newest[:-1], MONTHS - 1, replace=False)}
    cohorts = sorted(set(exact["cohort"]) - {ALL})
    some = {ALL, *rng.permutation(cohorts)[:COHORTS]}
    attacked = exact[exact["month"].isin(months) & exact["cohort"].isin(some)]
    shown = shown_cells(home, attacked)
    known = definitions(attacked)
    return Network(home, exact, shown, tuple(sorted(months)), known, rng)


def flow_of(network: Network) -> Attack:
    """Write down what is known of the caseload through all months."""
    names = [name for name, _ in FLOW]
    exact = network.exact
    caseload = exact[exact["indicator"].isin(names) & (exact["dimension"] == ALL)]
    caseload = caseload[caseload["cohort"] == ALL]
    return Attack(shown_cells(network.home, caseload), network.known)


def test_the_counts_alone_pin_nothing(network: Network) -> None:
    asked = 0
    for attack in (*network.attacks(), flow_of(network)):
        truth = attack.counts_of(network.exact)
        assert attack.broken_by(truth) == [], "the attacker knows what is not so"
        cells = np.flatnonzero(attack.marked() & (truth > 0))
        pinned = attack.pinned(cells, truth, network.rng)
        assert [(attack.names[at], truth[at]) for at in pinned] == []
        asked += len(cells)
    assert asked > 500


def test_the_solver_finds_what_primary_suppression_alone_gives_away(
    network: Network,
) -> None:
    """Small counts left out, and everything else exact: many can have one value."""
    found = 0
    for attack in network.attacks()[:4]:
        truth = attack.counts_of(network.exact)
        apart = attack.marked() | ~np.isinf(attack.high)
        shown = apart & ~((truth > 0) & (truth < 8))
        attack.low = np.where(shown, truth, 0.0)
        attack.high = np.where(shown, truth, np.inf)
        small = np.flatnonzero(apart & (truth > 0) & (truth < 8))
        found += len(attack.pinned(small[:40], truth, network.rng))
    assert found


@pytest.fixture(scope="module")
def other(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home whose counts are as far from the truth as what is shown allows."""
    home = tmp_path_factory.mktemp("other-tables")
    shutil.copytree(network.home, home, dirs_exist_ok=True)
    cells = network.exact.copy()
    for attack in network.attacks():
        truth = attack.counts_of(network.exact)
        far = np.where(attack.whole, network.rng.normal(size=len(truth)), 0.0)
        tied = {int(at): truth[at] for at in np.flatnonzero(attack.in_the_flow())}
        with_counts(cells, attack, attack.fitting(far, tied))
    changed = (cells["numerator"] != network.exact["numerator"]).sum()
    assert changed > 1_000, "a solver that changed nothing would show nothing"
    put_cells(home, with_usual_squares(cells, network.exact))
    return home


@pytest.mark.parametrize("role", [Role.BOARD, Role.COMMISSIONER])
def test_everything_else_that_is_shown_leaves_open_what_the_counts_do(
    network: Network, other: Path, role: Role
) -> None:
    months = network.months if role is Role.BOARD else network.months[-1:]
    told = {
        f"{month:%Y-%m} {name}": ways
        for month in months
        for name, ways in told_apart(network.home, other, role, f"{month:%Y-%m}")
    }
    assert not told, told


def told_apart(
    home: Path, other: Path, role: Role, month: str, only: str = ""
) -> list[tuple[str, list[object]]]:
    """Return the figures that differ between two homes, and the first ways how."""
    query = {"month": month}
    first, second = (everything_shown(at, role, query, only) for at in (home, other))
    assert only or set(first) >= set(FIGURES)
    ways = {name: list(differences(first[name], second[name])) for name in first}
    return [(name, found[:2]) for name, found in ways.items() if found]


def test_new_limits_at_a_chosen_month_tell_no_more(
    network: Network, other: Path, tmp_path: Path
) -> None:
    """Limits that begin at a month would give that month, were they of exact counts."""
    homes = []
    pcn = network.exact["pcn_code"].iat[0]
    for place in (network.home, other):
        home = Path(shutil.copytree(place, tmp_path / f"{len(homes)}"))
        for month in network.months[:-1]:
            note = ChartNote(month.date(), "rebase", "A clinic opened", "A. Lead")
            for indicator in ("emergency", "contacts", "gp_appointments"):
                add_note(open_state(home), pcn, indicator, note)
        homes.append(home)
    latest = f"{network.months[-1]:%Y-%m}"
    for only in ("indicator/emergency/", "indicator/contacts/", "indicator/gp_app"):
        assert told_apart(*homes, Role.BOARD, latest, only) == []


def test_an_average_of_exact_counts_would_be_told(
    network: Network, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the counts of every cell exact, the two homes would not look the same."""
    monkeypatch.setattr(readers, "as_shown", lambda exact, *_: exact)
    latest = f"{network.months[-1]:%Y-%m}"
    assert told_apart(network.home, other, Role.BOARD, latest, "indicator/gp_app")
