"""The product as the server sees it: health, downloads, readers, two apps at once."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dash import Dash
from flask.testing import FlaskClient

from app import create_app
from data_access.catalogue.indicators import INDICATORS
from data_access.queries.places import practices
from data_access.settings import read_settings
from data_access.store.evidence import Evidence

COOKIE = "care_impact_reader"
ROLES = ("board", "commissioner", "clinical_lead", "pcn_manager")


@pytest.fixture
def client(demo_app: Dash) -> FlaskClient:
    return demo_app.server.test_client()


def client_of(home: Path) -> FlaskClient:
    return create_app(read_settings(home=home)).server.test_client()


def rows(client: FlaskClient, path: str) -> list[list[str]]:
    response = client.get(path)
    assert response.status_code == 200, response.text
    text = response.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


# --- health ----------------------------------------------------------------------


def test_alive_and_ready_with_a_store(client: FlaskClient, demo_home: Path) -> None:
    assert client.get("/healthz").get_json() == {"status": "alive"}
    response = client.get("/readyz")
    assert response.status_code == 200
    told = response.get_json()
    meta = Evidence(demo_home).meta()
    assert told["data_version"] == meta.data_version
    assert told["built_at"] == meta.built_at.isoformat()
    assert 0 <= told["age_hours"] < 24
    assert told["synthetic"] is True


def test_alive_and_not_ready_without_one(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "run `care-impact demo`" in response.get_json()["reason"]
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("damage", ["cut short", "garbage"])
def test_not_ready_with_a_damaged_one_and_ready_again_when_mended(
    damage: str, copy_of_demo: Callable[[], Path]
) -> None:
    home = copy_of_demo()
    file = Evidence(home).current_file()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage == "cut short" else b"x" * 9999)
    client = client_of(home)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "run `care-impact build`" in response.get_json()["reason"]
    assert client.get("/_dash-layout").status_code == 200
    file.unlink()
    file.write_bytes(whole)
    assert client.get("/readyz").status_code == 200


# --- readers ---------------------------------------------------------------------


def as_reader(client: FlaskClient, role: str, path: str) -> list[list[str]]:
    client.set_cookie(COOKIE, role)
    try:
        return rows(client, path)
    finally:
        client.delete_cookie(COOKIE)


def test_what_is_kept_for_one_reader_is_never_given_to_another(
    demo_home: Path, tmp_path: Path
) -> None:
    # Each order of asking, each with a cache of its own: whoever asks first, the
    # answers are those of a reader who asks alone.
    with Evidence(demo_home).connect() as connection:
        code = practices(connection)[0].code
    path = f"/download/indicator/caseload_open/practices.csv?practice={code}"
    alone: dict[str, list[list[str]]] = {}
    for order in (ROLES, ROLES[::-1]):
        home = tmp_path / order[0]
        home.mkdir()
        (home / "evidence").symlink_to(demo_home / "evidence")
        client = client_of(home)
        for _ in range(2):
            for role in order:
                seen = as_reader(client, role, path)
                assert alone.setdefault(role, seen) == seen, (order, role)
    # The reference names the viewer, so the four must differ in it at least.
    references = {role: table[-1][-1] for role, table in alone.items()}
    assert len(set(references.values())) == 4
    values = {role: [row[:-1] for row in table] for role, table in alone.items()}
    assert values["board"] == values["commissioner"]
    assert values["pcn_manager"] != values["board"], "exact in direct care"


def test_a_cookie_is_not_heeded_where_somebody_is_real(
    copy_of_demo: Callable[[], Path],
) -> None:
    home = copy_of_demo()
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        connection.execute("update meta set value = 'false' where key = 'synthetic'")
    client = client_of(home)
    path = "/download/indicator/caseload_open/practices.csv"
    board = rows(client, path)
    for role in ROLES:
        assert as_reader(client, role, path) == board


@pytest.mark.parametrize("cookie", ["", "root", "BOARD", "clinical_lead'--", "é" * 40])
def test_a_cookie_that_names_nobody_is_a_board(
    client: FlaskClient, cookie: str
) -> None:
    path = "/download/indicator/caseload_open/practices.csv"
    assert as_reader(client, cookie, path) == rows(client, path)


# --- downloads -------------------------------------------------------------------


@pytest.mark.parametrize("record", INDICATORS, ids=lambda record: record.id)
def test_every_indicator_can_be_downloaded(client: FlaskClient, record) -> None:
    for part in ("trend", "practices"):
        table = rows(client, f"/download/indicator/{record.id}/{part}.csv")
        assert table[0][-2:] == ["Figure", "Reference"]
        assert len({len(row) for row in table}) == 1
        assert len({row[-1] for row in table[1:]}) <= 1


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/download/nothing.csv", 404, "There is no such figure"),
        ("/download/indicator/emergency/trend.csv?month=x", 400, "The month in the"),
        (
            "/download/indicator/emergency/trend.csv?practice=Z9",
            400,
            "no practice with",
        ),
        ("/download/indicator/emergency/trend.csv?pcn=Z9", 400, "No PCN with the code"),
        ("/download/england/workforce.csv?area=Z9", 400, "No PCN in England"),
        (
            "/download/england/checks.csv?month=" + "9" * 300 + "-01",
            400,
            "The month in",
        ),
    ],
)
def test_a_download_that_cannot_be_is_a_sentence(
    client: FlaskClient, path: str, status: int, said: str
) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.mimetype == "text/plain"
    assert said in response.text
    assert response.text.count("\n") == 1


# --- the server ------------------------------------------------------------------


def test_two_products_in_one_process_have_the_same_callbacks(
    demo_home: Path, tmp_path: Path
) -> None:
    def callbacks(home: Path) -> list[str]:
        client = client_of(home)
        return sorted(json.dumps(c) for c in client.get("/_dash-dependencies").json)

    first = callbacks(demo_home)
    assert len(first) > 5
    assert callbacks(tmp_path) == first
    assert callbacks(demo_home) == first


def test_a_callback_that_is_posted_nonsense_answers_without_a_traceback(
    client: FlaskClient,
) -> None:
    for query in (5, ["month"], {"month": 5}, {"pcn": {"a": 1}}, "month=1", None):
        response = client.post(
            "/_dash-update-component",
            json={
                "output": "month-cards.children",
                "outputs": {"id": "month-cards", "property": "children"},
                "inputs": [{"id": "selection", "property": "data", "value": query}],
                "changedPropIds": ["selection.data"],
            },
        )
        assert response.status_code == 200, query
        assert "Traceback" not in response.text


def test_every_answer_forbids_other_origins_and_keeping(client: FlaskClient) -> None:
    for path in ("/", "/download/england/workforce.csv", "/readyz"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Frame-Options"] == "DENY"
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "http" not in policy
