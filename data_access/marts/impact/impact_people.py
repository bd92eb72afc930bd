"""The people who can be compared at each index month: history and follow-up.

Everything is a whole number here, people and months included: joins of numbers are
several times faster than joins of pseudonyms and dates, on every engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import ibis
from ibis import _

from data_access.marts.calendar import month_index
from data_access.marts.care import person_events
from data_access.marts.care.age import age_at_end
from data_access.marts.impact.impact_design import (
    ETHNICITIES,
    MAIN_COHORTS,
    NEVER,
    NO_COHORT,
    SEXES,
    day_number,
    numbered_days,
    stratum_key,
)
from data_access.months import month_number

NO_ROUTE = "not recorded"
TWO_YEARS = 2 * 365  # days, at least


def persons(tables: Mapping[str, ibis.Table], months: Sequence[date]) -> ibis.Table:
    """Number everyone and date their registration, leaving and first caseload episode.

    One row a person: no, practice_code, pcn_code, pcn (number), practice (number), sex
    (position in SEXES), ethnicity (in ETHNICITIES), quintile (0 unknown), birth_year,
    registered and last (day numbers, both inclusive; `last` is the day of leaving, of
    death or of the end of the study), died, start (month of the first episode counted
    from the study's first, NEVER for none), joins_from (first day of that month), route
    (number) and route_name.
    """
    origin = month_number(months[0])
    study_end = day_number(months[-1].replace(day=28)) + 4  # in the next month
    study_end -= date.fromordinal(study_end + date(1970, 1, 1).toordinal()).day
    practices = tables["practices"].select("practice_code", "pcn_code")
    numbered = practices.mutate(
        practice=ibis.row_number().over(order_by=_.practice_code),
        pcn=ibis.dense_rank().over(order_by=_.pcn_code),
    )
    leaves_on = ibis.least(numbered_days(_.registered_to), numbered_days(_.deceased_on))
    start = _.opened_on.fill_null(_FAR)
    return (
        tables["patients"]
        .join(numbered, "practice_code")
        .left_join(_first_episodes(tables["caseload"]), "person_id")
        .filter(leaves_on >= numbered_days(_.registered_from))
        .select(
            "person_id",
            "practice_code",
            "pcn_code",
            "practice",
            "pcn",
            "birth_year",
            "birth_month",
            no=ibis.row_number().over(order_by=_.person_id).cast("int32"),
            sex=_place_in(SEXES, _.sex),
            ethnicity=_place_in(ETHNICITIES, _.ethnicity),
            quintile=((_.imd_decile.fill_null(0) + 1) / 2).floor().cast("int32"),
            registered=numbered_days(_.registered_from),
            last=ibis.least(leaves_on, study_end),
            died=_.deceased_on.notnull() & (numbered_days(_.deceased_on) <= study_end),
            start=ibis.cases(
                (_.opened_on.isnull(), NEVER), else_=month_index(start) - origin
            ).cast("int32"),
            joins_from=numbered_days(_.opened_on) - _.opened_on.day().fill_null(1) + 1,
            route=ibis.dense_rank().over(order_by=_.route.fill_null(NO_ROUTE)),
            route_name=_.route.fill_null(NO_ROUTE),
        )
    )


def _place_in(names: Sequence[str], value: ibis.Value) -> ibis.Value:
    """Number a name by its place; the last stands for every other."""
    known = ((value == name, place) for place, name in enumerate(names[:-1]))
    return ibis.cases(*known, else_=len(names) - 1)


def events(
    tables: Mapping[str, ibis.Table],
    persons: ibis.Table,
    months: Sequence[date],
    cells: ibis.Table,
) -> ibis.Table:
    """Return the events of `person_events`: no (person), t (month) and the outcomes.

    ``cells``: practice and t of the months that the files cover; others are left out.
    """
    origin = month_number(months[0])
    rows = person_events.expr(tables).join(persons, "person_id")
    counts = {name: _[name].cast("float64") for name in person_events.OUTCOMES}
    dated = rows.select(
        "no", "practice", t=(_.month_index - origin).cast("int32"), **counts
    )
    # Without a view Ibis merges both joins, and loses the columns of the first.
    return dated.view().semi_join(cells, ["practice", "t"]).drop("practice")


def candidates(
    persons: ibis.Table,
    windows: ibis.Table,
    cohorts: ibis.Table | None,
    used: Sequence[ibis.Table],
) -> ibis.Table:
    """Pair each index month with the people eligible in it, and what was known of them.

    Eligible means registered since at least a year before the month, alive and
    registered on its first day, and not on the caseload before it. Newer patients are
    left out because their history is unknown, not empty. `started` marks those whose
    first episode begins in the month. `held` says that the files hold the year before
    the last as well, and that the person was registered throughout it.
    """
    who = persons.select(
        "no",
        "pcn",
        "practice",
        "sex",
        "ethnicity",
        "quintile",
        "birth_year",
        "birth_month",
        "registered",
        "last",
        "start",
        "joins_from",
        "route",
    )
    known = who.join(
        windows,
        [
            "practice",
            _.registered <= windows.year_from,
            _.last >= windows.month_from,
            _.start >= windows.m,
        ],
    )
    paired, counts = known, []
    for use in used:
        paired = paired.left_join(use, ["no", "m"]).drop("no_right", "m_right")
        counts += [name for name in use.columns if name not in ("no", "m")]
    if cohorts is None:
        paired = paired.mutate(cohort=ibis.null("int32"), registers=ibis.null("int32"))
    else:
        paired = paired.left_join(cohorts, ["no", "m"]).drop("no_right", "m_right")
    return paired.select(
        "no",
        "m",
        "pcn",
        "practice",
        "route",
        "sex",
        "ethnicity",
        "quintile",
        "yearly",
        "last",
        "until",
        "until_all",
        started=_.start == _.m,
        age=age_at_end(_.year, _.month_of_year, _.birth_year, _.birth_month),
        cohort=_.cohort.fill_null(MAIN_COHORTS.index(NO_COHORT)),
        registers=_.registers.fill_null(0),
        held=(_.registered <= _.earlier_from)
        & (_.month_from - _.earlier_from >= TWO_YEARS),
        **{name: _[name].fill_null(0) for name in counts},
        entered=ibis.greatest(_.registered, _.earlier_from),
        **{name: days.cast("int16") for name, days in _days().items()},
    ).mutate(
        cell=stratum_key(),
        had_earlier=_.days_earlier > 0,
        events_earlier=ibis.ifelse(_.days_earlier > 0, _.earlier_emergency, 0),
    )


def heavy_use(people: ibis.Table) -> ibis.Table:
    """Return, by pcn, the admissions and attendances that 1% of those who start exceed.

    Those of the year before; `people` are `candidates`.
    """
    used = people.filter(_.started).select(
        "pcn", use=_.before_emergency + _.before_attendances
    )
    share = ibis.cume_dist().over(group_by="pcn", order_by=_.use)
    ranked = used.mutate(share=share)
    return ranked.filter(_.share >= 0.99).group_by("pcn").agg(heavy_use=_.use.min())


def _days() -> Mapping[str, ibis.Value]:
    """Count the days at risk in each window of follow-up, and of the years before.

    `days_followed` are those of somebody who stays.
    """
    # A comparison person is censored at the first day of the month of joining.
    joins = ibis.ifelse(_.start == _.m, NEVER, _.joins_from)
    earlier_from = ibis.greatest(_.registered, _.earlier_from)
    return {
        "days": _days_there(_.from_1, _.end),
        "days_washout_0": _days_there(_.month_from, _.end),
        "days_washout_2": _days_there(_.from_2, _.end),
        "days_washout_3": _days_there(_.from_3, _.end),
        "days_first_3": _days_there(_.from_1, ibis.least(_.from_4, _.end)),
        "days_first_6": _days_there(_.from_1, ibis.least(_.from_7, _.end)),
        "days_censored": _days_there(_.from_1, ibis.least(_.end, joins)),
        "days_so_far": _days_there(_.from_1, _.end_all),
        "days_earlier": ibis.greatest(_.year_from - earlier_from, 0),
        "days_followed": _.end - _.from_1,
        "days_of_year": _.month_from - _.year_from,
    }


def _days_there(first: ibis.Value, end: ibis.Value) -> ibis.Value:
    """Count the days from `first` to before `end` that a person was there."""
    until = ibis.least(_.last + 1, end)
    return ibis.greatest(until - first, 0)


def _first_episodes(caseload: ibis.Table) -> ibis.Table:
    """Give each person's first episode: person_id, opened_on and its route."""
    order = [_.opened_on, _.episode_id]
    ranked = caseload.mutate(
        place=ibis.row_number().over(group_by="person_id", order_by=order)
    )
    return ranked.filter(_.place == 0).select("person_id", "opened_on", "route")


_FAR = ibis.date(9999, 12, 31)
