"""The funnel: rates by size, with the limits of chance."""

from collections.abc import Iterator, Sequence

from components import theme
from components.charts.axes import RIGHT_MARGIN, padded, value_axis
from components.charts.compared import FLAGS, compared_text
from components.charts.rows import shortened
from components.charts.traces import line_names
from components.theme import Drawing
from data_access.answers.core import Compared, FunnelLimits, Unit
from data_access.words.numbers import value_text

_HOW_TO_READ = (
    "Each point is one place; further right means more people. Small places vary "
    "more by chance, so the limits are wider on the left. A point between the limits "
    "differs from the rest by no more than chance."
)


def funnel_chart(
    items: Sequence[Compared],
    limits: FunnelLimits,
    unit: Unit,
    *,
    denominator: str,
) -> Drawing:
    """Draw places by denominator; ``denominator`` names the axis, as in "On register".

    Places with no value or no denominator are in the table only.
    """
    places = [i for i in items if i.value is not None and i.denominator is not None]
    bottom, top = padded(
        [*(item.value for item in places), *limits.lower_998, *limits.upper_998]
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
    return theme.drawing(
        [*_limit_lines(limits), *_points(places, unit)],
        how_to_read=_HOW_TO_READ,
        height=420,
        margin={"l": 8, "r": RIGHT_MARGIN, "t": 16, "b": 8},
        xaxis={
            "range": [0, last],
            "tickformat": ",",
            "nticks": 6,
            "title": {"text": denominator},
        },
        yaxis=value_axis(unit, bottom, top),
        annotations=[*line_names(ends, bottom, top), *_outliers(places, last)],
    )


def _limit_lines(limits: FunnelLimits) -> Iterator[Drawing]:
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


def _points(items: Sequence[Compared], unit: Unit) -> Iterator[Drawing]:
    for flags, name, colour, symbol in FLAGS:
        points = [item for item in items if item.flag in flags]
        if points:
            yield {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "showlegend": True,
                "x": [item.denominator for item in points],
                "y": [item.value for item in points],
                "text": [compared_text(item, unit) for item in points],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {
                    "symbol": symbol,
                    "size": 11,
                    "color": colour,
                    "line": {"color": colour, "width": 1},
                },
            }


def _outliers(items: Sequence[Compared], last: float) -> Iterator[Drawing]:
    """Name the places outside the limits, towards the side that has room."""
    for item in items:
        if item.flag and item.denominator is not None:
            right = item.denominator > last / 2
            yield {
                "text": shortened(item.name, 24),
                "x": item.denominator,
                "y": item.value,
                "xanchor": "right" if right else "left",
                "xshift": -10 if right else 10,
                "yanchor": "middle",
                "bgcolor": theme.BACKGROUND,
            }
