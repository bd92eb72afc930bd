"""A month's point in words, for who holds the pointer over it."""

from data_access.answers.core import Mark, Trend
from data_access.words.numbers import month_text, value_text
from data_access.words.verdicts import RULES, reading


def hover_text(trend: Trend, index: int) -> str:
    """Return a month, its value, what it is called and by which rule."""
    value, rule = trend.values[index], trend.rule[index]
    called = reading(trend.signs[index])
    lines = [
        f"<b>{month_text(trend.months[index])}</b>",
        Mark.NO_DATA.value if value is None else value_text(value, trend.unit),
        f"{called}: {RULES[rule]}".capitalize() if rule else called.capitalize(),
    ]
    if trend.provisional[index]:
        lines.append("Provisional")
    return "<br>".join(lines)
