"""How every indicator is counted, from the catalogue as it stands."""

from itertools import groupby

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
    by_theme = groupby(
        sorted(INDICATORS, key=lambda one: one.theme), key=lambda one: one.theme
    )
    sections: list[Component] = []
    for theme, records in by_theme:
        sections.append(html.H2(theme))
        sections += [_record(record) for record in records]
    said = (
        f"All {len(INDICATORS)} indicators: what is counted, over what, from which "
        "source, and since when. Words are in the "
    )
    return html.Div(
        [
            html.H1("Definitions"),
            html.P(
                [
                    said,
                    dcc.Link("glossary", href="/glossary"),
                    ".",
                ],
                className="lead",
            ),
            *sections,
        ]
    )


def _record(found: Indicator) -> html.Details:
    return html.Details(
        [
            html.Summary(found.name),
            definition_rows(definition_of(found)),
            dcc.Link("Its figures", href=f"/indicator/{found.id}"),
        ],
        id=f"definition-{found.id}",
        className="folded-definition",
    )
