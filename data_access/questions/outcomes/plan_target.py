"""Will people with complex needs have their plan by the day of the target?"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy import Connection

from data_access.answers.core import Caption, Mark, TableReport
from data_access.answers.targets import PlanTargetReport, TargetPath
from data_access.catalogue.indicators import BY_ID
from data_access.catalogue.targets import Target, target_at, targets_of
from data_access.disclosure.rule import rounded
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.months import month_number, months_after, months_between
from data_access.queries.indicator_rows import indicator_rows
from data_access.queries.month_cells import month_cells
from data_access.questions.outcomes.plan_target_words import (
    Coordinators,
    Standing,
    headline,
    pace_headline,
    pace_summary,
    pace_table,
    summary,
)
from data_access.questions.parts.complex_registers import said_of_complex_needs
from data_access.questions.parts.place import Place, as_far_as, find_place
from data_access.questions.parts.senders import said_of_senders
from data_access.questions.parts.series import Series, series_of
from data_access.questions.parts.target_path import path_table
from data_access.questions.parts.why_missing import missing
from data_access.selection import ALL, WHOLE_PCN
from data_access.stats.lasting import (
    LASTS,
    LastingForecast,
    forecast_lasting,
    kept_until,
)
from data_access.words.numbers import month_text

PLAN = "care_plan_complex"
MADE = "plan_made_complex"
POSTS = "wte_in_post"
NAMED = "coordinators_named"
FILES = ("cohorts", "care_plans")
SEED = 95_12
_COUNTED = "People with a plan"
_WHOLE_TIME = "whole-time coordinator in post"
_BY_NAME = "coordinator named on an open case"


@dataclass(frozen=True, slots=True)
class _Plans:
    """Plans in place and plans made, month by month, of one place.

    ``senders`` are the codes of the practices counted in the last month; ``alike`` says
    whether they are those of each of the last twelve.
    """

    held: Series
    made: Series
    senders: str
    alike: bool

    @property
    def last_made(self) -> np.ndarray | None:
        """Return what was made in each of the last twelve months; None if not known."""
        each = self.made.numerator[-LASTS:]
        if len(each) < LASTS or np.isnan(each).any() or not self.alike:
            return None
        return each

    @property
    def by_sum(self) -> bool:
        """Say whether all that is not known is how the year's plans fell to months."""
        marks = {shown.mark for shown in self.made.shown[-LASTS:]}
        known = len(self.made.numerator) >= LASTS and Mark.NO_DATA not in marks
        return self.alike and known and Mark.SUPPRESSED in marks


def plan_target(context: Context) -> PlanTargetReport:
    """Report the share with a plan, what the target needs a month, and its chance.

    Raises CareImpactError naming what to load if there are no plans or registers, if no
    target held in the month, or if numbers are too small to show.
    """
    with context.evidence.connect() as connection:
        found = as_far_as(find_place(context, connection), connection, FILES)
        # Of everybody with complex needs, whom no chosen cohort narrows.
        place = replace(found, cohort=ALL)
        exact = context.viewer.exact_for(place.practice_codes)
        plans = _plans(connection, place, exact=exact)
        coordinators = _coordinators(connection, place)
        definition = said_of_complex_needs(connection, place)
    record = BY_ID[PLAN]
    if plans is None:
        raise CareImpactError(missing(context, record, place))
    now = _standing(plans, _target(place.month), place, coordinators)
    forecast = _forecast(plans, now)
    path = _path(plans, forecast, now, place.month, exact=exact)
    where = f"{place.name}, {month_text(place.month)}"
    words = summary(
        now, forecast, definition, why_not=_why_unknown(plans), by_sum=plans.by_sum
    )
    return PlanTargetReport(
        caption=Caption(
            headline=headline(now, forecast),
            subtitle=f"{record.name}, {where}",
            summary=said_of_senders(words, plans.senders, place),
            definition=PLAN,
        ),
        path=path,
        table=path_table(f"{record.name}, {place.name}", path, _marks(plans.held)),
        pace=TableReport(
            caption=Caption(
                headline=pace_headline(now),
                subtitle=f"Plans of people with complex needs a month, {where}",
                summary=said_of_senders(pace_summary(now), plans.senders, place),
                definition="targets",
            ),
            table=pace_table(now, f"Plans of people with complex needs, {where}"),
        ),
    )


def _plans(connection: Connection, place: Place, *, exact: bool) -> _Plans | None:
    """Return the plans of the last thirteen months; None if this month has none."""
    rows = indicator_rows(
        connection,
        indicators=(PLAN, MADE),
        pcn=place.pcn,
        practices=(place.practice,),
        first=months_after(place.month, -LASTS),
        last=place.month,
    )
    held, made = (rows[rows["indicator"] == id_] for id_ in (PLAN, MADE))
    if held.empty or held["month"].iloc[-1].date() != place.month:
        return None
    senders = str(held["senders"].iloc[-1])
    return _Plans(
        held=series_of(BY_ID[PLAN], held, place, exact=exact),
        made=series_of(BY_ID[MADE], made, place, exact=exact),
        senders=senders,
        alike=bool((made["senders"].tail(LASTS) == senders).all()),
    )


def _target(month: date) -> Target:
    target = target_at(PLAN, month)
    if target is None:
        known = [one.valid_from for one in targets_of(PLAN) if one.valid_from]
        since = f"; choose {month_text(min(known))} or later" if known else ""
        raise CareImpactError(
            f"No target of plans for people with complex needs held in "
            f"{month_text(month)}{since}."
        )
    return target


def _coordinators(connection: Connection, place: Place) -> Coordinators:
    """Return the whole-time equivalents in post, or else the names on open cases."""
    if place.practice != WHOLE_PCN:
        return Coordinators(
            None,
            why="Coordinators work for the whole PCN: choose all practices for the "
            "pace of each.",
        )
    cells = month_cells(
        connection,
        indicators=(POSTS, NAMED),
        pcn=place.pcn,
        months=(place.month,),
        practices=(WHOLE_PCN,),
    )
    number = {cell.indicator: cell.numerator for cell in cells}
    if POSTS in number:
        return Coordinators(number[POSTS], _WHOLE_TIME)
    if NAMED in number:
        return Coordinators(
            number[NAMED],
            _BY_NAME,
            "Their whole-time equivalents are not known: load coordinators.csv.",
        )
    return Coordinators(
        None,
        why="The pace of each coordinator is not known: load coordinators.csv, or "
        "caseload.csv with coordinator_id.",
    )


def _standing(
    plans: _Plans, target: Target, place: Place, coordinators: Coordinators
) -> Standing:
    """Say where plans stand, in numbers this viewer may see."""
    with_plan, people, _ = plans.held.counts(-1)
    mark = plans.held.shown[-1].mark
    if mark is Mark.SUPPRESSED:
        raise CareImpactError(
            f"Fewer than 8 people with complex needs of {place.name} have a plan, too "
            "few to show or to judge a target by."
        )
    if mark is not None:
        raise CareImpactError(
            f"Nobody of {place.name} is known to have complex needs, so no target can "
            "be judged."
        )
    last_day = target.by or place.month
    months_left = month_number(last_day) - month_number(place.month)
    made = plans.last_made
    kept = None if made is None else kept_until(made, with_plan, max(months_left, 0))
    return Standing(
        people=people,
        with_plan=with_plan,
        target=target,
        months_left=months_left,
        # None of today's plans will count then, whichever months they were made in.
        kept=0.0 if months_left >= LASTS else kept,
        coordinators=coordinators,
    )


def _forecast(plans: _Plans, now: Standing) -> LastingForecast | None:
    """Forecast by the last twelve months, or by their sum if some may not be shown."""
    made = plans.last_made
    if now.months_left < 1 or (made is None and not plans.by_sum):
        return None
    if made is None and now.months_left < LASTS:
        return None  # which of today's plans will lapse is not known
    return forecast_lasting(
        made,
        people_now=now.with_plan,
        register=now.people,
        target_people=now.wanted,
        months_left=now.months_left,
        seed=SEED,
    )


def _why_unknown(plans: _Plans) -> str:
    """Say why the months that a forecast goes by are not known."""
    if not plans.alike:
        return (
            "There is no forecast: not the same practices sent their plans in each of "
            "the last 12 months."
        )
    if plans.by_sum:
        return (
            "There is no forecast: in some of the last 12 months too few plans were "
            "made to show."
        )
    return (
        "There is no forecast: it needs each of the last 12 months of care_plans.csv "
        "whole."
    )


def _path(
    plans: _Plans,
    forecast: LastingForecast | None,
    now: Standing,
    month: date,
    *,
    exact: bool,
) -> TargetPath:
    first = months_after(month, -LASTS)
    past = months_between(first, month)
    left = 0 if forecast is None else now.months_left
    ahead = [months_after(month, number) for number in range(1, left + 1)]
    held = dict(zip(plans.held.months, _recorded(plans.held), strict=True))

    def coming(line: str) -> tuple[float | None, ...]:
        nothing = (None,) * len(past)
        if forecast is None:
            return nothing
        values = getattr(forecast, line)
        shown = values if exact else rounded(values)
        return (*nothing, *(float(value) for value in shown))

    return TargetPath(
        counted=_COUNTED,
        months=(*past, *ahead),
        done=(*(held.get(each) for each in past), *(None,) * len(ahead)),
        middle=coming("people"),
        lower=coming("lower"),
        upper=coming("upper"),
        needed=float(now.wanted),
    )


def _recorded(held: Series) -> tuple[float | None, ...]:
    return tuple(
        float(number) if figure.mark is None else None
        for number, figure in zip(held.numerator, held.shown, strict=True)
    )


def _marks(held: Series) -> dict[date, Mark]:
    return {
        month: figure.mark
        for month, figure in zip(held.months, held.shown, strict=True)
        if figure.mark is not None
    }
