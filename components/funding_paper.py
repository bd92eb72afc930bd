"""The printed funding case: two sides of A4."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components.tables import data_table
from data_access.answers.core import Reference
from data_access.answers.value import CasePart, FundingCase


def funding_paper(case: FundingCase, reference: Reference, *, back: str) -> html.Div:
    """Show the case page by page; a style sheet prints each on its own sheet.

    ``back`` is the address of the page with the choices of the case.
    """
    source = (
        f"Reference {reference.id}, data version {reference.data_version}. See Methods "
        "in Care Impact for how each number is calculated."
    )
    return html.Div(
        [
            html.P(
                [
                    "This prints as two pages of A4: choose Print in your browser. ",
                    dcc.Link("Back to value and cost", href=back),
                ],
                className="paper-note",
            ),
            html.Article(
                [
                    html.Section(
                        [
                            html.H2(case.title),
                            html.P(case.subtitle, className="figure-subtitle"),
                            *_parts("first", case.first),
                        ],
                        className="paper-page",
                    ),
                    html.Section(
                        [
                            *_parts("second", case.second),
                            html.P(source, className="figure-reference"),
                        ],
                        className="paper-page",
                    ),
                ],
                className="paper",
            ),
        ]
    )


def _parts(page: str, parts: Sequence[CasePart]) -> list[Component]:
    return [_part(part, f"{page}-{place}") for place, part in enumerate(parts)]


def _part(part: CasePart, name: str) -> Component:
    children: list[Component] = [html.H3(part.heading)]
    children += [html.P(text) for text in part.paragraphs]
    if part.table is not None:
        children.append(data_table(part.table, id=f"value-paper-{name}"))
    if part.points:
        children.append(html.Ul([html.Li(point) for point in part.points]))
    return html.Div(children, className="paper-part")
