"""What the matched estimate compares: bands, windows and outcomes, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

import ibis
import pandas as pd

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
ETHNICITIES = ("asian", "black", "mixed", "white", "other", "unknown")
AGES = ("0-17", "18-39", "40-64", "65-74", "75-84", "85+")  # by BANDS

MONTHS = 1_000  # more than any study has
NEVER = 10_000_000  # days or months later than any other


# Cut points of each coarsened variable of the exact strata: bins are half-open, [a, b).
# `quintile` has 0 for unknown. Sex, main cohort, PCN and index month are exact.
BANDS: Mapping[str, tuple[int, ...]] = {
    "age": (18, 40, 65, 75, 85),
    "quintile": (1, 2, 3, 4, 5),
    "before_emergency": (1, 2, 3),
    "recent_emergency": (1,),
    "before_attendances": (1, 3),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to compare, as columns of the people followed.

    `events` happen in `days`, and `before` in the year before the index month (None if
    not needed). `outcome` is the one whose model says what is expected a day.
    """

    name: str
    outcome: str
    events: str
    days: str = "days"
    before: str | None = None

    def called(self, name: str) -> Measure:
        """Return the same measure by another name, for other strata."""
        return replace(self, name=name)


@dataclass(frozen=True, slots=True)
class Design:
    """The window of the estimate, in whole months after the index month.

    Follow-up runs from the month after the index month (which is left out) to
    `follow_up` months after it, or to the last month of the study that is final: the
    last `provisional` months of files that fill up late are followed, and not judged.
    """

    follow_up: int = 12
    provisional: int = 0


PRIMARY = "emergency"
CHECKS, EARLIER_CHECKS = "checks_completed", "earlier_checks"
ZERO_DAY, DIAGNOSES, REFERRALS = "zero_day", "first_diagnoses", "referrals_on"
EARLIER = "earlier_year"

# Emergency admissions again with one choice changed.
WINDOWS = (
    Measure("washout_0", PRIMARY, "events_washout_0", "days_washout_0"),
    Measure("washout_2", PRIMARY, "events_washout_2", "days_washout_2"),
    Measure("washout_3", PRIMARY, "events_washout_3", "days_washout_3"),
    Measure("first_3_months", PRIMARY, "events_first_3", "days_first_3"),
    Measure("first_6_months", PRIMARY, "events_first_6", "days_first_6"),
    Measure("censored_at_joining", PRIMARY, "events_censored", "days_censored"),
    Measure("with_provisional", PRIMARY, "events_so_far", "days_so_far"),
)
# The year before the matched year, when nothing had started.
PLACEBO = Measure(EARLIER, EARLIER, "events_earlier", "days_earlier")
PLACEBO_CHECKS = Measure(
    EARLIER_CHECKS, EARLIER_CHECKS, "events_earlier_checks", "days_earlier"
)


def measure_of(outcome: str) -> Measure:
    """Return the measure of an outcome over the whole of follow-up."""
    counted_before = outcome not in ("died", CHECKS, ZERO_DAY, DIAGNOSES, REFERRALS)
    return Measure(
        outcome,
        outcome,
        f"after_{outcome}",
        before=f"before_{outcome}" if counted_before else None,
    )


def fitted_on(measure: Measure) -> Measure:
    """Return the measure that the model of another was fitted to."""
    earlier = {EARLIER: PLACEBO, EARLIER_CHECKS: PLACEBO_CHECKS}
    return earlier.get(measure.outcome) or measure_of(measure.outcome)


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


def stratum_key() -> ibis.Value:
    """Pack PCN, index month and stratum of a candidate into one BIGINT."""
    return packed(
        [
            (ibis._.pcn, 1),
            (ibis._.m, MONTHS),
            (ibis._.sex, len(SEXES)),
            (ibis._.cohort, len(MAIN_COHORTS)),
            *(
                (band(ibis._[name], cuts), len(cuts) + 1)
                for name, cuts in BANDS.items()
            ),
        ]
    )


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
