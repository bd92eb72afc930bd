"""What other studies found, beside the PCN's own estimate."""

from collections.abc import Sequence

from components import theme
from components.charts.forest import ratio_chart, ratio_points
from components.theme import Drawing
from data_access.answers.impact import Finding

_HOW_TO_READ = (
    "Each point is a rate ratio; the line is its 95% interval, where one was read. "
    "Left of 1 is fewer than in the comparison, right of 1 is more. A square is a "
    "study in which chance decided who was helped, a circle a comparison of similar "
    "people, the diamond this PCN's own. The studies differ in whom they helped, how, "
    "and what they counted, so an average of them would mean nothing."
)

# By shape first: the key says the same in words.
_KINDS = (
    ("own", "This PCN", theme.MAIN, "diamond", 15),
    ("randomised", "Randomised", theme.TEXT, "square", 11),
    ("comparison group", "Comparison group", theme.LINE, "circle", 11),
)


def studies_chart(rows: Sequence[Finding]) -> Drawing:
    """Draw a row for each finding, on a log scale, its design by shape."""
    return ratio_chart(
        rows,
        [
            ratio_points(
                {row: one for row, one in enumerate(rows) if one.by == by},
                name,
                colour,
                symbol,
                size,
            )
            for by, name, colour, symbol, size in _KINDS
        ],
        how_to_read=_HOW_TO_READ,
        too_few="Too few people",
        title="Rate ratio (under 1: fewer)",
    )
