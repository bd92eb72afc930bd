"""The estimate before and after one person is erased is not there to be compared.

It comes from exact counts, so that where nothing but one person has changed, any move
of its numbers would tell of them. Counts are rounded, and move by their own rule.
"""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.worlds.everything_shown import everything_shown
from fixtures.worlds.small_network import load_network, small_network

from data_access.figures.registry import FIGURES
from data_access.operations.maintenance import forget_person
from data_access.settings import read_settings
from data_access.viewer import Role

SEED = 5
HELD_BACK = "will be shown again after the next load"
OUTSIDE = [Role.BOARD, Role.COMMISSIONER]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return small_network(SEED)


@pytest.fixture(scope="module")
def before(homes: Homes, tables: dict[str, pd.DataFrame]) -> Path:
    return homes.home(f"world-{SEED}", lambda home: load_network(home, tables))


@pytest.fixture(scope="module")
def after(
    before: Path,
    tables: dict[str, pd.DataFrame],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Give the home without a person who was on the caseload."""
    home = tmp_path_factory.mktemp("erased")
    shutil.copytree(before, home, dirs_exist_ok=True)
    person = tables["caseload"]["patient_id"].iloc[0]
    forget_person(read_settings(home=home), person)
    return home


def of_estimate(home: Path, role: Role) -> dict[str, object]:
    """Give what the figures of the estimate show, and those of what it is worth."""
    shown = everything_shown(home, role, {}, ("impact/", "value/"))
    return {name: value for name, value in shown.items() if name in FIGURES}


@pytest.mark.parametrize("role", OUTSIDE)
def test_outside_direct_care_no_estimate_is_given_until_the_next_load(
    before: Path, after: Path, role: Role
) -> None:
    first, second = (of_estimate(home, role) for home in (before, after))
    held = {name for name, shown in second.items() if HELD_BACK in str(shown)}
    estimates = {
        name
        for name in first
        if FIGURES[name].question.__module__.startswith("data_access.questions.impact")
        and FIGURES[name].needs  # what a published trial found tells of nobody here
    } - {"impact/studies"}
    assert {"impact/estimate", "impact/balance", "impact/flow"} < held
    # The studies stand without the PCN's own.
    assert "own rate ratio" in str(first["impact/studies"])
    assert "has no estimate to set beside them yet" in str(second["impact/studies"])
    # A figure of the estimate is held back whole, or has nothing to show in either.
    for name in estimates:
        assert isinstance(second[name], str), name
        assert name in held or isinstance(first[name], str), name
    given = [name for name in held if not isinstance(first[name], str)]
    assert len(given) > 8


def test_in_direct_care_it_is_given_without_the_person(
    before: Path, after: Path
) -> None:
    first, second = (of_estimate(home, Role.PCN_MANAGER) for home in (before, after))
    assert not isinstance(second["impact/flow"], str)
    assert first["impact/flow"] != second["impact/flow"]


def test_the_next_load_brings_it_back(
    after: Path, tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    shutil.copytree(after, tmp_path, dirs_exist_ok=True)
    statuses = tables["appointments"]["status"].to_numpy()[::-1]
    more = tables["appointments"].assign(status=statuses)
    load_network(tmp_path, {**tables, "appointments": more})
    shown = of_estimate(tmp_path, Role.BOARD)
    assert not any(HELD_BACK in str(value) for value in shown.values())
    assert not isinstance(shown["impact/flow"], str)
