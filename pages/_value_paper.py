"""The funding case as it is printed: two sides of A4."""

from dash import dcc, html
from dash.development.base_component import Component

from components.tables import data_table
from data_access.answers.value import CasePart
from data_access.choices.arrs_case import CaseChoices
from data_access.questions.value.value_funding import value_funding
from data_access.selection import Selection
from pages._ask import ask
from pages._value_frame import joined

PRINT = "print"


def paper(selection: Selection, choices: CaseChoices) -> Component:
    """Show the case page by page; a style sheet gives each its sheet of paper."""
    case = ask(value_funding, selection, choices=choices)
    back = joined(joined("/value", selection.to_query()), choices.to_query())
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
                            *(
                                _part(one, f"first-{i}")
                                for i, one in enumerate(case.first)
                            ),
                        ],
                        className="paper-page",
                    ),
                    html.Section(
                        [
                            *(
                                _part(one, f"second-{i}")
                                for i, one in enumerate(case.second)
                            ),
                            html.P(case.made_from, className="figure-reference"),
                        ],
                        className="paper-page",
                    ),
                ],
                className="paper",
            ),
        ]
    )


def print_link(selection: Selection, choices: CaseChoices) -> Component:
    """Link to the case on paper, with the choices that it was made with."""
    query = joined(joined("/value", selection.to_query()), choices.to_query())
    return html.P(
        dcc.Link(
            "Print view: a funding case of two pages", href=joined(query, "view=print")
        )
    )


def _part(part: CasePart, name: str) -> Component:
    children: list[Component] = [html.H3(part.heading)]
    children += [html.P(text) for text in part.paragraphs]
    if part.table is not None:
        children.append(data_table(part.table, id=f"value-paper-{name}"))
    if part.points:
        children.append(html.Ul([html.Li(point) for point in part.points]))
    return html.Div(children, className="paper-part")
