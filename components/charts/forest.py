"""The forest plot: an effect and its interval for each group and for all groups."""

import math
from collections.abc import Mapping, Sequence

from components import theme
from components.charts.axes import padded
from components.charts.rows import (
    interval_points,
    row_layout,
    row_names,
    row_note,
    vertical_line,
)
from components.theme import Drawing
from data_access.answers.impact import Effect, Finding
from data_access.words.numbers import interval_text, plain_text, value_text

_HOW_TO_READ = (
    "Each point is a rate ratio; the line is its 95% interval. Left of 1 is fewer than "
    "expected, right of 1 is more. If the interval includes 1, there may be no change. "
    "A diamond is all groups together."
)

# Few enough for a phone; narrow is less than twofold in all, widest more than tenfold.
_WIDEST = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)
_WIDE = (0.1, 0.25, 0.5, 0.7, 1.0, 1.4, 2.0, 4.0, 10.0)
_TENFOLD = 3.3  # in octaves
_NEAR_END = 0.2  # of the axis: half of the label's width on a phone
_NARROW = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8)


Ratio = Effect | Finding


def forest_chart(
    effects: Sequence[Effect],
    *,
    too_few: str = "Too few people",
    title: str = "Rate ratio (under 1: fewer)",
) -> Drawing:
    """Draw a row for each effect, on a log scale, with a line at 1 (no difference)."""
    each = {row: one for row, one in enumerate(effects) if not one.summary}
    all_of_them = {row: one for row, one in enumerate(effects) if one.summary}
    return ratio_chart(
        effects,
        [
            ratio_points(each, "Each group", theme.MAIN, "square", 9),
            ratio_points(all_of_them, "All together", theme.MAIN, "diamond", 15),
        ],
        how_to_read=_HOW_TO_READ,
        too_few=too_few,
        title=title,
    )


def ratio_chart(
    ratios: Sequence[Ratio],
    points: Sequence[Drawing],
    *,
    how_to_read: str,
    too_few: str,
    title: str,
) -> Drawing:
    """Draw the points of ratios in their rows, or a note where there is no ratio."""
    low, high = padded(
        [
            0.0,
            *(
                math.log2(v)
                for e in ratios
                for v in (e.ratio, e.lower, e.upper)
                if e.ratio is not None and v
            ),
        ]
    )
    shape, label = vertical_line(1.0, "No difference")
    label["x"] = math.log10(1.0)  # an annotation on a log axis needs the logarithm
    label["xanchor"] = _anchor(-low / (high - low))
    notes = [row_note(i, too_few) for i, e in enumerate(ratios) if e.ratio is None]
    octaves = high - low
    ticks = _NARROW if octaves < 1 else _WIDE if octaves < _TENFOLD else _WIDEST
    layout = row_layout(
        len(ratios),
        {
            "type": "log",
            "range": [low * math.log10(2), high * math.log10(2)],
            "tickvals": list(ticks),
            "ticktext": [plain_text(tick) for tick in ticks],
            "title": {"text": title},
        },
    )
    return theme.drawing(
        points,
        how_to_read=how_to_read,
        **layout,
        shapes=[shape],
        annotations=[
            *row_names([e.name for e in ratios], [_value(e) for e in ratios]),
            label,
            *notes,
        ],
    )


def _anchor(place: float) -> str:
    """Write a label towards the middle where its line is near an end, 0 or 1."""
    if place < _NEAR_END:
        return "left"
    return "right" if place > 1 - _NEAR_END else "center"


def ratio_points(
    rows: Mapping[int, Ratio], name: str, colour: str, symbol: str, size: float
) -> Drawing:
    """Return the points of the ratios that there are, by their rows."""
    points = [
        (row, one, one.ratio) for row, one in rows.items() if one.ratio is not None
    ]
    return interval_points(
        [row for row, _, _ in points],
        [ratio for _, _, ratio in points],
        [one.lower for _, one, _ in points],
        [one.upper for _, one, _ in points],
        [_hover(one, ratio) for _, one, ratio in points],
        name=name,
        colour=colour,
        symbol=symbol,
        size=size,
    )


def _value(one: Ratio) -> str:
    if one.ratio is None:
        return ""
    text = value_text(one.ratio, "ratio")
    return text if one.lower is not None else f"{text}, no interval"


def _hover(effect: Ratio, ratio: float) -> str:
    lines = [f"<b>{effect.name}</b>", f"Rate ratio {value_text(ratio, 'ratio')}"]
    if effect.lower is not None and effect.upper is not None:
        lines.append(
            f"95% interval {interval_text(effect.lower, effect.upper, 'ratio')}"
        )
    return "<br>".join(lines)
