"""What an extra check cost in each PCN, for a commissioner."""

from dash.development.base_component import Component

from components.charts.compared import compared_chart
from components.downloads import csv_href
from data_access.questions.value.value_pcns import value_pcns
from data_access.selection import Selection
from pages._ask import Query, ask
from pages._value_frame import figured

_READ = (
    "Each point is what one extra completed check cost in a PCN. Its line runs from "
    "the cost at the most extra checks that the interval allows to that at the fewest. "
    "Where lines lie over each other, do not rank them."
)


def pcns(selection: Selection, _: Query) -> list[Component]:
    """Show the cost of each extra check of every PCN."""
    report = ask(value_pcns, selection)
    return [
        figured(
            "pcns",
            report.caption,
            compared_chart(report.places, "gbp"),
            report.table,
            href=csv_href("value/pcns", selection),
            how_to_read=_READ,
        )
    ]
