"""The parts of a naive fall: chance and selection, and the rest."""

from components import theme
from components.charts.axes import padded, unit_words
from components.charts.rows import row_layout, row_names
from components.charts.traces import note
from components.theme import Drawing
from data_access.answers.impact import BeforeAfter
from data_access.words.numbers import interval_text, value_text

_HOW_TO_READ = (
    "The first bar is the whole change from before to after, the second the part that "
    "happens anyway, the third what is left, with its 95% interval. Only what is left "
    "could be due to the service."
)


def before_after_chart(answer: BeforeAfter) -> Drawing:
    """Draw the three changes as bars from zero; only the last has full colour."""
    steps = (
        ("Naive before and after", answer.naive, 0.0, theme.MUTED),
        (
            "Expected with no effect at all",
            answer.with_no_effect,
            0.0,
            theme.MUTED,
        ),
        ("Remaining change", answer.left, answer.with_no_effect, theme.MAIN),
    )
    low, high = padded(
        [
            *(start + change for _, change, start, _ in steps),
            answer.with_no_effect + answer.lower,
            answer.with_no_effect + answer.upper,
        ],
        from_zero=True,
    )
    values = [value_text(change, answer.unit, words=False) for _, change, _, _ in steps]
    return theme.drawing(
        [_bars(steps, answer)],
        how_to_read=_HOW_TO_READ,
        **row_layout(len(steps), {"range": [low, high], "nticks": 6}),
        shapes=[
            {
                "type": "line",
                "xref": "x",
                "x0": at,
                "x1": at,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": theme.LINE, "width": 1.5, "dash": dash},
            }
            for at, dash in ((0.0, "solid"), (answer.with_no_effect, "dot"))
        ],
        annotations=[
            *row_names([name for name, *_ in steps], values),
            note(unit_words(answer.unit)),
        ],
    )


def _bars(
    steps: tuple[tuple[str, float, float, str], ...], answer: BeforeAfter
) -> Drawing:
    interval = interval_text(answer.lower, answer.upper, answer.unit)
    texts = [
        f"<b>{name}</b><br>{value_text(change, answer.unit)}"
        for name, change, _, _ in steps
    ]
    texts[-1] += f"<br>95% interval {interval}"
    above, below = answer.upper - answer.left, answer.left - answer.lower
    return {
        "type": "bar",
        "orientation": "h",
        "width": 0.42,
        "base": [start for _, _, start, _ in steps],
        "x": [change for _, change, _, _ in steps],
        "y": list(range(len(steps))),
        "marker": {
            "color": [colour for *_, colour in steps],
            "pattern": {"shape": ["/", "/", ""], "fgcolor": theme.BACKGROUND},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [0, 0, above],
            "arrayminus": [0, 0, below],
            "color": theme.TEXT,
            "thickness": 2,
            "width": 5,
        },
        "text": texts,
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }
