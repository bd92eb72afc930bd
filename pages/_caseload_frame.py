"""What every block of the caseload page is set in."""

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from components import notices
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.figures.lines import Series, lines_figure
from components.theme import Figure
from data_access.answers import Caption, LinesReport, Table
from data_access.errors import CareImpactError
from data_access.questions.direct_care import NotPermittedError
from data_access.selection import Selection

Block = Callable[[Selection], Component]


def block_of(block: Block, selection: Selection) -> Component:
    """Fill a block, or say in a sentence why it is empty and what would fill it."""
    try:
        return block(selection)
    except NotPermittedError as reason:
        place = Selection(selection.month, selection.pcn, cohort=selection.cohort)
        way_out = ("All practices", f"/caseload?{place.to_query()}")
        return notices.not_permitted(str(reason), way_out=way_out)
    except CareImpactError as problem:
        return notices.empty(str(problem))


def whole(selection: Selection) -> Selection:
    """Give the PCN alone: what is of it is asked once for all of its practices."""
    return Selection(month=selection.month, pcn=selection.pcn)


def lined(name: str, report: LinesReport, selection: Selection) -> Component:
    """Set lines over time, from zero."""
    lines = [Series(line.name, line.values) for line in report.lines]
    figure = lines_figure(report.dates, lines, report.unit, from_zero=True)
    return figured(name, report.caption, figure, report.table, selection)


def figured(
    name: str,
    caption: Caption,
    figure: Figure | Component,
    table: Table,
    selection: Selection,
    how_to_read: str | None = None,
) -> Component:
    """Set a figure with its words, its table and its download."""
    return captioned_figure(
        caption,
        figure,
        table,
        id=f"caseload-{name.replace('/', '-')}",
        csv_href=csv_href(f"caseload/{name}", selection),
        how_to_read=how_to_read,
        heading=html.H3,
    )
