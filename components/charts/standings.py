"""A place and its peers on several measures, on one scale."""

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
    "deviation of all PCNs. Point at a mark to see the PCN and its figure."
)


def standings_chart(rows: Sequence[StandingRow], own: str, peers: str) -> Drawing:
    """Draw a row for each measure, in standard deviations from the average place.

    ``own`` and ``peers`` name the two kinds of point in the key, which differ by
    shape as well as by colour.
    """
    deviations = [
        standing.deviations
        for row in rows
        for standing in (*row.peers, *([row.mine] if row.mine else []))
    ]
    low, high = padded([*deviations, -1.0, 1.0])
    shape, label = vertical_line(0, "Average PCN in England")
    notes = [
        row_note(row, Mark.NO_DATA.value)
        for row, measure in enumerate(rows)
        if measure.mine is None and not measure.peers
    ]
    peer_points = [(row, peer) for row, m in enumerate(rows) for peer in m.peers]
    own_points = [(row, m.mine) for row, m in enumerate(rows) if m.mine]
    return theme.drawing(
        [
            _points(
                peer_points, peers, theme.BACKGROUND, theme.SECONDARY, "circle", 10
            ),
            _points(
                own_points,
                own,
                theme.CATEGORICAL[2],
                theme.CATEGORICAL[2],
                "diamond",
                14,
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
        annotations=[*row_names([row.name for row in rows]), label, *notes],
    )


def _points(
    points: Sequence[tuple[int, Standing]],
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
        "x": [round(standing.deviations, 3) for _, standing in points],
        "y": [row for row, _ in points],
        "text": [f"<b>{s.name}</b><br>{s.words}" for _, s in points],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": symbol,
            "size": size,
            "color": fill,
            "line": {"color": edge, "width": 1.5},
        },
    }
