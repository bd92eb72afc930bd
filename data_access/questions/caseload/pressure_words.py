"""A forecast of the caseload in sentences."""

from dataclasses import dataclass
from datetime import date

from data_access.answers.caseload import PressurePath
from data_access.answers.core import Column, Compared, Table
from data_access.questions.parts.intervals import intervals_table
from data_access.stats.backtest import Backtest
from data_access.words.numbers import (
    interval_text,
    month_text,
    number_text,
    plain_text,
    value_text,
)

CHOICES = {
    "as_now": "As now",
    "one_more": "One more coordinator",
    "vacancy": "A vacancy",
    "winter": "A winter",
}
_SUPPOSED = {
    "as_now": "",
    "one_more": "The extra coordinator works whole time from next month.",
    "vacancy": "One post of average hours is vacant from next month.",
    "winter": "The next three months bring as many new cases as past Decembers to "
    "Februaries did; later months bring as many as other months did.",
}


# With a dozen past forecasts, a lower share within limits is hardly chance alone.
FEWEST_HELD = 0.85


@dataclass(frozen=True, slots=True)
class Winter:
    """The cases that past winters added by their third month, with 95% limits."""

    months: int
    extra: float
    lower: float
    upper: float


def headline(choice: str, items: tuple[Compared, ...], path: PressurePath) -> str:
    """Say where the choice leads, and whether it differs from now beyond chance."""
    by_code = {item.code: item for item in items}
    item, usual = by_code[choice], by_code["as_now"]
    end = month_text(path.months[-1])
    if item.value is None or item.lower is None or item.upper is None:
        why = (
            "no past winter is loaded"
            if choice == "winter"
            else "no coordinator would be left"
        )
        return f"{CHOICES[choice]}: cannot tell, because {why}"
    sentence = (
        f"{CHOICES[choice]}: about {value_text(item.value, 'ratio')} open cases for "
        f"each whole-time coordinator by {end} "
        f"({interval_text(item.lower, item.upper, 'ratio')})"
    )
    now = _latest(path)
    if choice == "as_now" and now is not None:
        if item.lower <= now <= item.upper:
            return f"{sentence}; cannot tell whether that is more or fewer than now"
        return (
            f"{sentence}, {'more' if item.lower > now else 'fewer'} than the "
            f"{value_text(now, 'ratio')} now"
        )
    if choice in ("one_more", "vacancy") and usual.value is not None:
        gap = abs(item.value - usual.value)
        way = "fewer" if choice == "one_more" else "more"
        return f"{sentence}, {number_text(gap, 1)} {way} than as now"
    return sentence


def summary(
    choice: str,
    path: PressurePath,
    wte: float,
    winter: Winter | None,
    backtest: Backtest | None,
) -> str:
    """State the assumptions, their result, and how accurate past forecasts were."""
    supposed = (
        f"{plain_text(wte)} whole-time equivalents are in post. The forecast "
        "assumes that people start and finish as in the last 12 months, whoever is "
        "in post: only the number of coordinators who share the cases changes."
    )
    sentences = [supposed, _SUPPOSED[choice]]
    now = _latest(path)
    if choice == "one_more" and now is not None:
        sentences.append(
            f"At the current {value_text(now, 'ratio')} cases each, there would be "
            f"room for {number_text(now)} more people."
        )
    if choice == "winter" and winter is not None:
        sentences.append(_winter_words(winter))
    if backtest is not None:
        covered = round(backtest.covered_share * backtest.forecasts)
        narrow = backtest.covered_share < FEWEST_HELD
        sentences.append(
            f"Of {backtest.forecasts} forecasts made six months ahead from past "
            f"months, {covered} included the actual figure in their 95% limits"
            + (": read the limits as too narrow." if narrow else ".")
        )
    sentences.append(
        "This is for the whole PCN, whatever practice or cohort is chosen above."
    )
    return " ".join(sentence for sentence in sentences if sentence)


def pressure_table(place: str, end: date, items: tuple[Compared, ...]) -> Table:
    """Return the choices as a table, one a row."""
    caption = (
        f"Open cases for each whole-time coordinator at the end of {month_text(end)}"
    )
    value = Column("Open cases for each coordinator, middle forecast", "ratio")
    return intervals_table(f"{caption}, {place}", "If", value, items)


def _winter_words(winter: Winter) -> str:
    span = (
        f"95% interval {_more(winter.lower)} to {_more(winter.upper)}, from "
        f"{winter.months} winter months"
    )
    if winter.lower <= 0 <= winter.upper:
        return f"Cannot tell whether winters bring more open cases ({span})."
    return f"Past winters brought {_more(winter.extra)} open cases ({span})."


def _more(cases: float) -> str:
    size = value_text(abs(cases), "count")
    return f"{size} {'fewer' if cases < 0 and size != '0' else 'more'}"


def _latest(path: PressurePath) -> float | None:
    known = [value for value in path.past if value is not None]
    return known[-1] if known else None
