"""Indicators by place as one table: what differs by more than chance stands out."""

from collections.abc import Callable

from dash import dcc, html

from data_access.answers.core import Compared, Mark, Unit
from data_access.answers.month import GridRow, IndicatorGrid
from data_access.words.numbers import value_text

# Shape first: the mark is read without its colour, and is said to those who hear it.
_FLAGS = {
    "high_95": ("▲", "above the 95% limit"),
    "low_95": ("▼", "below the 95% limit"),
    "high_998": ("▲▲", "above the 99.8% limit"),
    "low_998": ("▼▼", "below the 99.8% limit"),
}


def indicator_grid(grid: IndicatorGrid, href: Callable[[str], str]) -> html.Div:
    """Show the grid; ``href`` gives the address of an indicator's page."""
    heads = ("Indicator", grid.together, *grid.places)
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in heads]))
    body = html.Tbody([_row(row, href) for row in grid.rows])
    return html.Div(
        html.Table([head, body], className="data-table indicator-grid"),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": "Indicators side by side"},
    )


def _row(row: GridRow, href: Callable[[str], str]) -> html.Tr:
    name = dcc.Link(row.name, href=href(row.indicator))
    whole = "" if row.together is None else value_text(row.together, row.unit)
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(whole or "No common value", className="" if whole else "mark"),
            *(_cell(one, row.unit) for one in row.places),
        ]
    )


def _cell(one: Compared, unit: Unit) -> html.Td:
    if one.value is None:
        return html.Td((one.mark or Mark.NO_DATA).value, className="mark")
    value = value_text(one.value, unit, words=False)
    if one.flag not in _FLAGS:
        return html.Td(value)
    mark, words = _FLAGS[one.flag]
    return html.Td(
        [
            html.Span([value, " ", html.Span(mark, **{"aria-hidden": "true"})]),
            html.Span(f", {words}", className="visually-hidden"),
        ],
        className="outside",
        title=words,
    )
