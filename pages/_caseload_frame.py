"""What every block of the caseload page is set in."""

from collections.abc import Callable
from functools import partial

from dash.development.base_component import Component

from components import notices
from components.charts.lines import Series, lines_chart
from data_access.answers.core import LinesReport
from data_access.errors import CareImpactError
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.selection import Selection
from pages._page_figure import page_figure

Block = Callable[[Selection], Component]

figured = partial(page_figure, "caseload")


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
    figure = lines_chart(report.dates, lines, report.unit, from_zero=True)
    return figured(name, report.caption, figure, report.table, selection)
