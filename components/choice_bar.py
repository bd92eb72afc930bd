"""A few options side by side; the selected value is in the URL."""

import dash_bootstrap_components as dbc
from dash import html

from data_access.answers.core import Option


def choice_bar(
    name: str, label: str, options: tuple[Option, ...], value: str
) -> html.Fieldset:
    """Return radio buttons whose value is the URL parameter ``name``.

    An unknown value selects no option.
    """
    return html.Fieldset(
        [
            html.Legend(label, className="filter-label"),
            dbc.RadioItems(
                id={"type": "filter", "name": name},
                options=[
                    {"value": option.value, "label": option.label} for option in options
                ],
                value=value,
                inline=True,
            ),
        ],
        className="choice-bar",
    )
