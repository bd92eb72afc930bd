"""What the matched estimate compares: bands, windows and outcomes, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import ibis
import pandas as pd

from data_access.marts.care.person_events import OUTCOMES
from data_access.months import next_month

HISTORY_MONTHS = 12
EARLIER_MONTHS = 24  # the year before the matched year, which no stratum looks at

# The order that decides a person's main cohort: the first that applies.
COHORTS = (
    "palliative",
    "frailty_severe",
    "dementia",
    "smi",
    "learning_disability",
    "cancer",
    "frailty_moderate",
    "housebound",
    "diabetes",
    "long_term_conditions",
    "carer",
)
OTHER_COHORT, NO_COHORT = "other", "none"
MAIN_COHORTS = (*COHORTS, OTHER_COHORT, NO_COHORT)
SEXES = ("male", "female", "other", "unknown")

MONTHS = 1_000  # more than any study has
NEVER = 10_000_000  # days or months later than any other


@dataclass(frozen=True, slots=True)
class Bands:
    """Cut points of each coarsened variable: bins are half-open, [a, b).

    `quintile` has 0 for unknown. Sex, main cohort, PCN and index month are exact.
    """

    age: tuple[int, ...] = (18, 40, 65, 75, 85)
    quintile: tuple[int, ...] = (1, 2, 3, 4, 5)
    emergency_12: tuple[int, ...] = (1, 2, 3)
    emergency_3: tuple[int, ...] = (1,)
    attendances_12: tuple[int, ...] = (1, 3)


# Nested on purpose: a finer stratum is inside one of the main ones and a main one
# inside a coarser one, so that one selection of people serves all three.
MAIN = Bands()
COARSER = Bands(
    age=(40, 65, 75), quintile=(1, 3), emergency_12=(1, 2), attendances_12=(1,)
)
FINER = Bands(
    age=(18, 30, 40, 50, 65, 70, 75, 80, 85, 90),
    emergency_12=(1, 2, 3, 5),
    emergency_3=(1, 2),
    attendances_12=(1, 2, 3, 5),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome to compare, as columns of the compared people.

    `events` and `time` are counted after the start (days), `before` in the year before
    it (None if not needed). `cell` is the column of the stratum.
    """

    name: str
    events: str = "after_emergency"
    time: str = "days"
    before: str | None = None
    cell: str = "cell"
    among: str | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """The window of the estimate, in whole months after the index month.

    Follow-up runs from the month after the index month (which is left out) to
    `follow_up` months after it, or to the last month of the study.
    """

    follow_up: int = 12


def recorded_outcomes(recorded: Sequence[str]) -> tuple[Outcome, ...]:
    """List the outcomes that the load records, emergency admissions first."""
    return tuple(
        Outcome(
            name,
            events=f"after_{name}",
            before=None if name == "died" else f"before_{name}",
        )
        for name in OUTCOMES
        if name in recorded
    )


# Emergency admissions again with one choice changed, and a placebo: the year before
# the matched one, when nothing had started.
VARIANTS = (
    Outcome("coarser", cell="coarser"),
    Outcome("finer", cell="finer"),
    Outcome("same_practice", cell="same_practice"),
    Outcome("washout_0", "events_washout_0", "days_washout_0"),
    Outcome("washout_2", "events_washout_2", "days_washout_2"),
    Outcome("washout_3", "events_washout_3", "days_washout_3"),
    Outcome("first_3_months", "events_first_3", "days_first_3"),
    Outcome("first_6_months", "events_first_6", "days_first_6"),
    Outcome("censored_at_joining", "events_censored", "days_censored"),
    Outcome("without_top_users", among="usual"),
    Outcome("earlier_year", "events_earlier", "days_earlier", among="had_earlier"),
)

# The matched year in quarters, the oldest first: for the test of earlier trends.
QUARTERS = ("quarter_1", "quarter_2", "quarter_3", "quarter_4")


def band(value: ibis.Value, cuts: Sequence[int]) -> ibis.Value:
    """Return the number of a value's bin [a, b): 0 below the first cut point."""
    bins = ((value < cut, number) for number, cut in enumerate(cuts))
    return ibis.cases(*bins, else_=len(cuts)).cast("int64")


def packed(parts: Sequence[tuple[ibis.Value, int]]) -> ibis.Value:
    """Pack small whole numbers, each given with its radix, into one BIGINT key."""
    return reduce(
        lambda key, part: part[0].cast("int64") + key * part[1],
        parts[1:],
        parts[0][0].cast("int64"),
    )


def stratum_radices(bands: Bands) -> dict[str, int]:
    """Return the parts of a stratum's key, in order, and how many values each has."""
    return {
        "pcn": 1,
        "m": MONTHS,
        "sex": len(SEXES),
        "cohort": len(MAIN_COHORTS),
        "age": len(bands.age) + 1,
        "quintile": len(bands.quintile) + 1,
        "before_emergency": len(bands.emergency_12) + 1,
        "recent_emergency": len(bands.emergency_3) + 1,
        "before_attendances": len(bands.attendances_12) + 1,
    }


def stratum_key(bands: Bands) -> ibis.Value:
    """Pack PCN, index month and stratum of a candidate into one BIGINT."""
    parts = {
        "pcn": ibis._.pcn,
        "m": ibis._.m,
        "sex": ibis._.sex,
        "cohort": ibis._.cohort,
        "age": band(ibis._.age, bands.age),
        "quintile": band(ibis._.quintile, bands.quintile),
        "before_emergency": band(ibis._.before_emergency, bands.emergency_12),
        "recent_emergency": band(ibis._.recent_emergency, bands.emergency_3),
        "before_attendances": band(ibis._.before_attendances, bands.attendances_12),
    }
    radices = stratum_radices(bands)
    return packed([(parts[name], radix) for name, radix in radices.items()])


def unpacked(keys: pd.Series, radices: Mapping[str, int]) -> pd.DataFrame:
    """Return the parts of packed keys, a column each; the first has all the rest."""
    parts, rest = {}, keys.astype("int64")
    for name, radix in reversed(list(radices.items())[1:]):
        parts[name] = rest % radix
        rest = rest // radix
    return pd.DataFrame({next(iter(radices)): rest, **parts}, index=keys.index)


def index_months(months: Sequence[date], design: Design) -> list[dict[str, int]]:
    """Return the day numbers of every window of every index month.

    An index month has a year of the study before it and at least a month after. Day
    numbers count from 1 January 1970 and are first days: `end` is the day after the
    last of follow-up, whose last month is `until`. A window beyond the study is cut at
    its ends.
    """
    firsts = [day_number(month) for month in [*months, next_month(months[-1])]]
    last = len(months)

    def first_day(number: int) -> int:
        return firsts[min(max(number, 0), last)]

    return [
        {
            "m": m,
            "year": months[m].year,
            "month_of_year": months[m].month,
            "earlier_from": first_day(m - EARLIER_MONTHS),
            "year_from": first_day(m - HISTORY_MONTHS),
            "month_from": first_day(m),
            **{f"from_{k}": first_day(m + k) for k in (1, 2, 3, 4, 7)},
            "until": min(m + design.follow_up, last - 1),
            "end": first_day(m + design.follow_up + 1),
            "yearly": int((m - HISTORY_MONTHS) % 12 == 0),
        }
        for m in range(HISTORY_MONTHS, last - 1)
    ]


def day_number(day: date) -> int:
    """Count days from 1 January 1970."""
    return day.toordinal() - _EPOCH


def numbered_days(day: ibis.Value) -> ibis.Value:
    """Number the days of a column as `day_number` does; an absent one is NEVER."""
    number = day.delta(ibis.date(1970, 1, 1), unit="day").cast("int32")
    return number.fill_null(NEVER)


_EPOCH = date(1970, 1, 1).toordinal()
