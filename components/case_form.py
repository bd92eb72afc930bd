"""The controls of the ARRS case: each is a URL parameter, so a case can be shared."""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components.filter_bar import filter_select
from data_access.answers.value import CaseOptions

_NUMBERS = {
    "wte": "Whole-time equivalents",
    "cost": "Cost of one WTE a year, £ (blank: as recorded)",
    "cap": "Cap of one WTE, £ (blank: as entered)",
    "weighted_list": "Weighted patients (blank: registered)",
}
_DEFAULTS = {"wte": "1"}


def case_controls(options: CaseOptions, query: Mapping[str, Any]) -> html.Section:
    """Show a control for every choice, set to the value in the address.

    An invalid value appears too, so that it can be corrected.
    """
    year = query.get("arrs_year") or options.year
    weighting = query.get("weighting") or options.weightings[0].value
    controls = [
        filter_select("arrs_year", "ARRS year", options.years, year),
        filter_select("weighting", "Weighting", options.weightings, weighting),
    ]
    controls += [
        _number_box(name, label, query.get(name) or _DEFAULTS.get(name, ""))
        for name, label in _NUMBERS.items()
    ]
    return html.Section(
        controls, className="filter-bar rule-bar", **{"aria-label": "The ARRS case"}
    )


def _number_box(name: str, label: str, value: str) -> html.Label:
    """Return a box for a number; the page reports a value that is no number."""
    return html.Label(
        [
            html.Span(label, className="filter-label"),
            dbc.Input(
                id={"type": "filter", "name": name},
                type="text",
                inputmode="decimal",
                debounce=True,
                value=value,
            ),
        ],
        className="filter",
    )
