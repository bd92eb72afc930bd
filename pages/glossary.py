"""What the words on every page mean."""

from dash import dcc, html, register_page
from dash.development.base_component import Component

from data_access.catalogue.glossary import Term, glossary
from data_access.catalogue.methods import method

register_page(
    __name__, path="/glossary", name="Glossary", title="Glossary | Care Impact"
)


def layout(**_: str) -> html.Div:
    """List the terms, each at an address of its own."""
    return html.Div(
        [
            html.H1("Glossary"),
            html.P(
                [
                    "What the words here mean. How each indicator is counted is under ",
                    dcc.Link("definitions", href="/definitions"),
                    "; how figures are made, under ",
                    dcc.Link("methods", href="/methods"),
                    ".",
                ],
                className="lead",
            ),
            html.Dl(
                [part for term in glossary() for part in _entry(term)],
                className="definition",
            ),
        ]
    )


def _entry(term: Term) -> tuple[html.Dt, html.Dd]:
    words: list[Component | str] = [term.means]
    if term.more:
        link = dcc.Link(method(term.more).title, href=f"/methods/{term.more}")
        words += [" More: ", link, "."]
    return html.Dt(term.word, id=f"term-{term.slug}"), html.Dd(words)
