"""One place among its peers on several measures, on one scale."""

from collections.abc import Sequence

from components import theme
from components.charts.axes import padded
from components.charts.rows import row_layout, row_names, row_note, vertical_line
from components.theme import Drawing
from data_access.answers.core import Mark
from data_access.answers.england import Standing, StandingRow

_HOW_TO_READ = (
    "Each row is one measure. The diamond is this PCN and the circles are its peers; "
    "the dashed line is the average PCN in England, and one step is one standard "
    "deviation of all PCNs. Point at a mark for the PCN and its figure."
)


def standings_chart(rows: Sequence[StandingRow], mine: str, peers: str) -> Drawing:
    """Draw a row a measure, in standard deviations from the average place.

    ``mine`` and ``peers`` name the two kinds of point in the key, which differ by
    shape as well as by colour.
    """
    known = [
        one.deviations
        for row in rows
        for one in (*row.peers, *([row.mine] if row.mine else []))
    ]
    low, high = padded([*known, -1.0, 1.0])
    shape, words = vertical_line(0, "Average PCN in England")
    notes = [
        row_note(row, Mark.NO_DATA.value)
        for row, measure in enumerate(rows)
        if measure.mine is None and not measure.peers
    ]
    others = [(row, one) for row, measure in enumerate(rows) for one in measure.peers]
    own = [(row, one.mine) for row, one in enumerate(rows) if one.mine]
    return theme.drawing(
        [
            _points(others, peers, theme.BACKGROUND, theme.SECONDARY, "circle", 10),
            _points(
                own, mine, theme.CATEGORICAL[2], theme.CATEGORICAL[2], "diamond", 14
            ),
        ],
        how_to_read=_HOW_TO_READ,
        **row_layout(
            len(rows),
            {
                "range": [low, high],
                "nticks": 7,
                "title": {"text": "Standard deviations from the average"},
            },
        ),
        shapes=[shape],
        annotations=[*row_names([row.name for row in rows]), words, *notes],
    )


def _points(
    placed: Sequence[tuple[int, Standing]],
    name: str,
    fill: str,
    edge: str,
    symbol: str,
    size: int,
) -> Drawing:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "showlegend": True,
        "x": [round(one.deviations, 3) for _, one in placed],
        "y": [row for row, _ in placed],
        "text": [f"<b>{one.name}</b><br>{one.words}" for _, one in placed],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": symbol,
            "size": size,
            "color": fill,
            "line": {"color": edge, "width": 1.5},
        },
    }
