"""The synthetic PCN and somebody's own data, served by one server."""

import io
import json
import shutil
from pathlib import Path

import pytest
from dash import page_registry
from fixtures.homes.every_callback import parts, regions, texts
from fixtures.homes.kept import Homes
from fixtures.homes.two_stores import REAL, SYNTHETIC, load_both, load_synthetic
from flask import Flask
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder

from app import create_app
from data_access.figures.registry import FIGURES
from data_access.settings import of_own_store, read_settings
from data_access.viewer import Role
from pages._ask import home as folder_of_request
from pages._reader import COOKIES, reader_role
from pages._store import COOKIE, HEADER

UPLOAD = {"X-Care-Impact": "upload", "Sec-Fetch-Site": "same-origin"}
OF_NO_DATA = ("/methods", "/definitions", "/glossary", "/404", "/data/tables")
ADDRESSES = [figure.address("") for figure in FIGURES.values()]


@pytest.fixture(scope="module")
def both(homes: Homes) -> Path:
    return homes.home("two-stores", load_both)


@pytest.fixture
def home(both: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(both, tmp_path / "home"))


@pytest.fixture
def empty_beside(homes: Homes, tmp_path: Path) -> Path:
    kept = homes.home("synthetic-alone", load_synthetic)
    return Path(shutil.copytree(kept, tmp_path / "home"))


def served(home: Path, **settings: str) -> Flask:
    return create_app(read_settings(home=home, **settings)).server


def browser(server: Flask, store: str = "", **headers: str) -> FlaskClient:
    client = server.test_client()
    if store:
        client.set_cookie(COOKIE, store)
    for name, value in headers.items():
        client.environ_base[f"HTTP_{name.upper()}"] = value
    return client


def tab(server: Flask, store: str, cookie: str) -> FlaskClient:
    """Give a tab that shows one store, in a browser whose cookie names another."""
    return browser(server, cookie, **{HEADER.replace("-", "_"): store})


def said(client: FlaskClient) -> str:
    return " ".join(texts(list(regions(client).values())))


def plain(layout: object) -> object:
    return json.loads(json.dumps(layout, cls=PlotlyJSONEncoder))


def answers(client: FlaskClient) -> list[tuple[int, str]]:
    """Give every figure, or why it cannot be shown, whatever the command is called."""
    return [
        (a.status_code, a.text.replace("care-impact --own ", "care-impact "))
        for a in map(client.get, ADDRESSES)
    ]


def test_two_browsers_never_see_the_figures_of_each_others_store(home: Path) -> None:
    """Ask in turn, twice: each gives what a server with that store alone gives."""
    own_home = shutil.copytree(home / "own", home.parent / "alone")
    alone = browser(served(own_home, reader="pcn_manager"))
    manager = answers(alone)
    server = served(home)
    demo, own = browser(server), browser(server, "own")
    first = answers(demo)
    assert sum(status == 200 for status, _ in manager) > 20
    for _ in range(2):
        assert answers(own) == manager
        assert answers(demo) == first
    assert not {text for _, text in first} & {t for s, t in manager if s == 200}


def test_a_tab_keeps_its_store_when_another_tab_goes_to_the_other(home: Path) -> None:
    server = served(home)
    for store, cookie, here, there in (
        ("home", "own", SYNTHETIC, REAL),
        ("own", "home", REAL, SYNTHETIC),
    ):
        shown = said(tab(server, store, cookie))
        assert here in shown
        assert there not in shown


def test_what_is_written_goes_to_the_store_that_is_shown(home: Path) -> None:
    server = served(home)
    for headers, folder in (({}, home), ({HEADER: "own"}, home / "own")):
        with server.test_request_context(headers=headers):
            assert folder_of_request() == folder


def test_files_go_to_the_store_they_were_sent_for(home: Path) -> None:
    server = served(home)
    own = browser(server, "own")
    id_ = own.post("/data/upload", headers=UPLOAD).get_json()["id"]
    assert (home / "own" / "uploads" / id_).is_dir()
    address = f"/data/upload/{id_}/patients.csv"
    manager = browser(server)
    manager.set_cookie(COOKIES["home"], "pcn_manager")
    elsewhere = manager.put(address, data=io.BytesIO(b"x"), headers=UPLOAD)
    assert elsewhere.status_code == 404
    assert own.put(address, data=b"a\n1\n", headers=UPLOAD).status_code == 200
    assert not (home / "uploads").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "care.example.org"},
        {"Host": "[::1"},
        {"X-Forwarded-For": "192.0.2.7"},
        {"Forwarded": "for=192.0.2.7"},
    ],
)
def test_a_reader_elsewhere_is_shown_the_synthetic_pcn_alone(
    home: Path, headers: dict[str, str]
) -> None:
    server = served(home)
    with server.test_request_context(headers={HEADER: "own", **headers}):
        assert folder_of_request() == home
    shown = server.test_client().get("/_dash-layout", headers=headers).text
    assert "Use my own data" not in shown


def test_no_store_stands_beside_that_of_real_people(both: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(both / "own", tmp_path / "home"))
    server = served(home)
    with server.test_request_context(headers={HEADER: "own"}):
        assert folder_of_request() == home
        assert reader_role() is Role.BOARD
    assert "Use my own data" not in server.test_client().get("/_dash-layout").text
    assert not (home / "own").exists()


def test_ones_own_reader_is_a_manager_unless_it_is_set_or_switched(home: Path) -> None:
    def role(server: Flask, chosen: str = "", store: str = "own") -> Role:
        cookie = f"{COOKIES['own']}={chosen}"
        headers = {HEADER: store, "Cookie": cookie}
        with server.test_request_context(headers=headers):
            return reader_role()

    assert role(served(home)) is Role.PCN_MANAGER
    assert role(served(home), "board") is Role.BOARD
    assert role(served(home), "pcn_manager", "home") is Role.BOARD
    assert role(served(home, reader="commissioner")) is Role.COMMISSIONER
    assert role(served(home, reader="commissioner"), "pcn_manager") is Role.COMMISSIONER


@pytest.mark.parametrize("demo", [True, False])
def test_an_empty_store_of_ones_own_leads_to_where_it_is_filled(
    empty_beside: Path, tmp_path: Path, demo: bool
) -> None:
    server = served(empty_beside if demo else tmp_path / "nothing")
    assert "Use my own data" in browser(server).get("/_dash-layout").text
    own = browser(server, "own")
    assert ("Back to the synthetic PCN" in own.get("/_dash-layout").text) is demo
    assert said(own) == "", "each page says it once, above its regions"
    with server.test_request_context(headers={HEADER: "own"}):
        for page in page_registry.values():
            layout = plain(page["layout"]())
            words = " ".join(texts(layout))
            links = {props.get("href") for _, props in parts(layout)}
            if page["path"] == "/data":
                assert "Nothing has been loaded yet" in words
            elif page["path"] not in OF_NO_DATA:
                assert words.count("No data of yours have been loaded yet") == 1, page
                assert "/data" in links, page
    for address in ADDRESSES:
        assert own.get(address).status_code in (200, 400), address


def test_a_store_that_nobody_asked_for_leaves_no_folder(empty_beside: Path) -> None:
    answers(browser(served(empty_beside)))
    assert not of_own_store(read_settings(home=empty_beside)).home.exists()
