"""The filter bar: controls whose values are the URL and the ``selection`` store."""

from collections.abc import Sequence
from dataclasses import replace

import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html

from data_access.answers.core import FilterOptions, Option
from data_access.selection import Selection

SELECTION = "selection"  # the store that pages listen to: a mapping of URL parameters
NAV_LINK = {"type": "nav-link", "path": ALL}
ALL_OF_THEM = "all"  # filters.js omits it from the URL; dbc.Select shows "" as blank
_FILTER = {"type": "filter", "name": ALL}


def filter_bar(
    options: FilterOptions,
    selection: Selection,
    filters: Sequence[str] = ("month", "pcn", "practice", "cohort"),
) -> html.Section:
    """Show the controls named in ``filters``, set to the selection.

    The default month and PCN are those of ``options``; both are written into the URL,
    so that a shared link shows the same month later.
    """
    month = f"{selection.month:%Y-%m}" if selection.month else options.month
    controls = {
        "month": ("Month", options.months, month),
        "pcn": ("PCN", options.pcns, selection.pcn or options.pcn),
        "practice": (
            "Practice",
            (
                Option(ALL_OF_THEM, "All practices"),
                *options.practices,
                *options.neighbourhoods,
            ),
            selection.practice or ALL_OF_THEM,
        ),
        "cohort": ("Cohort", options.cohorts, selection.cohort),
    }
    children = [filter_select(name, *controls[name]) for name in filters]
    if "month" in filters and month != options.month:
        latest = replace(selection, month=None).to_query()
        children.append(
            dcc.Link("Latest month", href=f"?{latest}", className="filter-latest")
        )
    return html.Section(
        children, className="filter-bar", **{"aria-label": "What is shown"}
    )


def register(app: Dash) -> None:
    """Synchronise the URL, the ``selection`` store and the navigation links."""
    app.clientside_callback(
        ClientsideFunction("filters", "sync"),
        Output(SELECTION, "data"),
        Output(NAV_LINK, "href"),
        Input(_FILTER, "value"),
        State(_FILTER, "id"),
        State(NAV_LINK, "id"),
    )


def filter_select(
    name: str, label: str, options: tuple[Option, ...], value: str
) -> html.Label:
    """Return a control whose value is the URL parameter ``name``."""
    choices = [{"value": option.value, "label": option.label} for option in options]
    if value not in [option.value for option in options]:
        # Without it, the browser would show the first choice as the selected value.
        choices.append({"value": value, "label": f"{value} (not available)"})
    return html.Label(
        [
            html.Span(label, className="filter-label"),
            dbc.Select(
                id={"type": "filter", "name": name}, options=choices, value=value
            ),
        ],
        className="filter",
    )
