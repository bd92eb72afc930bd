"""Every page for every reader, with nothing, the least, or only published files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fixtures.homes.every_callback import regions, texts
from fixtures.lakes import small_lake
from flask.testing import FlaskClient

from app import create_app
from data_access.marts.build import Source, build_evidence
from data_access.operations import loading
from data_access.settings import read_settings
from data_access.store.evidence import swap_in
from data_access.viewer import Role

# Enough for the primary estimate, and for every page to say something.
REQUIRED = (
    "practices",
    "patients",
    "cohorts",
    "coordinators",
    "caseload",
    "admissions",
)
PUBLISHED = Path(__file__).parents[2] / "fixtures" / "published"
FAILED = "could not be drawn"


def nothing(home: Path) -> None:
    """Leave a home as it is before the first load."""


def the_least(home: Path) -> None:
    tables = small_lake.make_tables(seed=5, people=150)
    held = {name: tables[name] for name in REQUIRED if name in tables}
    paths = small_lake.write(held, home)
    folder = home / "evidence"
    swap_in(build_evidence(folder, Source("one", paths), None, provisional_months=2))


def published(home: Path) -> None:
    loading.load_published(read_settings(home=home), PUBLISHED)


@pytest.fixture(scope="module", params=[nothing, the_least, published])
def home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder: Path = tmp_path_factory.mktemp("loaded")
    fill: Callable[[Path], None] = request.param
    fill(folder)
    return folder


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
