"""The frame of every page: name, navigation, banner, landmarks and footer."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import dash
from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from components import filter_bar
from data_access.catalogue.glossary import glossary

PRODUCT = "Care Impact"
FOOTER = (
    ("Methods", "/methods"),
    ("Definitions", "/definitions"),
    ("Glossary", "/glossary"),
    ("How numbers are protected", "/methods/disclosure"),
)
_PAGE = "_pages_store"  # Dash writes it once a new page is laid out
_ANNOUNCEMENT = "announcement"
_DISPLAY = {"size": "Large text", "theme": "Dark theme"}  # named again by display.js


def shell(
    *,
    data_version: str | None,
    banner: Component | None = None,
    tools: Iterable[Component] = (),
) -> html.Div:
    """Lay out the product around ``dash.page_container``.

    ``banner`` is on every page (synthetic data, out of date). ``tools``, such as the
    switch of reader, are next to the display buttons. Pages that register with a
    ``nav`` keyword, the text of their link, are in the navigation, in ``order``.
    """
    return html.Div(
        [
            html.A("Skip to main content", href="#main", className="skip-link"),
            _header(tools),
            _banner(banner) if banner else None,
            html.Main(dash.page_container, id="main", tabIndex=-1),
            html.Div(id=_ANNOUNCEMENT, role="status", className="visually-hidden"),
            dcc.Store(id=filter_bar.SELECTION),
            _footer(data_version),
        ],
        className="site",
    )


def register(app: Dash) -> None:
    """Register the callbacks of the filters, the display and a change of page."""
    filter_bar.register(app)
    for name in _DISPLAY:
        app.clientside_callback(
            ClientsideFunction("display", name),
            Output(f"{name}-toggle", "children"),
            Input(f"{name}-toggle", "n_clicks"),
        )
    app.clientside_callback(
        ClientsideFunction("shell", "arrived"),
        Output(_ANNOUNCEMENT, "children"),
        Input(_PAGE, "data"),
    )


def navigation(registry: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """List the text and path of the pages in the navigation, in order."""
    pages = [page for page in registry.values() if page.get("nav")]
    pages.sort(key=lambda page: (page.get("order") or 0, page["path"]))
    return [(page["nav"], page["relative_path"]) for page in pages]


def _banner(banner: Component) -> html.Section:
    return html.Section(
        banner, className="banner", **{"aria-label": "About these data"}
    )


def _header(tools: Iterable[Component]) -> html.Header:
    links = [
        html.Li(dcc.Link(text, href=path, id={"type": "nav-link", "path": path}))
        for text, path in navigation(dash.page_registry)
    ]
    return html.Header(
        [
            html.Div(
                [
                    html.P(PRODUCT, className="site-name"),
                    html.Div(
                        [
                            *tools,
                            *(
                                html.Button(text, id=f"{name}-toggle", type="button")
                                for name, text in _DISPLAY.items()
                            ),
                        ],
                        className="site-tools",
                    ),
                ],
                className="site-bar",
            ),
            html.Nav(html.Ul(links), className="site-nav", **{"aria-label": "Main"}),
        ],
        className="site-header",
    )


def _footer(data_version: str | None) -> html.Footer:
    version = f"Data version {data_version}" if data_version else "No data loaded yet"
    return html.Footer(
        [
            _glossary_links(),
            html.Ul(
                [
                    html.Li(version),
                    *(html.Li(dcc.Link(text, href=path)) for text, path in FOOTER),
                ]
            ),
        ],
        className="site-footer",
    )


def _glossary_links() -> html.Nav:
    """Return the place where words.js lists the page's glossary terms."""
    terms = [(term.slug, term.word, *term.also) for term in glossary()]
    return html.Nav(
        [html.P("Words on this page"), html.Ul()],
        id="words",
        className="words",
        hidden=True,
        **{"aria-label": "Words on this page", "data-terms": json.dumps(terms)},
    )
