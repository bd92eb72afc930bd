"""Ask questions for a page, and show what is wrong when there is no answer."""

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
from data_access.viewer import Viewer
from data_access.words import remedies
from pages._reader import DOOR, SETTINGS, may_load, reader_role, viewer

Answer = TypeVar("Answer")
Query = Mapping[str, Any]

_NOT_DRAWN = remedies.Remedied(
    "This page could not be drawn",
    "reload it; if that does not help, run `care-impact build` and look at the log",
    "reload it; if that does not help, tell a PCN manager",
)

_log = structlog.get_logger()


def ask(
    question: Question[..., Answer], selection: Selection, **details: object
) -> Answer:
    """Ask a question through the door, for the current viewer."""
    door: Door = current_app.extensions[DOOR]
    return door.ask(question, selection, viewer(), **details)


def told(problem: CareImpactError | remedies.Remedied) -> str:
    """Say what is wrong to the current reader, and what this reader can do."""
    if told_commands():
        return str(problem)
    return problem.said_to(Viewer(reader_role()))


def told_commands() -> bool:
    """Return whether this reader is told commands.

    Where nothing was ever loaded, whoever reads is setting the product up.
    """
    door: Door = current_app.extensions[DOOR]
    return may_load() or door.evidence.is_empty


def home() -> Path:
    """Return the folder of stores, lake and app state."""
    settings: Settings = current_app.extensions[SETTINGS]
    return settings.home


def framed(
    page: str,
    title: str,
    query: Query,
    *,
    filters: tuple[str, ...] = ("month", "pcn", "practice", "cohort"),
    lead: str = "",
    regions: tuple[str, ...] = (),
) -> html.Div:
    """Lay out a page: its title, its filter bar, and the content its callbacks fill.

    The content has the id ``<page>-content``. A slow page has ``regions`` in it,
    ``<page>-<region>``, each with its own callback, so the top of the page can be read
    while the rest loads. If there is nothing to filter, a notice says why and what to
    do.
    """
    try:
        selection = Selection.from_query(query)
        controls: Component = filter_bar.filter_bar(
            _options(selection), selection, filters
        )
    except CareImpactError as problem:
        controls = notices.error(told(problem))
    content = f"{page}-content"
    return html.Div(
        [
            html.H1(title),
            html.P(linked(lead), className="lead") if lead else None,
            controls,
            html.Div(
                [region(f"{page}-{name}", "region") for name in regions], id=content
            )
            if regions
            else region(content, "region"),
        ]
    )


def region(id_: str, kind: str = "") -> Component:
    """Return a place that a callback fills, with a sign if that takes long."""
    return dcc.Loading(html.Div(id=id_, className=kind), delay_show=300)


def _options(selection: Selection) -> FilterOptions:
    """Return what the filters offer: the newest month, whatever is selected.

    A reader can so leave a month or place that is not loaded.
    """
    try:
        return ask(filter_options, Selection(pcn=selection.pcn))
    except CareImpactError:
        return ask(filter_options, Selection())


def request_for(query: Query) -> Request:
    """Return the request that an address makes, for the current viewer.

    Raises CareImpactError for an invalid month or code.
    """
    door: Door = current_app.extensions[DOOR]
    return Request(door, viewer(), Selection.from_query(query), query)


def filled(
    query: Query | None, content: Callable[[Request], Component], **inputs: Any
) -> Component:
    """Fill a page's region for the selection in the URL, or show why it cannot.

    ``inputs`` join the request's query.
    """
    return _or_error(lambda: content(request_for({**(query or {}), **inputs})))


def filled_below(
    query: Query | None,
    content: Callable[[Request], Component],
    place: Question[[], object] | None = None,
    **inputs: Any,
) -> Component:
    """Fill a region below the first; the first region reports shared errors.

    ``place`` is the question that finds them, if it is not the filter bar's.
    """
    try:
        request = request_for({**(query or {}), **inputs})
        if place is None:
            _options(request.selection)
        else:
            request.ask(place)
    except Exception:  # the first region reports it
        return html.Div()
    return _or_error(lambda: content(request))


def _or_error(content: Callable[[], Component]) -> Component:
    try:
        return content()
    except CareImpactError as problem:
        return notices.error(told(problem))
    except Exception:
        # The reader gets a sentence; the log records the fault, without data.
        _log.exception("page failed")
        return notices.error(told(_NOT_DRAWN))
