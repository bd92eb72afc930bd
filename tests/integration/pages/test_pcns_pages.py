"""PCNs side by side as a commissioner gets them, on every page that has them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import Dash
from fixtures.homes.every_callback import regions
from fixtures.homes.kept import Homes
from fixtures.lakes import care_lake
from flask.testing import FlaskClient

from app import create_app
from data_access.settings import read_settings
from data_access.viewer import Role

PAGES = ("month", "indicator", "health-checks", "caseload", "outcomes", "value")


@pytest.fixture(scope="module")
def home(homes: Homes) -> Path:
    return homes.home("care", care_lake.make_home)


@pytest.fixture(scope="module")
def commissioner(home: Path) -> FlaskClient:
    app: Dash = create_app(read_settings(home=home, reader=Role.COMMISSIONER))
    return app.server.test_client()


def region(client: FlaskClient, page: str) -> object:
    return regions(client)[f"{page}-across-pcns"]


def ids(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("props", {}).get("className") == "figure-frame":
            yield part["props"]["id"]
        for inner in part.values():
            yield from ids(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from ids(inner)


@pytest.mark.parametrize("page", PAGES)
def test_a_commissioner_sees_pcns_side_by_side(
    commissioner: FlaskClient, page: str
) -> None:
    shown = region(commissioner, page)
    text = json.dumps(shown)
    assert "could not be drawn" not in text
    assert "PCNs side by side" in text
    assert "First" in text
    assert "Second" in text
    frames = list(ids(shown))
    assert frames
    assert len(frames) == len(set(frames))
    links = set(re.findall(r'"(/download/[^"]+)"', text))
    assert len(links) == len(frames)
    for link in links:
        csv = commissioner.get(link)
        assert csv.status_code == 200, (link, csv.text)


def test_what_cannot_be_compared_says_which_file_to_load(
    commissioner: FlaskClient,
) -> None:
    text = json.dumps(region(commissioner, "referrals"))
    assert "could not be drawn" not in text
    assert text.count("referrals.csv") == 2


def test_no_figure_has_the_id_of_a_region(commissioner: FlaskClient) -> None:
    shown = regions(commissioner)
    assert "month-pcns" in set(ids(shown["month-across-pcns"]))
    assert not {id_ for part in shown.values() for id_ in ids(part)} & set(shown)


@pytest.mark.parametrize("page", PAGES)
def test_a_board_sees_its_own_alone(home: Path, page: str) -> None:
    client = create_app(read_settings(home=home)).server.test_client()
    assert "side by side" not in json.dumps(region(client, page))
    assert client.get("/download/month/pcns.csv").status_code == 400
