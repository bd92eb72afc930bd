"""Flows through four stages as ribbons: a Sankey diagram of filled scatter paths.

The cartesian plotly bundle has no sankey trace, whose names would overlap anyway. Here
one unit of the vertical axis is one pixel, so each node has room for its own name at
any width, and names use the two thirds of a stage that no other name uses.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components import theme
from components.theme import Drawing
from data_access.answers.referrals import FlowLink, FlowNode, Stage
from data_access.words.numbers import value_text

_HOW_TO_READ = (
    "Read from left to right. The width of a ribbon is its number of referrals. A dark "
    "bar is a source, the coordinators, a destination or an outcome."
)

_AT: Mapping[Stage, float] = {
    "source": 0.0,
    "coordinator": 0.37,
    "destination": 0.73,
    "outcome": 1.0,
}
# Whether a stage's names are right of its nodes; no two stages use the same gap.
_NAMES_RIGHT: Mapping[Stage, bool] = {
    "source": True,
    "coordinator": False,
    "destination": False,
    "outcome": False,
}
_NODE = 0.01  # half the width of a node, as a share of the chart's
_LONGEST = 13  # characters of 12 px in the gap of a chart 320 px wide
_LINE, _PAD = 16, 8  # pixels: a line of a name, and the space below it
_FULL = 320  # pixels: the stacked ribbons of the busier side
_CURVE = 12  # points of one edge of a ribbon: enough to look smooth
_TOP, _BOTTOM = 34, 8  # pixels above for the names of the stages, and below
_TITLES = (("source", "From"), ("destination", "To"), ("outcome", "Outcome"))


@dataclass(frozen=True, slots=True)
class _Box:
    """The position of a node in pixels from the top."""

    node: FlowNode
    top: float
    height: float

    @property
    def x(self) -> float:
        return _AT[self.node.stage]


def flow_chart(nodes: Sequence[FlowNode], links: Sequence[FlowLink]) -> Drawing:
    """Draw nodes and links in order; omit links to or from an unknown node.

    Every node's name and number are next to it, wrapped, and never overlap.
    """
    boxes = _boxes(nodes, links)
    height = max((_foot(box) for box in boxes.values()), default=100)
    return theme.drawing(
        [*_ribbons(boxes, links), *(_bar(box) for box in boxes.values())],
        how_to_read=_HOW_TO_READ,
        height=round(height + _TOP + _BOTTOM),
        margin={"l": 4, "r": 4, "t": _TOP, "b": _BOTTOM, "autoexpand": False},
        xaxis={"visible": False, "range": [-0.015, 1.015]},
        yaxis={"visible": False, "range": [height, 0], "showgrid": False},
        annotations=[
            *(_title(stage, text) for stage, text in _TITLES),
            *(_name(box) for box in boxes.values()),
        ],
    )


def _boxes(nodes: Sequence[FlowNode], links: Sequence[FlowLink]) -> dict[str, _Box]:
    sizes = {node.id: _size(node, links) for node in nodes}
    scale = _FULL / (max(sizes.values(), default=0) or 1)
    boxes: dict[str, _Box] = {}
    for stage in _AT:
        top = 0.0
        for node in nodes:
            if node.stage != stage:
                continue
            thick = sizes[node.id] * scale
            slot = max(thick, _LINE * len(_lines(node)))
            boxes[node.id] = _Box(node, top + (slot - thick) / 2, thick)
            top += slot + _PAD
    return _centred(boxes)


def _centred(boxes: dict[str, _Box]) -> dict[str, _Box]:
    """Centre every stage on the tallest, so that ribbons are level."""
    ends = {stage: _end(boxes, stage) for stage in _AT}
    tallest = max(ends.values())
    return {
        id_: _Box(b.node, b.top + (tallest - ends[b.node.stage]) / 2, b.height)
        for id_, b in boxes.items()
    }


def _end(boxes: Mapping[str, _Box], stage: Stage) -> float:
    """Return the foot of the lowest bar or name of a stage."""
    return max(
        (_foot(box) for box in boxes.values() if box.node.stage == stage), default=0.0
    )


def _foot(box: _Box) -> float:
    room = _LINE * len(_lines(box.node))
    return box.top + box.height / 2 + max(box.height, room) / 2


def _size(node: FlowNode, links: Sequence[FlowLink]) -> float:
    into = sum(link.value for link in links if link.target == node.id)
    out = sum(link.value for link in links if link.source == node.id)
    return max(into, out)


def _lines(node: FlowNode) -> list[str]:
    number = "" if node.value is None else f" {value_text(node.value, 'count')}"
    lines = textwrap.wrap(node.name, _LONGEST, max_lines=3, placeholder="…")
    if lines and len(lines[-1]) + len(number) <= _LONGEST:
        return [*lines[:-1], f"{lines[-1]}<b>{number}</b>"]
    return [*lines, f"<b>{number.strip()}</b>"]


def _ribbons(boxes: Mapping[str, _Box], links: Sequence[FlowLink]) -> list[Drawing]:
    """Stack links at both ends, in order."""
    sizes = {id_: box.height for id_, box in boxes.items()}
    complete = [link for link in links if {link.source, link.target} <= boxes.keys()]
    totals = {id_: _size(box.node, complete) for id_, box in boxes.items()}
    left = {id_: box.top for id_, box in boxes.items()}
    right = dict(left)
    ribbons, middles = [], []
    for link in complete:
        if not link.value:
            continue
        scale = sizes[link.source] / totals[link.source]
        thick = link.value * scale
        start, end = boxes[link.source], boxes[link.target]
        from_y, to_y = right[link.source], left[link.target]
        ribbons.append(_ribbon(start, end, from_y, to_y, thick))
        middle = ((start.x + end.x) / 2, (from_y + to_y + thick) / 2)
        middles.append((*middle, _hover(start, end, link.value)))
        right[link.source] += thick
        left[link.target] += thick
    return [*ribbons, _middles(middles)]


def _ribbon(
    start: _Box, end: _Box, from_y: float, to_y: float, thick: float
) -> Drawing:
    steps = [step / _CURVE for step in range(_CURVE + 1)]
    x0, x1 = start.x + _NODE, end.x - _NODE
    across = [round(x0 + (x1 - x0) * t, 4) for t in steps]
    # Level at both ends.
    upper = [round(from_y + (to_y - from_y) * t * t * (3 - 2 * t), 1) for t in steps]
    lower = [round(y + thick, 1) for y in upper]
    colour = theme.CATEGORICAL[0 if start.node.stage == "source" else 1]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*across, *reversed(across)],
        "y": [*upper, *reversed(lower)],
        "fill": "toself",
        "fillcolor": colour,
        "opacity": 0.3,
        "line": {"width": 0.5, "color": theme.BACKGROUND},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _middles(middles: Sequence[tuple[float, float, str]]) -> Drawing:
    """Put an invisible point with hover text in each ribbon."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _, _ in middles],
        "y": [round(y, 1) for _, y, _ in middles],
        "text": [text for _, _, text in middles],
        "marker": {"size": 14, "opacity": 0, "color": theme.MAIN},
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
    }


def _hover(start: _Box, end: _Box, value: float) -> str:
    names = f"{start.node.name} to {_inside(end.node.name)}"
    return f"{names}: {value_text(value, 'count')}"


def _inside(name: str) -> str:
    """Return a name for use inside a sentence: initials keep their capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _bar(box: _Box) -> Drawing:
    left, right = box.x - _NODE, box.x + _NODE
    bottom = box.top + max(box.height, 1)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [left, right, right, left, left],
        "y": [round(y, 1) for y in (box.top, box.top, bottom, bottom, box.top)],
        "fill": "toself",
        "fillcolor": theme.MAIN,
        "line": {"width": 0, "color": theme.MAIN},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _name(box: _Box) -> Drawing:
    right = _NAMES_RIGHT[box.node.stage]
    if box.node.stage == "coordinator":
        return _above(box)
    return {
        "text": "<br>".join(_lines(box.node)),
        "x": box.x + (_NODE if right else -_NODE),
        "xanchor": "left" if right else "right",
        "xshift": 4 if right else -4,
        "align": "left" if right else "right",
        "y": round(box.top + max(box.height, 1) / 2, 1),
        "yanchor": "middle",
        "font": {"size": 12, "color": theme.TEXT},
    }


def _above(box: _Box) -> Drawing:
    return {
        "text": "<b>Coordinators</b>",
        "x": box.x,
        "xanchor": "center",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 14,
        "font": {"size": 12, "color": theme.SECONDARY},
    }


def _title(stage: Stage, text: str) -> Drawing:
    left = stage == "source"
    return {
        "text": f"<b>{text}</b>",
        "x": _AT[stage] + (-_NODE if left else _NODE),
        "xanchor": "left" if left else "right",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 14,
        "font": {"size": 12, "color": theme.SECONDARY},
    }
