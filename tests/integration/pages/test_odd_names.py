"""Groups of people by any name work in every address, list, file and saved cohort."""

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from cachelib import NullCache
from dash import Dash
from fixtures.homes.every_callback import parts, regions, texts
from fixtures.homes.extract_files import small_extract, write_csv
from fixtures.homes.kept import Homes
from fixtures.homes.odd_names import NAMES, load_odd_names
from flask.testing import FlaskClient

from app import create_app
from data_access.catalogue.cohorts import cohort_name
from data_access.choices.cohort_rules import CohortRules
from data_access.door import Door
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.figures.viewers import viewer_as
from data_access.ingest.extract.report import LoadRefusedError
from data_access.operations import loading
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer


@pytest.fixture(scope="module")
def home(homes: Homes) -> Path:
    return homes.home("odd-names", load_odd_names)


@pytest.fixture(scope="module")
def door(home: Path) -> Door:
    return Door(Evidence(home), NullCache())


@pytest.fixture(scope="module")
def app(home: Path) -> Dash:
    return create_app(read_settings(home=home, reader=Role.PCN_MANAGER))


@pytest.fixture(scope="module")
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


def test_every_name_is_offered(door: Door) -> None:
    options = door.ask(filter_options, Selection(), Viewer()).cohorts
    assert {option.value for option in options} == {"all", "smi", *NAMES}


def test_a_name_like_everybodys_is_refused_with_the_remedy(tmp_path: Path) -> None:
    extract = small_extract()
    extract["cohorts"] = [row | {"cohort": "All"} for row in extract["cohorts"]]
    folder = write_csv(tmp_path / "extract", extract)
    with pytest.raises(LoadRefusedError) as refused:
        loading.load_local(read_settings(home=tmp_path / "home"), folder)
    expected = {
        problem.expected
        for file in refused.value.report.files
        for problem in file.problems
    }
    assert "a name other than all, which means everybody registered" in expected


@pytest.mark.parametrize("name", NAMES)
def test_every_page_of_a_name_is_drawn(client: FlaskClient, name: str) -> None:
    assert client.get(f"/?cohort={quote(name, safe='')}").status_code == 200
    shown = regions(client, cohort=name)
    said = {id_: " ".join(texts(part)) for id_, part in shown.items()}
    assert not {id_ for id_, text in said.items() if "could not be drawn" in text}
    assert not {id_ for id_, text in said.items() if "in the address" in text}
    assert cohort_name(name).lower() in " ".join(said.values()).lower()
    links = {
        str(props["href"])
        for part in shown.values()
        for _, props in parts(part)
        if "cohort=" in str(props.get("href", ""))
    }
    for link in links:
        assert parse_qs(urlsplit(link).query)["cohort"] == [name], link


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_a_name_is_a_file_and_plain_data(
    client: FlaskClient, name: str
) -> None:
    query = urlencode({"cohort": name})
    told = 0
    # One that the extract has, and each of the others for one of the names.
    others = [*FIGURES][NAMES.index(name) :: len(NAMES)]
    for figure in ("indicator/gp_appointments/practices", *others):
        file = client.get(f"/download/{quote(figure)}.csv?{query}")
        assert file.status_code in (200, 400), (figure, file.text)
        assert "is not a code" not in file.text
        if file.status_code == 200:
            told += 1
            rows = csv.reader(io.StringIO(file.data.decode("utf-8-sig"), newline=""))
            assert len({len(row) for row in rows}) == 1
            _, saved, _ = file.headers["Content-Disposition"].split('"')
            assert saved == f"{figure.replace('/', '-')}.csv"
        plain = client.get(f"/figure/{quote(figure)}?{query}")
        assert plain.status_code == file.status_code, (figure, plain.text)
    assert told


@pytest.mark.parametrize("name", NAMES)
def test_the_address_that_a_figure_gives_is_its_own(
    client: FlaskClient, door: Door, name: str
) -> None:
    figure = FIGURES["indicator/gp_appointments/practices"]
    viewer = viewer_as(door, Role.PCN_MANAGER)
    shown = show(figure, Request(door, viewer, Selection(cohort=name)))
    address = figure.address(shown.query)
    assert parse_qs(urlsplit(address).query)["cohort"] == [name]
    assert client.get(address).json["reference"]["id"] == shown.reference.id


@pytest.mark.parametrize("name", NAMES)
def test_the_people_of_a_name_are_its_own(door: Door, name: str) -> None:
    rules = CohortRules(on=name)
    assert CohortRules.from_query(parse_qs(rules.to_query())) == rules
    viewer = viewer_as(door, Role.CLINICAL_LEAD)
    request = Request(door, viewer, Selection(), parse_qs(rules.to_query()))
    shown = show(FIGURES["cohorts/worklist"], request)
    assert len(shown.report.table.rows) == min(20, 40 - NAMES.index(name))
