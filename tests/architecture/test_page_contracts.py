"""What every page must hold to, whatever it shows, on the demo's data."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import dash
import pytest
from dash import Dash
from dash.development.base_component import Component
from fixtures.homes.every_callback import parts, regions, texts
from flask.testing import FlaskClient

from components.chart import SAFE_CONFIG
from components.shell import FOOTER
from data_access.catalogue.indicators import INDICATORS
from data_access.catalogue.methods import methods
from data_access.ingest.published.fetch_list import open_files


@pytest.fixture(scope="module")
def client(demo_app: Dash) -> FlaskClient:
    return demo_app.server.test_client()


def pages() -> list[Mapping[str, Any]]:
    return list(dash.page_registry.values())


# --- ids of callbacks ------------------------------------------------------------


def parts_of(id_: object) -> str | tuple[tuple[str, object], ...]:
    """Return an id so that it can be looked up; wildcards are None."""
    if isinstance(id_, str) and id_.startswith("{"):
        id_ = json.loads(id_)
    if isinstance(id_, dict):
        return tuple(
            sorted(
                (key, None if isinstance(value, list) or value in WILD else value)
                for key, value in id_.items()
            )
        )
    return str(id_)


WILD = ({"wild": "ALL"}, {"wild": "MATCH"}, {"wild": "ALLSMALLER"})


def listened_to(client: FlaskClient) -> Iterator[tuple[str, str]]:
    """Give every id and property that a callback reads or writes."""
    for callback in client.get("/_dash-dependencies").get_json():
        for end in (*callback["inputs"], *callback["state"]):
            yield end["id"], end["property"]
        output = callback["output"].strip(".")
        for end in output.split("...") if "..." in output else [output]:
            id_, _, name = end.partition("@")[0].rpartition(".")
            yield id_, name


def laid_out(app: Dash) -> dict[object, Component]:
    with app.server.test_request_context():
        layout = app.validation_layout
    found = {}
    for part in [layout, *layout._traverse()]:
        if isinstance(part, Component) and getattr(part, "id", None) is not None:
            found[parts_of(part.id)] = part
    return found


def matches(wanted: object, held: Mapping[object, Component]) -> Component | None:
    if isinstance(wanted, str):
        return held.get(wanted)
    for id_, component in held.items():
        if not isinstance(id_, str) and all(
            name == other and value in (None, mine)
            for (name, value), (other, mine) in zip(wanted, id_, strict=False)
        ):
            return component
    return None


def test_every_callback_listens_to_something_that_is_laid_out(empty_app: Dash) -> None:
    ends = sorted(set(listened_to(empty_app.server.test_client())))
    held = laid_out(empty_app)
    assert len(ends) > 10
    lost = []
    for id_, name in ends:
        component = matches(parts_of(id_), held)
        if component is None or name not in component._prop_names:
            lost.append(f"{id_}.{name}")
    assert lost == []


def test_two_pages_never_share_an_id_of_their_own(empty_app: Dash) -> None:
    # The shell's and the filter bar's ids are on many pages; those of a page carry
    # its name, so that its callbacks cannot write into another page.
    owners: dict[object, set[str]] = {}
    with empty_app.server.test_request_context():
        for page in pages():
            layout = page["layout"]
            laid = layout() if callable(layout) else layout
            for part in laid._traverse_ids():
                owners.setdefault(parts_of(part.id), set()).add(page["module"])
    shared = {
        id_: modules
        for id_, modules in owners.items()
        if len(modules) > 1 and isinstance(id_, str)
    }
    assert shared == {}


# --- pages -----------------------------------------------------------------------


def test_every_page_can_be_reached(empty_app: Dash) -> None:
    below = {path for _, path in FOOTER}
    with empty_app.server.test_request_context():
        for page in pages():
            if page.get("nav"):
                parts_of_page = page["layout"]()._traverse()
                below |= {str(getattr(part, "href", "")) for part in parts_of_page}
    lost = [
        page["module"]
        for page in pages()
        if not page.get("nav")
        and not page.get("path_template")
        and page["path"] not in below
        and not page["module"].endswith("not_found_404")
    ]
    assert lost == []
    assert len([page for page in pages() if page.get("nav")]) >= 4


def test_every_page_has_a_name_of_its_own(empty_app: Dash) -> None:
    names = [page["name"] for page in pages()]
    assert len(set(names)) == len(names)
    orders = [page["order"] for page in pages() if page.get("nav")]
    assert len(set(orders)) == len(orders), "the navigation must not depend on luck"


def regions_of_every_page(client: FlaskClient) -> dict[str, object]:
    """Give every region of every page by its id; those of indicators for each."""
    found = dict(regions(client))
    for record in INDICATORS:
        of_indicator = regions(
            client, told={"indicator-id": record.id}, only="indicator-"
        )
        for id_, content in of_indicator.items():
            found[f"{id_} {record.id}"] = content
    return found


@pytest.fixture(scope="module")
def contents(demo_app: Dash) -> dict[str, object]:
    return regions_of_every_page(demo_app.server.test_client())


def test_every_page_with_regions_is_walked(contents: dict[str, object]) -> None:
    walked = {id_.partition("-")[0] for id_ in contents}
    names = {page["path"].strip("/") or "month" for page in pages() if page.get("nav")}
    static = {"methods", "glossary", "definitions"}
    assert {name.partition("-")[0] for name in names - static} <= walked


def test_no_graph_of_any_page_can_upload(contents: dict[str, object]) -> None:
    drawn = [props for kind, props in parts(contents) if kind == "Graph"]
    assert len(drawn) > len(INDICATORS)
    assert [props["id"] for props in drawn if props["config"] != SAFE_CONFIG] == []


def test_no_page_fails_on_the_demo(contents: dict[str, object]) -> None:
    failed = [
        id_
        for id_, content in contents.items()
        if any("could not be drawn" in text for text in texts(content))
    ]
    assert failed == []


def test_no_id_is_twice_on_a_page(contents: dict[str, object]) -> None:
    of_page: dict[str, list[str]] = {}
    for id_, content in contents.items():
        page = id_.partition("-")[0] + id_.partition(" ")[2]
        ids = [str(props["id"]) for _, props in parts(content) if "id" in props]
        of_page.setdefault(page, []).extend(ids)
    for page, ids in of_page.items():
        assert len(ids) == len(set(ids)), page


def test_every_link_of_every_page_leads_somewhere(
    demo_app: Dash, contents: dict[str, object], client: FlaskClient
) -> None:
    client.get("/")
    with demo_app.server.test_request_context():
        around = demo_app.validation_layout
    links = {
        str(part.href) for part in around._traverse() if getattr(part, "href", None)
    } | {str(props["href"]) for _, props in parts(contents) if props.get("href")}
    links -= {"#main"}
    files = ("/download/", "/data/template/")
    downloads = {link for link in links if link.startswith(files)}
    assert len(downloads) > len(INDICATORS)
    for link in sorted(downloads):
        response = client.get(link)
        assert response.status_code == 200, (link, response.text)
        assert response.mimetype == "text/csv"
    known = {str(page["path"]) for page in pages()}
    published = {file.landing for file in open_files()}
    for link in links - downloads - published:
        path = link.partition("?")[0].partition("#")[0]
        inside = path in ("", *known) or path.startswith(("/indicator/", "/methods/"))
        assert inside, link
    slugs = {page.slug for page in methods()} | {record.id for record in INDICATORS}
    for link in links:
        if link.startswith("/methods/"):
            assert link.removeprefix("/methods/").partition("?")[0] in slugs, link
