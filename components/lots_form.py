"""Choose the steps of a draw of lots, and draw."""

import dash_bootstrap_components as dbc
from dash import html

from components.filter_bar import filter_select
from data_access.answers.core import Option
from data_access.choices.lots_wanted import MONTHS_APART, STEPS, LotsWanted


def step_controls(wanted: LotsWanted) -> html.Section:
    """Show the number of steps and what lies between them; each is in the address."""
    steps = tuple(Option(str(number), f"{number} steps") for number in STEPS)
    apart = tuple(
        Option(str(number), "Every month" if number == 1 else f"Every {number} months")
        for number in MONTHS_APART
    )
    return html.Section(
        [
            filter_select("steps", "Steps", steps, str(wanted.steps)),
            filter_select("apart", "A step starts", apart, str(wanted.months_apart)),
        ],
        className="filter-bar",
        **{"aria-label": "The steps of the draw"},
    )


def draw_form(page: str) -> html.Section:
    """Return the form that draws. Ids: <page>-draw, -draw-author and -draw-result."""
    return html.Section(
        [
            html.H2("Draw lots"),
            html.P(
                "Everybody counted under “A new draw” gets a month by lot, and "
                "keeps it. A draw cannot be changed, repeated or removed, so that "
                "nobody can choose the lot they like."
            ),
            html.Label(
                [
                    html.Span("Your name", className="filter-label"),
                    dbc.Input(id=f"{page}-draw-author"),
                ],
                className="filter",
            ),
            html.Div(
                html.Button(
                    "Draw lots",
                    id=f"{page}-draw",
                    type="button",
                    className="btn btn-primary note-add",
                ),
                className="load-actions",
            ),
            html.P(id=f"{page}-draw-result", role="status"),
        ],
        className="panel figure-frame",
    )
