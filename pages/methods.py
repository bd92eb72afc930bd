"""The methods behind every number."""

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
    """List the methods and definitions, or show the one in the address."""
    if not slug:
        return html.Div(_index())
    if slug in BY_ID:
        record = BY_ID[slug]
        return html.Div([html.H1(record.name), definition_list(definition_of(record))])
    try:
        return html.Div(prose(method(slug).text), className="method")
    except CareImpactError as problem:
        notice = notices.error(str(problem), way_out=("Methods", "/methods"))
        return html.Div([html.H1("Methods"), notice])


def _index() -> list[Component]:
    summaries = [
        entry
        for page in methods()
        for entry in (
            html.Dt(dcc.Link(page.title, href=f"/methods/{page.slug}")),
            html.Dd(page.summary),
        )
    ]
    definitions = [
        html.Li(dcc.Link(record.name, href=f"/methods/{record.id}"))
        for record in INDICATORS
    ]
    return [
        html.H1("Methods and definitions"),
        html.P(
            "These pages explain how each number is calculated, from which source, and "
            "when not to rely on it.",
            className="lead",
        ),
        html.H2("Methods"),
        html.Dl(summaries),
        html.H2("Indicators"),
        html.Ul(definitions),
    ]
