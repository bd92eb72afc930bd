"""The England page in its regions, with published files and without."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, page_registry
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder

from app import create_app
from components.store_banner import synthetic
from data_access.figures.england import FIGURES
from data_access.ingest.published.fetch_list import open_files
from data_access.settings import read_settings

TABLE_ALONE = "england-mergers"  # of what became of each ICB: nothing to draw


def regions(client: FlaskClient, query: dict[str, str]) -> dict[str, str]:
    """Fill every region of the page as a browser does; give each as JSON text."""
    found = {}
    for callback in client.get("/_dash-dependencies").get_json():
        id_, _, name = callback["output"].rpartition(".")
        if not id_.startswith("england-") or name != "children":
            continue
        (reads,) = callback["inputs"]
        response = client.post(
            "/_dash-update-component",
            json={
                "output": callback["output"],
                "outputs": {"id": id_, "property": name},
                "inputs": [{**reads, "value": query}],
                "state": [],
                "changedPropIds": ["selection.data"],
            },
        )
        assert response.status_code == 200, (id_, response.text)
        found[id_] = json.dumps(response.get_json()["response"][id_][name])
    return found


def parts(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, list):
        for one in content:
            yield from parts(one)
    elif isinstance(content, dict):
        yield content
        yield from parts(content.get("props", {}).get("children"))


@pytest.mark.parametrize("area", ["U90001", "U90003"])
def test_every_region_has_its_figure_with_all_that_belongs_to_it(
    demo_app: Dash, area: str
) -> None:
    client = demo_app.server.test_client()
    filled = regions(client, {"area": area})
    assert len(filled) == len(FIGURES)
    downloads = set()
    for id_, text in filled.items():
        assert "could not be drawn" not in text, id_
        held = list(parts(json.loads(text)))
        kinds = [one.get("type") for one in held]
        assert {"Figure", "Figcaption"} <= set(kinds), id_
        if id_ == TABLE_ALONE:
            assert "Graph" not in kinds
        else:
            assert {"Graph", "Details"} <= set(kinds), id_
            assert "How to read this chart" in text
        links = [str(one["props"].get("href", "")) for one in held if "props" in one]
        assert "/methods/england" in links
        downloads |= {link for link in links if link.startswith("/download/")}
    assert downloads == {
        f"/download/{figure.name}.csv?area={area}" for figure in FIGURES
    }
    for link in downloads:
        response = client.get(link)
        assert response.status_code == 200, link
        assert response.text.count("\n") > 1


def test_no_banner_calls_published_figures_made_up(demo_app: Dash) -> None:
    with demo_app.server.test_request_context():
        shell = demo_app.layout()  # type: ignore[operator]
    text = json.dumps(shell, cls=PlotlyJSONEncoder, ensure_ascii=False)
    assert "patients are made up" in text
    assert "Figures from published files" in text
    assert "No figure here describes a real person or place" not in text
    alone = json.dumps(synthetic(published=False, way=None), cls=PlotlyJSONEncoder)
    assert "No figure here describes a real person or place" in alone


def test_what_is_wrong_with_the_pcn_is_said_once(demo_app: Dash) -> None:
    filled = regions(demo_app.server.test_client(), {"area": "U00000"})
    told = [id_ for id_, text in filled.items() if "No PCN in England" in text]
    assert told == ["england-content"]
    for id_, text in filled.items():
        assert (id_ == "england-content") == ("notice" in text)


def test_with_nothing_loaded_the_page_says_what_to_get_from_where(
    tmp_path: Path,
) -> None:
    app = create_app(read_settings(home=tmp_path / "home"))
    with app.server.test_request_context():
        layout = page_registry["pages.england"]["layout"]()
    text = json.dumps(layout, cls=PlotlyJSONEncoder, ensure_ascii=False)
    for file in open_files():
        for words in (file.title, file.publication, file.landing, file.fills):
            assert json.dumps(words, ensure_ascii=False)[1:-1] in text, file.id
        assert file.verified or "address not verified" in text
    assert "care-impact fetch-open FOLDER" in text
    assert "care-impact load-open FOLDER" in text
    filled = regions(app.server.test_client(), {})
    told = [id_ for id_, one in filled.items() if "notice" in one]
    assert told == ["england-content"]
