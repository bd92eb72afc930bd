"""A cohort too small to be offered is, outside direct care, one that nobody has.

Two homes are alike but for a local group of a few people, a choir. No answer may tell
the one from the other: no figure of the registry, and no page, file, plain data or
command that asks for the choir by name.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dash import Dash
from fixtures.homes.every_callback import regions
from fixtures.homes.kept import Homes
from fixtures.worlds.everything_shown import differences, everything_shown
from fixtures.worlds.small_network import load_network, small_network
from flask.testing import FlaskClient

from app import create_app
from data_access.cli.parse import main
from data_access.figures.registry import FIGURES
from data_access.settings import get_settings, read_settings
from data_access.viewer import Role

CHOIR, NOBODY = "choir", "crowd"
SEED = 5
# The one counts the rows of each file, of whatever group they are; the others are or
# hold the estimate, which matches people by the group that they are in.
OTHERS = ("quality/", "impact/", "value/", "outcomes/appointments")


def with_choir(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with a group of four who are in a larger group as well.

    So they are no more people on a register than there were.
    """
    cohorts = tables["cohorts"]
    singers = cohorts.drop_duplicates("patient_id")[:4].assign(cohort=CHOIR)
    return {**tables, "cohorts": pd.concat([cohorts, singers], ignore_index=True)}


@pytest.fixture(scope="module")
def without(homes: Homes) -> Path:
    tables = small_network(SEED)
    return homes.home(f"world-{SEED}", lambda home: load_network(home, tables))


@pytest.fixture(scope="module")
def choir(homes: Homes) -> Path:
    tables = with_choir(small_network(SEED))
    return homes.home(f"choir-{SEED}", lambda home: load_network(home, tables))


def client_of(home: Path, role: Role) -> FlaskClient:
    app: Dash = create_app(read_settings(home=home, reader=role))
    return app.server.test_client()


@pytest.mark.parametrize("role", [Role.BOARD, Role.COMMISSIONER])
def test_nothing_that_is_shown_tells_of_a_choir(
    without: Path, choir: Path, role: Role
) -> None:
    first, second = (
        everything_shown(at, role, {}, kept=True) for at in (without, choir)
    )
    told = {
        name: list(differences(first[name], second[name]))[:2]
        for name in first
        if first[name] != second[name] and not name.startswith(OTHERS)
    }
    assert told == {}


def test_in_direct_care_the_choir_is_there(without: Path, choir: Path) -> None:
    first, second = (
        everything_shown(at, Role.PCN_MANAGER, {"cohort": CHOIR}, "indicator/")
        for at in (without, choir)
    )
    assert first != second


@pytest.mark.parametrize("address", ["/download/{}.csv", "/figure/{}"])
def test_every_address_answers_a_choir_as_a_group_that_nobody_has(
    without: Path, choir: Path, address: str
) -> None:
    clients = [client_of(home, Role.BOARD) for home in (without, choir)]
    refused = 0
    for name in np.random.default_rng(SEED).permutation([*FIGURES])[:150]:
        asked = f"{address.format(name)}?cohort={CHOIR}"
        first, second = (client.get(asked) for client in clients)
        assert first.status_code == second.status_code, name
        if first.status_code != 200:
            refused += 1
            assert (first.data, dict(first.headers)) == (
                second.data,
                dict(second.headers),
            ), name
    assert refused > 100


def test_every_page_answers_a_choir_as_a_group_that_nobody_has(choir: Path) -> None:
    client = client_of(choir, Role.BOARD)
    small, none = (
        json.dumps(regions(client, cohort=name), sort_keys=True)
        for name in (CHOIR, NOBODY)
    )
    assert len(small) > 10_000
    as_if = small.replace(CHOIR, NOBODY)
    assert as_if.replace(CHOIR.title(), NOBODY.title()) == none


def test_the_command_line_answers_a_choir_as_a_group_that_nobody_has(
    choir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARE_IMPACT_HOME", str(choir))
    get_settings.cache_clear()
    said = []
    for name in (CHOIR, NOBODY):
        for form in ("--json", "--csv"):
            command = ["figure", "indicator/emergency/trend", "--cohort", name, form]
            assert main([*command, "--reader", "board"]) == 1
            told = capsys.readouterr()
            said.append((told.out, told.err.replace(name, "")))
    assert len(set(said)) == 1
