"""The definition of every indicator, from the catalogue."""

from itertools import groupby
from operator import attrgetter

from dash import dcc, html, register_page
from dash.development.base_component import Component

from components.definition import definition_rows
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import INDICATORS
from data_access.questions.indicators.indicator import definition_of

register_page(
    __name__, path="/definitions", name="Definitions", title="Definitions | Care Impact"
)


def layout(**_: str) -> html.Div:
    """List the indicators by theme, each with its definition."""
    theme_of = attrgetter("theme")
    by_theme = groupby(sorted(INDICATORS, key=theme_of), key=theme_of)
    sections: list[Component] = []
    for theme, records in by_theme:
        sections.append(html.H2(theme))
        sections += [_record(record) for record in records]
    lead = (
        f"All {len(INDICATORS)} indicators: what is counted, out of what, from which "
        "source, and since when. For the meaning of words, see the "
    )
    return html.Div(
        [
            html.H1("Definitions"),
            html.P(
                [
                    lead,
                    dcc.Link("glossary", href="/glossary"),
                    ".",
                ],
                className="lead",
            ),
            *sections,
        ]
    )


def _record(indicator: Indicator) -> html.Details:
    return html.Details(
        [
            html.Summary(indicator.name),
            definition_rows(definition_of(indicator)),
            dcc.Link("Charts and tables", href=f"/indicator/{indicator.id}"),
        ],
        id=f"definition-{indicator.id}",
        className="folded-definition",
    )
