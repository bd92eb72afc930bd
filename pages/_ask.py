"""Ask questions for a page, and show what is wrong when there is no answer."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import structlog
from dash import dcc, html
from dash.development.base_component import Component

from components import filter_bar, notices
from components.terms import linked
from data_access.answers.core import FilterOptions
from data_access.door import Question
from data_access.errors import CareImpactError
from data_access.figures.show import Request
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from data_access.viewer import Viewer
from data_access.words import remedies
from pages._reader import may_load, reader_role, viewer
from pages._store import current_store

Answer = TypeVar("Answer")
Query = Mapping[str, Any]

_NOT_DRAWN = remedies.Remedied(
    "This page could not be drawn",
    "reload it; if that does not help, run `care-impact build` and look at the log",
    "reload it; if that does not help, tell a PCN manager",
)
_NOTHING_OF_YOURS = "No data of yours have been loaded yet"

_log = structlog.get_logger()


def ask(
    question: Question[..., Answer], selection: Selection, **details: object
) -> Answer:
    """Ask a question through the door, for the current viewer."""
    return current_store().door.ask(question, selection, viewer(), **details)


def told(problem: CareImpactError | remedies.Remedied) -> str:
    """Say what is wrong to the current reader, and what this reader can do."""
    if isinstance(problem, CareImpactError) and _own_is_empty():
        return f"{_NOTHING_OF_YOURS}: load them on the page Data."
    if told_commands():
        return str(problem).replace("`care-impact ", f"`{command()} ")
    return problem.said_to(Viewer(reader_role()))


def told_commands() -> bool:
    """Return whether this reader is told commands.

    Where nothing was ever loaded, whoever reads is setting the product up.
    """
    return may_load() or current_store().is_empty


def command() -> str:
    """Return how a command for this store begins."""
    return "care-impact --own" if current_store().name == "own" else "care-impact"


def home() -> Path:
    """Return the folder of stores, lake and app state."""
    return current_store().settings.home


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
        controls = refused(problem)
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


def region(id_: str, kind: str = "", until: Component | None = None) -> Component:
    """Return a place that a callback fills, with a sign if that takes long.

    It shows ``until`` before that.
    """
    return dcc.Loading(html.Div(until, id=id_, className=kind), delay_show=300)


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
    door = current_store().door
    return Request(door, viewer(), Selection.from_query(query), query)


def filled(
    query: Query | None, content: Callable[[Request], Component], **inputs: Any
) -> Component:
    """Fill a page's region for the selection in the URL, or show why it cannot.

    ``inputs`` join the request's query.
    """
    if _own_is_empty():
        return html.Div()  # the page says so above
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
        return refused(problem)
    except Exception:
        # The reader gets a sentence; the log records the fault, without data.
        _log.exception("page failed")
        return notices.error(told(_NOT_DRAWN))


def refused(problem: CareImpactError) -> Component:
    """Show why there is no answer, with the way to what would give one."""
    if _own_is_empty():
        way_out = ("Load your files", "/data")
        return notices.empty(f"{_NOTHING_OF_YOURS}.", way_out=way_out)
    return notices.error(told(problem))


def nothing_is_loaded() -> bool:
    """Return whether the store has nothing at all, so that nothing can be chosen."""
    return current_store().is_empty


def _own_is_empty() -> bool:
    return current_store().name == "own" and nothing_is_loaded()
