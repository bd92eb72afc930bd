"""Overlaps of sets: bars for each exact overlap above a matrix of its sets (UpSet).

Source: Lex A, Gehlenborg N, Strobelt H, Vuillemot R, Pfister H. UpSet: Visualization of
Intersecting Sets. IEEE TVCG 2014;20:1983-1992.
"""

import textwrap
from collections.abc import Sequence

from components import theme
from components.theme import Drawing
from data_access.answers.cohorts import Overlap
from data_access.words.numbers import value_text

_HOW_TO_READ = (
    "Each column counts the people on exactly the registers with a dot below it, so "
    "nobody is in two columns. Its height is the number of people."
)

_ROW = 38  # pixels: two lines of a name
_BARS = 170  # pixels of the bars, with room for the number above the tallest
_NAMES = 126  # pixels left of the matrix
_LONGEST = 18  # characters of 12 px in that room
_TOP, _BOTTOM, _GAP = 10, 10, 12


def upset_chart(
    sets: Sequence[tuple[str, int]], overlaps: Sequence[Overlap]
) -> Drawing:
    """Draw (name, size) of sets as rows and exact overlaps as columns, in order."""
    matrix = _ROW * max(len(sets), 1)
    plot = matrix + _GAP + _BARS
    tallest = max((overlap.people for overlap in overlaps), default=1) or 1
    return theme.drawing(
        [_bars(overlaps), *_matrix([name for name, _ in sets], overlaps)],
        how_to_read=_HOW_TO_READ,
        height=plot + _TOP + _BOTTOM,
        margin={"l": _NAMES, "r": 8, "t": _TOP, "b": _BOTTOM, "autoexpand": False},
        xaxis={
            "range": [-0.6, len(overlaps) - 0.4],
            "visible": False,
            "anchor": "y2",
        },
        yaxis={
            "domain": [(matrix + _GAP) / plot, 1],
            "range": [0, tallest * 1.15],
            "visible": False,
        },
        yaxis2={
            "domain": [0, matrix / plot],
            "range": [len(sets) - 0.5, -0.5],
            "visible": False,
        },
        annotations=[
            *(_name(row, *set_) for row, set_ in enumerate(sets)),
            *(_number(column, overlap) for column, overlap in enumerate(overlaps)),
        ],
    )


def _bars(overlaps: Sequence[Overlap]) -> Drawing:
    return {
        "type": "bar",
        "x": list(range(len(overlaps))),
        "y": [overlap.people for overlap in overlaps],
        "width": 0.55,
        "marker": {"color": theme.MAIN},
        "text": [
            f"<b>{' and '.join(overlap.registers)}</b><br>"
            f"{value_text(overlap.people, 'count')} people"
            for overlap in overlaps
        ],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }


def _matrix(names: Sequence[str], overlaps: Sequence[Overlap]) -> list[Drawing]:
    rows = {name: row for row, name in enumerate(names)}
    columns = [
        (column, sorted(rows[name] for name in overlap.registers if name in rows))
        for column, overlap in enumerate(overlaps)
    ]
    on = [(column, row) for column, members in columns for row in members]
    off = [
        (column, row)
        for column, members in columns
        for row in range(len(names))
        if row not in members
    ]
    joins = [
        end
        for column, members in columns
        if len(members) > 1
        for end in ((column, members[0]), (column, members[-1]), (None, None))
    ]
    return [
        _points(off, theme.GRID, mode="markers"),
        _points(joins, theme.MAIN, mode="lines"),
        _points(on, theme.MAIN, mode="markers"),
    ]


def _points(
    places: Sequence[tuple[int | None, int | None]], colour: str, *, mode: str
) -> Drawing:
    return {
        "type": "scatter",
        "mode": mode,
        "x": [column for column, _ in places],
        "y": [row for _, row in places],
        "yaxis": "y2",
        "marker": {"size": 13, "color": colour},
        "line": {"width": 3, "color": colour},
        "connectgaps": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _name(row: int, name: str, size: int) -> Drawing:
    lines = textwrap.wrap(name, _LONGEST, max_lines=2, placeholder="…")
    number = f"<b>{value_text(size, 'count')}</b>"
    if len(lines) == 2 and len(lines[1]) + len(number) - 7 < _LONGEST:
        lines[1] = f"{lines[1]} {number}"
    else:
        lines = [lines[0], number]
    return {
        "text": "<br>".join(lines),
        "xref": "paper",
        "x": 0,
        "xanchor": "right",
        "xshift": -4,
        "yref": "y2",
        "y": row,
        "yanchor": "middle",
        "align": "right",
        "font": {"size": 12, "color": theme.TEXT},
    }


def _number(column: int, overlap: Overlap) -> Drawing:
    return {
        "text": value_text(overlap.people, "count"),
        "x": column,
        "y": overlap.people,
        "yanchor": "bottom",
        "yshift": 2,
        "font": {"size": 11, "color": theme.TEXT},
    }
