"""How a page asks: its door, its viewer, and what a reader sees when it cannot."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import structlog
from dash import dcc, html
from dash.development.base_component import Component
from flask import current_app

from components import filter_bar, notices
from components.terms import linked
from data_access.answers.core import FilterOptions
from data_access.door import Door, Question
from data_access.errors import CareImpactError
from data_access.figures.show import Request
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from data_access.settings import Settings
from pages._reader import DOOR, SETTINGS, viewer

Answer = TypeVar("Answer")
Query = Mapping[str, Any]

_log = structlog.get_logger()


def ask(
    question: Question[..., Answer], selection: Selection, **details: object
) -> Answer:
    """Ask a question through the one door, as whoever is looking."""
    door: Door = current_app.extensions[DOOR]
    return door.ask(question, selection, viewer(), **details)


def home() -> Path:
    """Return the folder of stores, lake and app state."""
    settings: Settings = current_app.extensions[SETTINGS]
    return settings.home


def framed(
    page: str,
    title: str,
    query: Query,
    *,
    shown: tuple[str, ...] = ("month", "pcn", "practice", "cohort"),
    lead: str = "",
    regions: tuple[str, ...] = (),
) -> html.Div:
    """Lay out a page: its title, its filter bar, and what its callbacks fill.

    What is filled has the id ``<page>-content``. A page whose answer takes long has
    ``regions`` in it, ``<page>-<region>``, each with its own callback, so that what
    stands first is read while the rest is worked out. Where there is nothing to filter,
    a notice says why and what to do.
    """
    try:
        selection = Selection.from_query(query)
        controls: Component = filter_bar.filter_bar(
            _options(selection), selection, shown
        )
    except CareImpactError as problem:
        controls = notices.error(str(problem))
    content = f"{page}-content"
    return html.Div(
        [
            html.H1(title),
            html.P(linked(lead), className="lead") if lead else None,
            controls,
            html.Div([region(f"{page}-{one}", "region") for one in regions], id=content)
            if regions
            else region(content, "region"),
        ]
    )


def region(id_: str, kind: str = "") -> Component:
    """Give a place that a callback fills, with a sign of it where that takes long."""
    return dcc.Loading(html.Div(id=id_, className=kind), delay_show=300)


def _options(selection: Selection) -> FilterOptions:
    """Offer what is held, with the newest month, whatever else is selected.

    So that there is a way out of a month or place that is not held.
    """
    try:
        return ask(filter_options, Selection(pcn=selection.pcn))
    except CareImpactError:
        return ask(filter_options, Selection())


def request_for(query: Query) -> Request:
    """Return the request that an address makes, as whoever is looking.

    Raises CareImpactError for a month or code that cannot be one.
    """
    door: Door = current_app.extensions[DOOR]
    return Request(door, viewer(), Selection.from_query(query), query)


def filled(
    query: Query | None, content: Callable[[Request], Component], **told: Any
) -> Component:
    """Fill a page's region for the selection in the URL, or say why it cannot be.

    What is ``told`` beside it joins the request's query.
    """
    try:
        return content(request_for({**(query or {}), **told}))
    except CareImpactError as problem:
        return notices.error(str(problem))
    except Exception:
        # A reader is owed a sentence; the log keeps what went wrong, without data.
        _log.exception("page failed")
        return notices.error(
            "This page could not be drawn. Reload it; if that does not help, run "
            "`care-impact build` and look at the log."
        )


def filled_below(
    query: Query | None,
    content: Callable[[Request], Component],
    place: Question[[], object] | None = None,
    **told: Any,
) -> Component:
    """Fill a region below the first, which has said what is wrong with all of them.

    ``place`` is the question that says it, where it is not the filter bar's.
    """
    try:
        request = request_for(query or {})
        if place is None:
            _options(request.selection)
        else:
            request.ask(place)
    except Exception:  # whatever it is, the first region has met it too
        return html.Div()
    return filled(query, content, **told)
