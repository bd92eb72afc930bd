"""Every page for every reader, with nothing, days, the least or published files."""

import json
from pathlib import Path
from typing import Any

import pytest
from dash import page_registry
from fixtures.homes.answered import door_of
from fixtures.homes.every_callback import regions, texts
from fixtures.homes.extract_files import small_extract, write_csv
from fixtures.homes.kept import Homes
from fixtures.homes.loaded import load_england
from fixtures.lakes import small_lake
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder

from app import create_app
from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.operations.loading import load_local
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

FAILED = "could not be drawn"
COMMAND, ASKED = "care-impact ", "ask a PCN manager"


def nothing(home: Path) -> None:
    """Leave a home as it is before the first load."""


def a_day_of_each(home: Path) -> None:
    """Load files that begin and end within a month: no month of any is whole."""
    extract = small_extract()
    stay = {"admitted_on": "2026-07-01", "discharged_on": "2026-07-03"}
    people = {row["patient_id"]: row for row in extract["admissions"]}
    extract["admissions"] = [row | stay for row in people.values()]
    folder = write_csv(home.parent / "a-day-of-each", extract)
    load_local(read_settings(home=home), folder)


MAKERS = {
    "nothing": nothing,
    "days": a_day_of_each,
    "required": small_lake.make_home,
    "england": load_england,
}


@pytest.fixture(scope="module", params=MAKERS)
def home(request: pytest.FixtureRequest, homes: Homes) -> Path:
    return homes.home(request.param, MAKERS[request.param])


@pytest.mark.parametrize("role", Role)
def test_every_page_says_what_it_has_or_lacks(home: Path, role: Role) -> None:
    app = create_app(read_settings(home=home, reader=role))
    client: FlaskClient = app.server.test_client()
    shown = {id_: " ".join(texts(part)) for id_, part in regions(client).items()}
    assert {id_ for id_, said in shown.items() if FAILED in said} == set()
    # A page of several regions says what is wrong with all of them once.
    for id_, said in shown.items():
        if id_.endswith("-content"):
            assert said, id_


@pytest.mark.parametrize("role", Role)
def test_a_command_is_told_to_who_runs_it_and_others_are_told_whom_to_ask(
    home: Path, role: Role
) -> None:
    """Walk all regions, pages and figures; where nothing is loaded, all may set it up.

    What an unexpected fault would say is no part of it: none may happen.
    """
    app = create_app(read_settings(home=home, reader=role))
    client = app.server.test_client()
    said = [*texts(list(regions(client).values()))]
    with app.server.test_request_context():
        for page in page_registry.values():
            said += texts(plain(page["layout"]()))
    said += [client.get(figure.address("")).text for figure in FIGURES.values()]
    commands = [text for text in said if COMMAND in text]
    asked = [text for text in said if ASKED in text]
    runs = role in (Role.PCN_MANAGER, Role.CLINICAL_LEAD) or Evidence(home).is_empty
    assert not (asked if runs else commands)
    assert commands if runs else asked


@pytest.mark.parametrize("role", [Role.BOARD, Role.COMMISSIONER])
def test_no_figure_of_all_local_files_tells_a_board_a_command(
    demo_home: Path, role: Role
) -> None:
    request = Request(door_of(demo_home), Viewer(role), Selection())
    for name, figure in FIGURES.items():
        try:
            said = json.dumps(plain_figure(show(figure, request)), default=str)
        except CareImpactError as problem:
            said = problem.said_to(request.viewer)
        assert COMMAND not in said, name


def plain(layout: object) -> Any:
    return json.loads(json.dumps(layout, cls=PlotlyJSONEncoder))


def test_no_figure_is_not_a_number(home: Path) -> None:
    shown = regions(create_app(read_settings(home=home)).server.test_client())
    words = {word for text in texts(list(shown.values())) for word in text.split()}
    assert words
    assert not words & {"nan", "nan%", "inf", "£nan", "−inf"}
