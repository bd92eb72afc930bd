"""The funnel: rates by size, with the limits that chance alone explains."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components import theme
from components.figures.axes import RIGHT_MARGIN, padded, value_axis
from components.figures.compared import FLAGS, compared_text
from components.figures.traces import line_names
from components.numbers import value_text
from components.theme import Figure
from data_access.answers import Compared, Unit


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """Limits at each of ``denominators`` (ascending), in the unit of the values."""

    denominators: tuple[float, ...]
    centre: float
    lower_95: tuple[float, ...]
    upper_95: tuple[float, ...]
    lower_998: tuple[float, ...]
    upper_998: tuple[float, ...]


def funnel_figure(
    items: Sequence[Compared],
    limits: FunnelLimits,
    unit: Unit,
    *,
    denominator: str,
) -> Figure:
    """Draw places by denominator; ``denominator`` names the axis, as in "On register".

    Places with no value or no denominator are in the table only.
    """
    drawn = [i for i in items if i.value is not None and i.denominator is not None]
    bottom, top = padded(
        [*(item.value for item in drawn), *limits.lower_998, *limits.upper_998]
    )
    ends = [
        ("99.8% limit", limits.upper_998[-1], theme.SECONDARY),
        ("95% limit", limits.upper_95[-1], theme.SECONDARY),
        (
            f"All {value_text(limits.centre, unit, words=False)}",
            limits.centre,
            theme.TEXT,
        ),
        ("95% limit", limits.lower_95[-1], theme.SECONDARY),
        ("99.8% limit", limits.lower_998[-1], theme.SECONDARY),
    ]
    last = limits.denominators[-1]
    return theme.figure(
        [*_limit_lines(limits), *_points(drawn, unit)],
        height=420,
        margin={"l": 8, "r": RIGHT_MARGIN, "t": 16, "b": 8},
        showlegend=True,
        xaxis={
            "range": [0, last],
            "tickformat": ",",
            "nticks": 6,
            "title": {"text": denominator},
        },
        yaxis=value_axis(unit, bottom, top),
        annotations=list(line_names(ends, bottom, top)),
    )


def _limit_lines(limits: FunnelLimits) -> Iterator[Figure]:
    for values, dash, width in (
        ([limits.centre] * len(limits.denominators), "solid", 2.0),
        (limits.lower_95, "dash", 1.5),
        (limits.upper_95, "dash", 1.5),
        (limits.lower_998, "dot", 1.5),
        (limits.upper_998, "dot", 1.5),
    ):
        yield {
            "type": "scatter",
            "mode": "lines",
            "x": list(limits.denominators),
            "y": list(values),
            "line": {"color": theme.LINE, "width": width, "dash": dash},
            "hoverinfo": "skip",
            "showlegend": False,
        }


def _points(items: Sequence[Compared], unit: Unit) -> Iterator[Figure]:
    for flag, (name, colour, symbol) in FLAGS.items():
        chosen = [item for item in items if item.flag == flag]
        if chosen:
            yield {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": [item.denominator for item in chosen],
                "y": [item.value for item in chosen],
                "text": [compared_text(item, unit) for item in chosen],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {"symbol": symbol, "size": 11, "color": colour},
            }
