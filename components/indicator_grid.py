"""Indicators by place as one table, with marks for differences beyond chance."""

from dash import dcc, html

from data_access.answers.core import Compared, Mark, Unit
from data_access.answers.month import GridRow, IndicatorGrid
from data_access.words.numbers import value_text

# Shape first: the mark is clear without its colour, and a screen reader says it.
_FLAGS = {
    "high_95": ("▲", "above the 95% limit"),
    "low_95": ("▼", "below the 95% limit"),
    "high_998": ("▲▲", "above the 99.8% limit"),
    "low_998": ("▼▼", "below the 99.8% limit"),
}


HOW_TO_READ = (
    "One triangle: outside the limits that include 19 of 20 figures by chance alone. "
    "Two triangles: outside the limits that include 998 of 1,000. Places are in the "
    "order of their names, not ranked."
)


def indicator_grid(grid: IndicatorGrid, query: str) -> html.Div:
    """Show the grid; ``query`` is the query of the links to indicators."""
    heads = ("Indicator", grid.together, *grid.places)
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in heads]))
    body = html.Tbody([_row(row, query) for row in grid.rows])
    return html.Div(
        html.Table([head, body], className="data-table indicator-grid"),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": "Indicators side by side"},
    )


def indicator_href(indicator: str, query: str) -> str:
    """Return the address of an indicator's page for a selection."""
    path = f"/indicator/{indicator}"
    return f"{path}?{query}" if query else path


def _row(row: GridRow, query: str) -> html.Tr:
    name = dcc.Link(row.name, href=indicator_href(row.indicator, query))
    together = row.together or Compared("", "", mark=Mark.NO_DATA)
    return html.Tr(
        [
            html.Th(name, scope="row"),
            _cell(together, row.unit),
            *(_cell(place, row.unit) for place in row.places),
        ]
    )


def _cell(place: Compared, unit: Unit) -> html.Td:
    if place.value is None:
        return html.Td((place.mark or Mark.NO_DATA).value, className="mark")
    value = value_text(place.value, unit, words=False)
    if place.flag not in _FLAGS:
        return html.Td(value)
    mark, meaning = _FLAGS[place.flag]
    return html.Td(
        [
            html.Span([value, " ", html.Span(mark, **{"aria-hidden": "true"})]),
            html.Span(f", {meaning}", className="visually-hidden"),
        ],
        className="outside",
        title=meaning,
    )
