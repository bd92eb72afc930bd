"""In which unit, over which months, are groups of people compared on an indicator?"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from data_access.answers.core import Unit
from data_access.catalogue.checks import CHECKS
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicator import MULTIPLIER, ROLLING_MONTHS, Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.months import months_after
from data_access.questions.parts.place import Place, as_far_as, find_place
from data_access.questions.parts.why_missing import what_is_missing
from data_access.words.numbers import month_text, period_text
from data_access.words.sentences import listed

_RATES = ("per_100", "per_1000")


@dataclass(frozen=True, slots=True)
class GroupMeasure:
    """One indicator in a unit that is comparable between groups of different size.

    ``months`` is the number of months in one value: 12 for events, because one month of
    a group has few; 1 for people, because the indicator itself looks back twelve
    months. ``of_cohort`` is true if the chosen cohort narrows it; a check has its own
    register.
    """

    record: Indicator
    unit: Unit
    denominator: str
    per: str
    months: int = 1
    of_cohort: bool = False

    @property
    def multiplier(self) -> float:
        """Return the factor that turns a ratio into the unit."""
        return MULTIPLIER[self.unit]

    @property
    def of_people(self) -> bool:
        """Return whether this is a share of people, not a rate of events over time."""
        return self.unit not in _RATES

    @property
    def gap_unit(self) -> Unit:
        """Return the unit of a difference."""
        return "points" if self.unit == "percent" else self.unit

    def cohort(self, place: Place) -> str:
        """Return the cohort whose rows are read."""
        return place.cohort if self.of_cohort else "all"

    def last_month(self, place: Place) -> date:
        """Return the last month to use; for late data, the last complete one."""
        return place.firm_month(self.record.needs)

    def window(self, end: date) -> tuple[date, ...]:
        """Return the months of one value, up to ``end``."""
        return tuple(months_after(end, -back) for back in reversed(range(self.months)))

    def scope(self, place: Place, end: date) -> str:
        """Return the unit, place and period, for a subtitle."""
        return f"{self.per}, {self.where(place)}, {self.period(end)}"

    @property
    def gap_per(self) -> str:
        """Name the unit of a difference, for a subtitle."""
        return "percentage points" if self.unit == "percent" else self.per

    def where(self, place: Place) -> str:
        """Name the place and, if one is chosen, the cohort."""
        if self.cohort(place) == "all":
            return place.name
        return f"{place.name}, {cohort_name(place.cohort).lower()}"

    def period(self, end: date) -> str:
        """Name the months of one value."""
        return (
            period_text(self.window(end)[0], end)
            if self.months > 1
            else month_text(end)
        )

    def missing(self, context: Context, place: Place) -> CareImpactError:
        """Return the error for a place without data, naming what is missing."""
        files = listed([f"{need}.csv" for need in self.record.needs])
        least = max(self.months, self.record.lookback_months, 1)
        history = "a month" if least == 1 else f"{least} months"
        return CareImpactError(
            f"{self.record.name} by group cannot be shown for {self.where(place)}: "
            f"it needs {files}, with at least {history} of history."
            + what_is_missing(
                context, self.record, replace(place, cohort=self.cohort(place)), least
            )
        )


MEASURES = {
    "caseload": GroupMeasure(
        BY_ID["caseload_open"],
        "per_10000",
        denominator="people",
        per="for every 10,000 people registered",
        of_cohort=True,
    ),
    "referral_reach": GroupMeasure(
        BY_ID["referral_reach"],
        "percent",
        denominator="people on a register",
        per="per cent",
    ),
    **{
        check: GroupMeasure(
            BY_ID[check],
            "percent",
            denominator="people on its register",
            per="per cent of its register",
        )
        for check in CHECKS
    },
    "emergency": GroupMeasure(
        BY_ID["emergency"],
        "per_1000",
        denominator="months of registered life",
        per="for every 1,000 people a month",
        months=ROLLING_MONTHS,
        of_cohort=True,
    ),
}


_BY_INDICATOR = {measure.record.id: measure for measure in MEASURES.values()}


def measure_of(indicator: Indicator) -> GroupMeasure | None:
    """Return how groups are compared on an indicator; None for counts and staff.

    Numbers of people, without those they come from, say only which group is large.
    """
    if indicator.unit == "percent" or indicator.unit in _RATES:
        return _BY_INDICATOR.get(indicator.id) or GroupMeasure(
            indicator,
            indicator.unit,
            denominator="those counted",
            per="per cent" if indicator.unit == "percent" else "a month",
            months=1 if indicator.unit == "percent" else ROLLING_MONTHS,
            of_cohort=True,
        )
    return None


def find_measure(name: str) -> GroupMeasure:
    """Return an indicator by its name in the URL; CareImpactError for another name."""
    if name not in MEASURES:
        raise CareImpactError(
            "There is no measure of that name; choose one in the list."
        )
    return MEASURES[name]


def measured_place(
    context: Context, connection: Connection, measure: GroupMeasure
) -> Place:
    """Resolve a selection at the last month, up to its own, that has the measure."""
    place = find_place(context, connection)
    return as_far_as(place, connection, measure.record.needs)
