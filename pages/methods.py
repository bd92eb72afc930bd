"""How every number is made: the methods, listed and shown as they stand."""

from dash import dcc, html, register_page
from dash.development.base_component import Component

from components import notices
from components.definition import definition_list
from components.markdown import prose
from data_access.catalogue.indicators import BY_ID, INDICATORS
from data_access.catalogue.methods import method, methods
from data_access.errors import CareImpactError
from data_access.questions.indicators.indicator import definition_of


def _title(slug: str = "") -> str:
    titles = {page.slug: page.title for page in methods()}
    titles |= {record.id: record.name for record in INDICATORS}
    return f"{titles.get(slug, 'Methods')} | Care Impact"


register_page(
    __name__,
    path="/methods",
    path_template="/methods/<slug>",
    name="Methods",
    title=_title,
    nav="Methods",
    order=90,
)


def layout(slug: str | None = None, **_: str) -> html.Div:
    """List the methods and definitions, or show the one that the address names."""
    if not slug:
        return html.Div(_index())
    if slug in BY_ID:
        found = BY_ID[slug]
        return html.Div([html.H1(found.name), definition_list(definition_of(found))])
    try:
        return html.Div(prose(method(slug).text), className="method")
    except CareImpactError as problem:
        said = notices.error(str(problem), way_out=("Methods", "/methods"))
        return html.Div([html.H1("Methods"), said])


def _index() -> list[Component]:
    described = [
        part
        for page in methods()
        for part in (
            html.Dt(dcc.Link(page.title, href=f"/methods/{page.slug}")),
            html.Dd(page.summary),
        )
    ]
    defined = [
        html.Li(dcc.Link(record.name, href=f"/methods/{record.id}"))
        for record in INDICATORS
    ]
    return [
        html.H1("Methods and definitions"),
        html.P(
            "Every number here can be questioned. These pages say how it is made, from "
            "which source, and where it must not be trusted.",
            className="lead",
        ),
        html.H2("Methods"),
        html.Dl(described),
        html.H2("Indicators"),
        html.Ul(defined),
    ]
