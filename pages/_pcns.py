"""PCNs side by side, below what a page says of one: for a commissioner."""

from collections.abc import Callable, Sequence

from dash import Input, Output, State, callback, dcc, html
from dash.development.base_component import Component

from components import notices
from components.charts.compared import compared_chart
from components.charts.funnel import funnel_chart
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.small_multiples import HOW_TO_READ, small_multiples
from components.theme import Drawing
from data_access.answers.core import Caption, PcnsCompared, Table
from data_access.errors import CareImpactError
from data_access.questions.indicators.pcns_compared import pcns_compared
from data_access.questions.parts.pcn_rows import NotComparedError
from data_access.selection import Selection
from pages._ask import Query, ask, filled_below

Shown = Callable[..., Sequence[Component]]  # of a Selection, a Query and what is told


def pcns_side_by_side(page: str, shown: Shown, *told: State) -> html.Div:
    """Give the region ``<page>-pcns``: empty where this reader compares no PCNs.

    ``shown`` is given the selection, the query and the values of ``told``.
    """

    @callback(
        Output(f"{page}-pcns", "children"),
        Input("selection", "data"),
        *told,
        prevent_initial_call=True,
    )
    def show_pcns(query: Query | None, *values: str) -> Component:
        def content(selection: Selection) -> Component:
            try:
                parts = shown(selection, query or {}, *values)
            except NotComparedError:
                return html.Div()
            return html.Div([html.H2("PCNs side by side"), *parts])

        return filled_below(query, content)

    return html.Div(id=f"{page}-pcns")


def of_indicators(*indicators: str) -> Shown:
    """Show indicators: each PCN's figure with its interval, by size, and over time."""

    def shown(selection: Selection, _: Query) -> list[Component]:
        return [pcns_on(selection, indicator) for indicator in indicators]

    return shown


def pcns_on(selection: Selection, indicator: str) -> Component:
    """Show one indicator, or say in a sentence which file would fill it."""
    try:
        report = ask(pcns_compared, selection, indicator_id=indicator)
    except NotComparedError:
        raise
    except CareImpactError as problem:
        return notices.empty(str(problem))
    return html.Section(
        [
            html.H3(dcc.Link(report.name, href=_address(indicator, selection))),
            *_figures(report, selection, indicator),
        ]
    )


def _figures(
    report: PcnsCompared, selection: Selection, indicator: str
) -> list[Component]:
    def framed(
        part: str, caption: Caption, figure: Drawing | Component, table: Table
    ) -> Component:
        return captioned_figure(
            caption,
            figure,
            table,
            id=f"pcns-{indicator}-{part}",
            csv_href=csv_href(f"pcns/{indicator}/{part}", selection),
            how_to_read=None if isinstance(figure, dict) else HOW_TO_READ,
            heading=html.H4,
        )

    places = report.places
    line = None if places.average is None else ("All PCNs", places.average)
    drawn = compared_chart(places.places, report.unit, reference=line)
    pair = [framed("places", places.caption, drawn, places.table)]
    if places.funnel is not None:
        by_size = funnel_chart(
            places.places,
            places.funnel,
            report.unit,
            denominator="People in the denominator",
        )
        pair.append(framed("funnel", places.caption, by_size, places.table))
    parts: list[Component] = [html.Div(pair, className="figure-pairs")]
    if report.trends is not None:
        trends = report.trends
        panels = small_multiples(trends.panels)
        parts.append(framed("trends", trends.caption, panels, trends.table))
    return parts


def _address(indicator: str, selection: Selection) -> str:
    return f"/indicator/{indicator}?{selection.to_query()}"
