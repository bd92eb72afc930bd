"""The forest plot: an effect and its interval for each group and for all groups."""

import math
from collections.abc import Sequence

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
from data_access.answers.impact import Effect
from data_access.words.numbers import interval_text, plain_text, value_text

_HOW_TO_READ = (
    "Each point is a rate ratio; the line is its 95% interval. Left of 1 is fewer than "
    "expected, right of 1 is more. If the interval includes 1, there may be no change. "
    "A diamond is all groups together."
)

# Few enough for a phone; narrow is less than twofold in all.
_WIDE = (0.1, 0.25, 0.5, 0.7, 1.0, 1.4, 2.0, 4.0, 10.0)
_NARROW = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8)


def forest_chart(
    effects: Sequence[Effect],
    *,
    too_few: str = "Too few people",
    title: str = "Rate ratio (under 1: fewer)",
) -> Drawing:
    """Draw a row for each effect, on a log scale, with a line at 1 (no difference)."""
    estimates = [e for e in effects if e.ratio is not None]
    low, high = padded(
        [
            0.0,
            *(
                math.log2(v)
                for e in estimates
                for v in (e.ratio, e.lower, e.upper)
                if v
            ),
        ]
    )
    shape, label = vertical_line(1.0, "No difference")
    label["x"] = math.log10(1.0)  # an annotation on a log axis needs the logarithm
    notes = [row_note(i, too_few) for i, e in enumerate(effects) if e.ratio is None]
    ticks = _NARROW if high - low < 1 else _WIDE
    layout = row_layout(
        len(effects),
        {
            "type": "log",
            "range": [low * math.log10(2), high * math.log10(2)],
            "tickvals": list(ticks),
            "ticktext": [plain_text(tick) for tick in ticks],
            "title": {"text": title},
        },
    )
    return theme.drawing(
        [
            _points(effects, summary=False),
            _points(effects, summary=True),
        ],
        how_to_read=_HOW_TO_READ,
        **layout,
        shapes=[shape],
        annotations=[
            *row_names([e.name for e in effects], [_ratio(e) for e in effects]),
            label,
            *notes,
        ],
    )


def _points(effects: Sequence[Effect], *, summary: bool) -> Drawing:
    points = [
        (row, effect, effect.ratio)
        for row, effect in enumerate(effects)
        if effect.ratio is not None and effect.summary is summary
    ]
    return interval_points(
        [row for row, _, _ in points],
        [ratio for _, _, ratio in points],
        [effect.lower for _, effect, _ in points],
        [effect.upper for _, effect, _ in points],
        [_hover(effect, ratio) for _, effect, ratio in points],
        name="All together" if summary else "Each group",
        colour=theme.MAIN,
        symbol="diamond" if summary else "square",
        size=15 if summary else 9,
    )


def _ratio(effect: Effect) -> str:
    return "" if effect.ratio is None else value_text(effect.ratio, "ratio")


def _hover(effect: Effect, ratio: float) -> str:
    lines = [f"<b>{effect.name}</b>", f"Rate ratio {value_text(ratio, 'ratio')}"]
    if effect.lower is not None and effect.upper is not None:
        lines.append(
            f"95% interval {interval_text(effect.lower, effect.upper, 'ratio')}"
        )
    return "<br>".join(lines)
