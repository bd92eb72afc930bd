"""The Love plot: how alike two groups are, before people are sorted and after."""

from collections.abc import Sequence

from components import theme
from components.charts.rows import row_layout, row_names, vertical_line
from components.theme import Drawing
from data_access.answers.impact import Balance
from data_access.words.numbers import plain_text

_HOW_TO_READ = (
    "Each row is one characteristic. The hollow point is the difference between the "
    "groups before people are sorted by risk, the filled point after. The nearer to 0, "
    "the more alike the groups. The line marks a tenth of a standard deviation."
)

AIM = 0.1  # the standardised mean difference of groups that are alike


def love_plot_chart(rows: Sequence[Balance]) -> Drawing:
    """Draw absolute differences; a shape marks those over 0.1 after sorting."""
    highest = max((abs(v) for r in rows for v in (r.before, r.after)), default=AIM)
    shape, label = vertical_line(AIM, f"Aim: under {AIM}")
    label["xanchor"] = "left"  # the line is near the left edge
    layout = row_layout(
        len(rows),
        {
            "range": [-0.02 * highest, max(1.08 * highest, 2 * AIM)],
            "nticks": 6,
            "title": {"text": "Standardised mean difference"},
        },
    )
    alike = [abs(row.after) < AIM for row in rows]
    return theme.drawing(
        [
            _connectors(rows),
            _points(rows, "Before sorting", before=True),
            _points(rows, "After sorting", before=False, keep=alike),
            _points(
                rows,
                "After, still different",
                before=False,
                keep=[not close for close in alike],
                apart=True,
            ),
        ],
        how_to_read=_HOW_TO_READ,
        **layout,
        shapes=[shape],
        annotations=[*row_names([row.name for row in rows]), label],
    )


def _connectors(rows: Sequence[Balance]) -> Drawing:
    x: list[float | None] = []
    y: list[int | None] = []
    for index, row in enumerate(rows):
        x += [abs(row.before), abs(row.after), None]
        y += [index, index, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": theme.GRID, "width": 2},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _points(
    rows: Sequence[Balance],
    name: str,
    *,
    before: bool,
    keep: Sequence[bool] | None = None,
    apart: bool = False,
) -> Drawing:
    indices = [i for i in range(len(rows)) if keep is None or keep[i]]
    values = [rows[i].before if before else rows[i].after for i in indices]
    if before:
        symbol, fill, edge = "circle", theme.BACKGROUND, theme.MUTED
    elif apart:
        symbol, fill, edge = "diamond", theme.CONCERN, theme.CONCERN
    else:
        symbol, fill, edge = "circle", theme.MAIN, theme.MAIN
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "showlegend": True,
        "x": [abs(value) for value in values],
        "y": indices,
        "text": [
            f"<b>{rows[i].name}</b><br>{name}: {plain_text(value)}"
            for i, value in zip(indices, values, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": symbol,
            "size": 11,
            "color": fill,
            "line": {"color": edge, "width": 2},
        },
    }
