"""One indicator month by month, judged, as this viewer may see it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from data_access.answers.core import Mark, Trend, latest_firm
from data_access.answers.verdict import Sign
from data_access.catalogue.indicator import (
    MULTIPLIER,
    ROLLING_MONTHS,
    Indicator,
    IndicatorKind,
)
from data_access.catalogue.seasons import SEASON_OF
from data_access.catalogue.targets import percent_at
from data_access.disclosure.counts import digits_above, digits_below, to_digits
from data_access.disclosure.rule import BASE, LEAST_SHOWN
from data_access.questions.parts.judged import (
    Judged,
    judge_changes,
    judge_levels,
    not_judged,
)
from data_access.questions.parts.judged_years import judge_years
from data_access.questions.parts.place import Place
from data_access.questions.parts.series import Series
from data_access.questions.parts.verdict_words import verdict_of
from data_access.words.numbers import counted
from data_access.words.verdicts import sign_of

# How abruptly a season may turn: a winter in two waves, the end of a round in four.
_WAVES: dict[IndicatorKind, int] = {"seasonal flow": 2, "yearly round": 4}


@dataclass(frozen=True, slots=True)
class Given:
    """What a trend is made of, one entry a month.

    ``shown`` are the values a reader sees, None where ``marks`` says why. ``judged``
    are those that may be judged, NaN elsewhere; ``people`` are their denominators.
    """

    months: tuple[date, ...]
    shown: tuple[float | None, ...]
    marks: tuple[Mark | None, ...]
    provisional: tuple[bool, ...]
    judged: np.ndarray
    people: np.ndarray


def trend_of(
    indicator: Indicator,
    series: Series,
    place: Place,
    *,
    rebased: tuple[date, ...] = (),
) -> Trend | None:
    """Judge a series and lay its lines out; None where no two months are there.

    New limits start at each month of ``rebased`` that the series holds.

    Provisional months of what arrives late are drawn but never judged: they are low
    because they are incomplete. Outside direct care everything is computed from the
    values as they are shown, and nothing from fewer than eight of them.
    """
    # A month withheld is one that is there: what lacks is no file.
    if sum(figure.mark is not Mark.NO_DATA for figure in series.shown) < 2:
        return None
    exact = all(figure.exact for figure in series.shown)
    shown = tuple(figure.value for figure in series.shown)
    if exact:
        values, people = series.exact, series.denominator
    else:
        values = np.array([np.nan if value is None else value for value in shown])
        people = np.array(
            [float(figure.denominator or np.nan) for figure in series.shown]
        )
    given = Given(
        months=series.months,
        shown=shown,
        marks=tuple(figure.mark for figure in series.shown),
        # Of a month that is not there nothing may still change.
        provisional=tuple(
            place.provisional(day, indicator.needs) and figure.mark is not Mark.NO_DATA
            for day, figure in zip(series.months, series.shown, strict=True)
        ),
        judged=np.where(series.judgeable, values, np.nan),
        people=people,
    )
    return judged_trend(indicator, given, rebased=rebased, exact=exact)


def judged_trend(
    indicator: Indicator,
    given: Given,
    *,
    rebased: tuple[date, ...] = (),
    exact: bool = True,
) -> Trend:
    """Judge the months given by the kind of the indicator; see `trend_of`."""
    steps = tuple(i for i, day in enumerate(given.months) if i and day in rebased)
    judged = _judged(indicator, given, steps, exact=exact)
    lower = _line(indicator, judged.lower, digits_below, exact=exact)
    upper = _line(indicator, judged.upper, digits_above, exact=exact)
    judged = replace(judged, rule=_as_drawn(judged, given.shown, lower, upper))
    signs = _signs(indicator, given, judged)
    latest = latest_firm(given.marks, given.provisional)
    return Trend(
        unit=indicator.unit,
        months=given.months,
        values=given.shown,
        marks=given.marks,
        mean=_line(indicator, judged.mean, to_digits, exact=exact),
        lower=lower,
        upper=upper,
        year_before=_year_before(given) if indicator.rolling else (),
        signs=signs,
        rule=judged.rule,
        provisional=given.provisional,
        steps=tuple(given.months[i] for i in judged.steps),
        season=_season(indicator, given, judged),
        verdict=verdict_of(
            indicator,
            given.shown,
            given.months,
            signs,
            judged,
            latest,
            others=_others_sent(given),
        ),
        target=_target(indicator, given.months),
    )


def _target(indicator: Indicator, months: tuple[date, ...]) -> float | None:
    """Return the target of the last month: one of a share, not of people counted."""
    if indicator.unit != "percent" or not months:
        return None
    return percent_at(indicator.id, months[-1])


def _judged(
    indicator: Indicator, given: Given, steps: tuple[int, ...], *, exact: bool
) -> Judged:
    values = given.judged
    known = values[np.isfinite(values)]
    # Eight months of nothing are no events, and what is withheld is not nothing.
    if not exact and (known.size < LEAST_SHOWN or not known.any()):
        return not_judged(len(values))
    grain = np.full(len(values), 1.0 if exact else BASE)
    if indicator.unit != "count":
        people = np.where(given.people > 0, given.people, np.nan)
        grain = grain * MULTIPLIER[indicator.unit] / people
    if indicator.rolling:
        shares = indicator.unit == "percent"
        parts = values * given.people / MULTIPLIER["percent"] if shares else values
        return judge_years(values, parts, given.people if shares else None, grain)
    if indicator.kind == "stock":
        return judge_changes(values, steps, grain, rounded=not exact)
    season = SEASON_OF.get(indicator.id)
    england = season.factors if season else ()
    waves = _WAVES.get(indicator.kind, 0)
    return judge_levels(
        values,
        given.months,
        steps,
        grain,
        rounded=not exact,
        waves=waves,
        england=england,
    )


def _line(
    indicator: Indicator,
    levels: np.ndarray,
    rounded: Callable[[float], float],
    *,
    exact: bool,
) -> tuple[float | None, ...]:
    """Return a line within what the unit can be; outside direct care it is rounded."""
    top = 100.0 if indicator.unit == "percent" else np.inf

    def at(level: float) -> float | None:
        if math.isnan(level):
            return None
        level = min(max(level, 0.0), top)
        return level if exact else min(rounded(level), top)

    return tuple(at(float(level)) for level in levels)


def _as_drawn(
    judged: Judged,
    shown: tuple[float | None, ...],
    lower: tuple[float | None, ...],
    upper: tuple[float | None, ...],
) -> tuple[str, ...]:
    """Return each month's rule; what rounding brought inside the limits is inside."""

    def outside(i: int) -> bool:
        value, low, high = shown[i], lower[i], upper[i]
        if value is None:
            return False
        return (low is not None and value < low) or (high is not None and value > high)

    return tuple(
        "" if rule == "limits" and not outside(i) else rule
        for i, rule in enumerate(judged.rule)
    )


def _signs(indicator: Indicator, given: Given, judged: Judged) -> tuple[Sign, ...]:
    def sign(i: int) -> Sign:
        if given.marks[i] is not None:
            return "too_small" if given.marks[i] is Mark.SUPPRESSED else "no_data"
        if not judged.seen[i]:
            return "not_judged"
        if judged.direction[i]:
            return sign_of(int(judged.direction[i]), indicator.improvement)
        return "cannot_tell" if judged.rule[i] else "none"

    return tuple(sign(i) for i in range(len(given.months)))


def _others_sent(given: Given) -> bool:
    """Say whether settled months are left out because other practices sent them."""
    settled = ~np.array(given.provisional)
    shown = np.array([value is not None for value in given.shown])
    return bool((settled & shown & np.isnan(given.judged)).any())


def _season(indicator: Indicator, given: Given, judged: Judged) -> str:
    if not indicator.seasonal or not judged.seen.any():
        return ""
    if judged.of_england:
        return SEASON_OF[indicator.id].label
    return f"this figure's own {counted(np.isfinite(given.judged).sum(), 'month')}"


def _year_before(given: Given) -> tuple[float | None, ...]:
    """Return the value of a year before each month, None where it is of others.

    A line from which a month is not judged, because other practices sent it, would
    be read as the comparison that the words refuse.
    """
    now = np.isfinite(given.judged)[ROLLING_MONTHS:]
    then = np.isfinite(given.judged)[:-ROLLING_MONTHS]
    apart = now & ~then
    before = zip(given.shown, apart, strict=False)
    values = tuple(None if other else value for value, other in before)
    return ((None,) * ROLLING_MONTHS + values)[: len(given.shown)]
