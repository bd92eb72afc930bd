"""What every page must hold to, whatever it shows, on the demo's data."""

import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import dash
import pytest
from dash import Dash
from dash.development.base_component import Component

# What browser tests check of a page can be checked of its components too.
from fixtures.browser.page_checks import graphs, unsafe_graphs
from flask.testing import FlaskClient

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


def filled(app: Dash, query: Mapping[str, str]) -> Iterator[tuple[str, Component]]:
    """Give the content of every page that has some, with its name."""
    for page in pages():
        show = getattr(sys.modules[page["module"]], "show", None)
        if show is None:
            continue
        first, *more = inspect.signature(show).parameters
        assert first == "query"
        unknown = set(more) - {"_", "indicator_id"}
        assert not unknown, "tell this test what else the page's content needs"
        for record in INDICATORS if "indicator_id" in more else INDICATORS[:1]:
            given = {"indicator_id": record.id, "_": None}
            with app.server.test_request_context():
                content = show(query, *(given[name] for name in more))
            yield (
                f"{page['name']} {record.id if 'indicator_id' in more else ''}",
                content,
            )


@pytest.fixture(scope="module")
def contents(demo_app: Dash) -> dict[str, Component]:
    return dict(filled(demo_app, {}))


def test_no_graph_of_any_page_can_upload(contents: dict[str, Component]) -> None:
    drawn = {name: len(list(graphs(content))) for name, content in contents.items()}
    assert sum(drawn.values()) > len(INDICATORS)
    unsafe = {name: unsafe_graphs(content) for name, content in contents.items()}
    assert {name: ids for name, ids in unsafe.items() if ids} == {}


def test_no_page_fails_on_the_demo(contents: dict[str, Component]) -> None:
    failed = {
        name: text
        for name, content in contents.items()
        if "could not be drawn" in (text := str(content))
    }
    assert failed == {}


def test_no_id_is_twice_on_a_page(contents: dict[str, Component]) -> None:
    for name, content in contents.items():
        ids = [str(part.id) for part in content._traverse_ids()]
        assert len(ids) == len(set(ids)), name


def test_every_link_of_every_page_leads_somewhere(
    demo_app: Dash, contents: dict[str, Component], client: FlaskClient
) -> None:
    client.get("/")
    with demo_app.server.test_request_context():
        around = demo_app.validation_layout
    links = {
        str(part.href)
        for content in (around, *contents.values())
        for part in content._traverse()
        if getattr(part, "href", None)
    } - {"#main"}
    downloads = {link for link in links if link.startswith("/download/")}
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
