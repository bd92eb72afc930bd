"""Every page for every reader, with nothing, days, the least or published files."""

from pathlib import Path

import pytest
from fixtures.homes.every_callback import regions, texts
from fixtures.homes.extract_files import small_extract, write_csv
from fixtures.homes.kept import Homes
from fixtures.homes.loaded import load_england
from fixtures.lakes import small_lake
from flask.testing import FlaskClient

from app import create_app
from data_access.operations.loading import load_local
from data_access.settings import read_settings
from data_access.viewer import Role

FAILED = "could not be drawn"


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


def test_no_figure_is_not_a_number(home: Path) -> None:
    shown = regions(create_app(read_settings(home=home)).server.test_client())
    words = {word for text in texts(list(shown.values())) for word in text.split()}
    assert words
    assert not words & {"nan", "nan%", "inf", "£nan", "−inf"}
