"""Every figure of the registry: on a page, to be had as a file, under one reference."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import quote

import dash
import pytest
from dash import Dash
from fixtures.homes.answered import door_of
from flask.testing import FlaskClient

from components.drawings import DRAWN_BY
from data_access.errors import CareImpactError
from data_access.figures.record import Kind
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.figures.table_csv import csv_of
from data_access.figures.viewers import viewer_as
from data_access.selection import Selection
from data_access.viewer import Role
from pages._reader import COOKIES

# Every figure for every reader is thousands of requests: beyond the first selection
# each is asked in turn with its neighbours.
SELECTIONS: tuple[dict[str, str], ...] = (
    {},
    {"month": "2026-03"},
    {"cohort": "diabetes"},
    {"practice": "X90102"},
)


@pytest.fixture(scope="module")
def client(demo_app: Dash) -> FlaskClient:
    return demo_app.server.test_client()


def test_every_kind_of_chart_can_be_drawn() -> None:
    assert {*DRAWN_BY, "grid", "worklist"} == set(get_args(Kind))


def test_no_two_figures_share_a_name_or_an_id() -> None:
    assert len({figure.id for figure in FIGURES.values()}) == len(FIGURES) > 300
    assert all(name == figure.name for name, figure in FIGURES.items())


def test_every_figure_stands_on_a_page(demo_app: Dash) -> None:
    on_pages = {
        figure.name
        for page in dash.page_registry.values()
        for figure in page.get("figures") or ()
    }
    # PCNs are compared at the foot of many pages.
    apart = {name for name in FIGURES if name.startswith("pcns/")}
    assert set(FIGURES) - apart == on_pages - apart


def tables_for(home: Path, turn: int, role: Role) -> Iterator[tuple[str, bytes | str]]:
    """Give each figure's name with its file, or with the sentence that refuses it.

    The reader is the ``turn``th.
    """
    door = door_of(home)
    viewer = viewer_as(door, role)
    requests = [
        Request(door, viewer, Selection.from_query(query), query)
        for query in SELECTIONS
    ]
    for place, (name, figure) in enumerate(FIGURES.items()):
        asked = requests[:1]
        # A second selection for one reader a figure, each reader in turn.
        if place % len(Role) == turn:
            asked.append(requests[1 + place % 3])
        for request in asked:
            try:
                shown = show(figure, request)
            except CareImpactError as refusal:
                yield name, str(refusal)
            else:
                yield name, csv_of(shown)


def test_two_tables_that_differ_never_share_a_reference(demo_home: Path) -> None:
    tables: dict[str, list[list[str]]] = {}
    names: dict[str, str] = {}
    for turn, role in enumerate(Role):
        for name, file in tables_for(demo_home, turn, role):
            if isinstance(file, str):
                assert file.count("\n") == 0, name
                continue
            text = file.decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline="")))
            references = {row[-1] for row in rows[1:]}
            assert len(references) <= 1, name
            for reference in references:
                same = tables.setdefault(reference, rows) == rows
                assert same, (name, names[reference])
                names.setdefault(reference, name)
    assert len(tables) > 500


def test_a_figure_as_plain_data_is_its_table_and_its_reference(
    client: FlaskClient,
) -> None:
    client.set_cookie(COOKIES["home"], "board")
    asked = 0
    for name in [*FIGURES][::7]:
        address = f"/figure/{quote(name)}"
        response = client.get(address)
        assert response.status_code in (200, 400), name
        if response.status_code == 400:
            assert response.text.count("\n") == 1, name
            continue
        asked += 1
        assert response.json["figure"] == name
        assert response.json["headline"]
        wide = len(response.json["table"]["columns"])
        assert all(len(row) == wide for row in response.json["table"]["rows"])
        head, *rows = csv.reader(
            io.StringIO(client.get(f"/download/{quote(name)}.csv").text, newline="")
        )
        assert len(head) == wide + 2
        assert {row[-1] for row in rows} <= {response.json["reference"]["id"]}
        assert client.get(address).data == response.data
    assert asked > 20
