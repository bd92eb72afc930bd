"""What every block of the outcomes page stands in, or what is said in its place."""

from collections.abc import Callable
from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from components import notices
from components.charts.bars import bars_chart
from components.charts.change import change_chart
from components.charts.grouped import Group, grouped_chart
from data_access.answers.core import Comparison, GroupedReport, Unit
from data_access.errors import CareImpactError
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.selection import Selection
from pages._page_figure import page_figure

Block = Callable[[Selection], Component]

figured = partial(page_figure, "outcomes")


def section(title: str, selection: Selection, *rows: tuple[Block, ...]) -> Component:
    """Set blocks under a title, those of a row beside each other.

    What would fill several blocks is said once.
    """
    parts: list[Component] = [html.H2(title)]
    said: set[str] = set()
    for row in rows:
        shown = [_block_of(block, selection, said) for block in row]
        held = [one for one in shown if one is not None]
        if len(held) > 1:
            parts.append(html.Div(held, className="figure-pairs"))
        else:
            parts += held
    return html.Div(parts, className="page-section")


def _block_of(block: Block, selection: Selection, said: set[str]) -> Component | None:
    """Fill a block, or say why it is empty; None where that was ``said`` before."""
    try:
        return block(selection)
    except NotPermittedError as reason:
        place = Selection(selection.month, selection.pcn, cohort=selection.cohort)
        way_out = ("All practices", f"/outcomes?{place.to_query()}")
        why = str(reason)
        notice = notices.not_permitted(why, way_out=way_out)
    except CareImpactError as problem:
        why = str(problem)
        notice = notices.empty(why)
    if why in said:
        return None
    said.add(why)
    return notice


def barred(
    name: str, report: Comparison, unit: Unit, selection: Selection
) -> Component:
    """Set what is compared as bars from zero."""
    figure = bars_chart(report.places, unit)
    return figured(name, report.caption, figure, report.table, selection)


def changed(name: str, report: Comparison, selection: Selection) -> Component:
    """Set changes beside a line at no change."""
    figure = change_chart(report.places)
    return figured(name, report.caption, figure, report.table, selection)


def grouped(name: str, report: GroupedReport, selection: Selection) -> Component:
    """Set a few shares beside each other in every row."""
    groups = [Group(*one) for one in report.groups]
    figure = grouped_chart(groups, report.series, report.unit)
    return figured(name, report.caption, figure, report.table, selection)


def more(text: str, path: str, selection: Selection) -> Component:
    """Lead to the page that has more of it, for the same place and month."""
    query = selection.to_query()
    return html.P(dcc.Link(text, href=f"{path}?{query}" if query else path))
