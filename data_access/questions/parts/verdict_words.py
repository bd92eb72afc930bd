"""The verdict on a series: its sign, and the reason in a sentence."""

from datetime import date

from data_access.answers.core import Unit
from data_access.answers.verdict import Sign, Verdict
from data_access.catalogue.indicator import ROLLING_MONTHS, Indicator
from data_access.catalogue.seasons import SEASON_OF
from data_access.questions.parts.judged import Judged
from data_access.questions.parts.judged_years import CONFIDENCE
from data_access.stats.season import FEWEST_MONTHS
from data_access.stats.spc_chart import SETTLED
from data_access.words.numbers import (
    interval_text,
    month_text,
    number_text,
    value_text,
    with_plus,
)
from data_access.words.verdicts import RULES, verdict


def verdict_of(
    indicator: Indicator,
    shown: tuple[float | None, ...],
    months: tuple[date, ...],
    signs: tuple[Sign, ...],
    judged: Judged,
    latest: int,
    *,
    others: bool = False,
) -> Verdict:
    """Return the verdict on the latest firm month; the one place where it is made.

    ``others``: whether some months are not judged because other practices sent them.
    """
    sign, month = signs[latest], months[latest]
    if sign in ("too_small", "no_data"):
        return verdict(sign)
    if sign == "not_judged":
        if judged.rare:
            return verdict(sign, "most months have none, too few to judge by")
        return verdict(sign, _too_early(indicator, others=others))
    upwards = bool(judged.direction[latest] > 0)
    if judged.rule[latest] == "jump":
        reason = _after_a_jump(indicator.unit, shown, months, judged, latest)
    elif indicator.rolling:
        reason = _against_a_year_before(indicator.unit, shown, judged, latest)
    else:
        reason = _against_months_before(indicator, judged, latest)
    return verdict(sign, reason, month=month, upwards=upwards)


def _after_a_jump(
    unit: Unit,
    shown: tuple[float | None, ...],
    months: tuple[date, ...],
    judged: Judged,
    latest: int,
) -> str:
    at = -1 if judged.level_from is None else int(judged.level_from[latest])
    before, after = shown[at - 1], shown[at]
    if at < 1 or before is None or after is None:
        return RULES["jump"]
    return (
        f"it went from {value_text(before, unit)} to {value_text(after, unit)} in "
        f"{month_text(months[at])}, and has kept most of that since"
    )


def _against_months_before(indicator: Indicator, judged: Judged, latest: int) -> str:
    rule = judged.rule[latest]
    stock = indicator.kind == "stock"
    if rule == "recent" and judged.recent is not None:
        recent, before = judged.recent.recent, judged.recent.before
        if stock:
            return (
                f"{_changes(recent, indicator.unit)} a month over the last six months, "
                f"{_changes(before, indicator.unit)} a month before"
            )
        season = ", allowing for the season" if indicator.seasonal else ""
        return (
            f"the last six months average {value_text(recent, indicator.unit)}, those "
            f"before {value_text(before, indicator.unit)}{season}"
        )
    if rule:
        found = f"the latest {'change' if stock else 'month'} is {RULES[rule]}"
        if judged.direction[latest]:
            return found
        if rule == "limits":
            return f"{found}, and one alone is not enough"
        return f"{found}, as may be by chance"
    return ""


def _changes(change: float, unit: Unit) -> str:
    return with_plus(value_text(change, unit))


def _against_a_year_before(
    unit: Unit, shown: tuple[float | None, ...], judged: Judged, latest: int
) -> str:
    now, before = shown[latest], shown[latest - ROLLING_MONTHS]
    if now is None or before is None or judged.difference is None:
        return ""
    in_points: Unit = "points" if unit == "percent" else unit
    limits = interval_text(
        float(judged.difference.lower[latest]),
        float(judged.difference.upper[latest]),
        in_points,
    )
    return (
        f"{value_text(now, unit)}, against {value_text(before, unit)} a year before "
        f"(difference {limits}, {number_text(100 * CONFIDENCE, 1)}% interval)"
    )


def _too_early(indicator: Indicator, *, others: bool) -> str:
    of = " of the same practices" if others else ""
    if indicator.rolling:
        return f"there is no figure{of} of the same month a year before"
    if indicator.seasonal and indicator.id not in SEASON_OF:
        return f"fewer than {FEWEST_MONTHS} months{of}, too few to know the season"
    return f"fewer than {SETTLED} months{of}, too few to judge by"
