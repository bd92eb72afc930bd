"""The meaning of the words on every page."""

from dash import dcc, html, register_page
from dash.development.base_component import Component

from data_access.catalogue.glossary import Term, glossary
from data_access.catalogue.methods import method

register_page(
    __name__, path="/glossary", name="Glossary", title="Glossary | Care Impact"
)


def layout(**_: str) -> html.Div:
    """List the terms, each with its own address."""
    return html.Div(
        [
            html.H1("Glossary"),
            html.P(
                [
                    "The meaning of the words on these pages. See ",
                    dcc.Link("definitions", href="/definitions"),
                    " for how each indicator is counted, and ",
                    dcc.Link("methods", href="/methods"),
                    " for how figures are calculated.",
                ],
                className="lead",
            ),
            html.Dl(
                [entry for term in glossary() for entry in _entry(term)],
                className="definition",
            ),
        ]
    )


def _entry(term: Term) -> tuple[html.Dt, html.Dd]:
    meaning: list[Component | str] = [term.means]
    if term.more:
        link = dcc.Link(method(term.more).title, href=f"/methods/{term.more}")
        meaning += [" More: ", link, "."]
    return html.Dt(term.word, id=f"term-{term.slug}"), html.Dd(meaning)
