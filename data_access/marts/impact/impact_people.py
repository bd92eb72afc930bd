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
    COARSER,
    FINER,
    HISTORY_MONTHS,
    MAIN,
    MAIN_COHORTS,
    NEVER,
    NO_COHORT,
    QUARTERS,
    SEXES,
    day_number,
    numbered_days,
    packed,
    stratum_key,
)
from data_access.months import month_number

NO_ROUTE = "not recorded"
TWO_YEARS = 2 * 365  # days, at least
SCORE_ALONE = ("earlier_emergency", "registers", "held")  # no stratum looks at them


def persons(tables: Mapping[str, ibis.Table], months: Sequence[date]) -> ibis.Table:
    """Number everyone and date their registration, leaving and first caseload episode.

    One row a person: no, practice_code, pcn_code, pcn (number), practice (number), sex
    (position in SEXES), quintile (0 unknown), birth_year, registered and last (day
    numbers, both inclusive; `last` is the day of leaving, of death or of the end of the
    study), leaves (whether `last` is not the end of the study), died, start (month of
    the first episode counted from the study's first, NEVER for none), joins_from (first
    day of that month), route (number) and route_name.
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
            sex=ibis.cases(
                *((_.sex == name, place) for place, name in enumerate(SEXES[:-1])),
                else_=len(SEXES) - 1,
            ),
            quintile=((_.imd_decile.fill_null(0) + 1) / 2).floor().cast("int32"),
            registered=numbered_days(_.registered_from),
            last=ibis.least(leaves_on, study_end),
            leaves=leaves_on < study_end,
            died=_.deceased_on.notnull() & (numbered_days(_.deceased_on) <= study_end),
            start=ibis.cases(
                (_.opened_on.isnull(), NEVER), else_=month_index(start) - origin
            ).cast("int32"),
            joins_from=numbered_days(_.opened_on) - _.opened_on.day().fill_null(1) + 1,
            route=ibis.dense_rank().over(order_by=_.route.fill_null(NO_ROUTE)),
            route_name=_.route.fill_null(NO_ROUTE),
        )
    )


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
    use: ibis.Table,
) -> ibis.Table:
    """Pair each index month with the people eligible in it and their broadest stratum.

    Eligible means registered since at least a year before the month, alive and
    registered on its first day, and not on the caseload before it. Newer patients are
    left out because their history is unknown, not empty. `started` marks those whose
    first episode begins in the month; `coarser` is the key of PCN, index month and
    stratum in the broadest bands. `held` says that the files hold the year before the
    last as well, and that the person was registered throughout it.
    """
    who = persons.select(
        "no",
        "pcn",
        "practice",
        "sex",
        "quintile",
        "birth_year",
        "birth_month",
        "registered",
        "last",
        "start",
    )
    known = who.join(
        windows.drop("history", "follows", "until", "end"),
        [
            "practice",
            _.registered <= windows.year_from,
            _.last >= windows.month_from,
            _.start >= windows.m,
        ],
    )
    paired = known.left_join(use, ["no", "m"]).drop("no_right", "m_right")
    if cohorts is None:
        paired = paired.mutate(cohort=ibis.null("int32"), registers=ibis.null("int32"))
    else:
        paired = paired.left_join(cohorts, ["no", "m"]).drop("no_right", "m_right")
    return paired.select(
        "no",
        "m",
        "pcn",
        "practice",
        "sex",
        "quintile",
        "yearly",
        started=_.start == _.m,
        age=age_at_end(_.year, _.month_of_year, _.birth_year, _.birth_month),
        cohort=_.cohort.fill_null(MAIN_COHORTS.index(NO_COHORT)),
        before_emergency=_.before_emergency.fill_null(0.0),
        recent_emergency=_.recent_emergency.fill_null(0.0),
        before_attendances=_.before_attendances.fill_null(0.0),
        earlier_emergency=_.earlier_emergency.fill_null(0.0),
        registers=_.registers.fill_null(0),
        held=(_.registered <= _.earlier_from)
        & (_.month_from - _.earlier_from >= TWO_YEARS),
    ).mutate(coarser=stratum_key(COARSER))


def selected(
    candidates: ibis.Table,
    started: ibis.Table,
    persons: ibis.Table,
    windows: ibis.Table,
) -> ibis.Table:
    """Keep the people of use: those in a broad stratum in which someone started.

    They have `wanted`. Once a year everyone eligible is kept as well (`yearly`), to
    describe the whole list before matching. Adds the keys of the main and other strata,
    each person's dates, each index month's windows, and `heavy_use`: the admissions and
    attendances of the year before that 1% of those who started exceed.
    """
    strata = started.select("coarser").distinct().mutate(holds_started=True)
    used = started.select("pcn", use=_.before_emergency + _.before_attendances)
    share = ibis.cume_dist().over(group_by="pcn", order_by=_.use)
    ranked = used.mutate(share=share)
    heavy = ranked.filter(_.share >= 0.99).group_by("pcn").agg(heavy_use=_.use.min())
    main = stratum_key(MAIN)
    rows = (
        candidates.left_join(strata, "coarser")
        .drop("coarser_right")
        .filter(_.holds_started.notnull() | (_.yearly == 1))
        .mutate(
            wanted=_.holds_started.notnull(),
            cell=main,
            finer=stratum_key(FINER),
            same_practice=packed([(main, 1), (_.practice, 10_000)]),
        )
        .drop("holds_started", "yearly", "practice", "pcn", *SCORE_ALONE)
    )
    dates = persons.view().select(
        "no",
        "pcn",
        "pcn_code",
        "practice",
        "route",
        "registered",
        "last",
        "start",
        "joins_from",
    )
    return (
        rows.join(dates, "no")
        .join(windows.drop("year", "month_of_year"), ["practice", "m"])
        .left_join(heavy, "pcn")
        .drop("pcn_right")
        .mutate(heavy_use=_.heavy_use.fill_null(0.0))
    )


def weighted(people: ibis.Table) -> ibis.Table:
    """Add `compares`, `matched`, and `weight`: 1 if started, else started per other.

    A stratum compares when someone started in it, and is matched when it includes
    comparison people as well.
    """
    cells = people.group_by("cell").agg(
        joined=_.started.cast("int32").sum(),
        others=(~_.started).cast("int32").sum(),
    )
    return (
        people.join(cells, "cell")
        .mutate(
            compares=_.joined > 0,
            matched=(_.joined > 0) & (_.others > 0),
            weight=ibis.ifelse(_.started, 1.0, _.joined / _.others.nullif(0)),
        )
        .drop("joined", "others")
    )


def compared(people: ibis.Table, events: ibis.Table) -> ibis.Table:
    """Add the rest of history, and follow-up, to each kept person and index month.

    Every sum of a measure comes from one join of people with their events. Few measures
    use people in a stratum where nobody started (`compares` is false), so they get few
    sums. Day counts are arithmetic on dates of entering and leaving.
    """
    unstratified = [
        name
        for name in person_events.OUTCOMES
        if name not in ("emergency", "attendances", "died")
    ]
    everywhere = {
        "after_emergency": _between("emergency", 1),
        "events_earlier": _between(
            "emergency", -2 * HISTORY_MONTHS, -HISTORY_MONTHS - 1
        ),
        **{
            f"before_{name}": _between(name, -HISTORY_MONTHS, -1)
            for name in unstratified
        },
    }
    near = {
        **{
            f"after_{name}": _between(name, 1)
            for name in person_events.OUTCOMES
            if name != "emergency"
        },
        **{
            name: _between("emergency", 3 * place - 12, 3 * place - 10)
            for place, name in enumerate(QUARTERS)
        },
        "events_washout_0": _between("emergency", 0),
        "events_washout_2": _between("emergency", 2),
        "events_washout_3": _between("emergency", 3),
        "events_first_3": _between("emergency", 1, 3),
        "events_first_6": _between("emergency", 1, 6),
        "events_censored": _between("emergency", 1, when=_.started | (_.t < _.start)),
    }
    with_all = people.left_join(_windows(people, events, everywhere), ["no", "m"])
    with_near = with_all.drop("no_right", "m_right").left_join(
        _windows(people.filter(_.compares), events, near), ["no", "m"]
    )
    filled = {name: _[name].fill_null(0.0) for name in (*everywhere, *near)}
    return _with_days(with_near.drop("no_right", "m_right").mutate(**filled))


def _windows(
    rows: ibis.Table, events: ibis.Table, sums: Mapping[str, ibis.Value]
) -> ibis.Table:
    """Sum events of each person about each index month; k counts months from it."""
    pairs = rows.select("no", "m", "until", "start", "started")
    joined = pairs.join(
        events,
        [
            pairs.no == events.no,
            events.t >= pairs.m - 2 * HISTORY_MONTHS,
            events.t <= pairs.until,
        ],
    )
    return joined.mutate(k=_.t - _.m).group_by("no", "m").agg(**sums)


def _between(
    name: str, first: int, last: int = NEVER, when: ibis.Value | bool = True
) -> ibis.Value:
    """Sum an outcome from month `first` after the index month to `last`, both in."""
    inside = (_.k >= first) & (_.k <= last) & when
    return ibis.ifelse(inside, _[name], 0.0).sum()


def days_there(first: ibis.Value, end: ibis.Value) -> ibis.Value:
    """Count the days from `first` to before `end` that a person was there."""
    until = ibis.least(_.last + 1, end)
    return ibis.greatest(until - first, 0).cast("float64")


def _with_days(rows: ibis.Table) -> ibis.Table:
    # A comparison person is censored at the first day of the month of joining.
    joins = ibis.ifelse(_.started, NEVER, _.joins_from)
    earlier_from = ibis.greatest(_.registered, _.earlier_from)
    return rows.mutate(
        days=days_there(_.from_1, _.end),
        days_washout_0=days_there(_.month_from, _.end),
        days_washout_2=days_there(_.from_2, _.end),
        days_washout_3=days_there(_.from_3, _.end),
        days_first_3=days_there(_.from_1, ibis.least(_.from_4, _.end)),
        days_first_6=days_there(_.from_1, ibis.least(_.from_7, _.end)),
        days_censored=days_there(_.from_1, ibis.least(_.end, joins)),
        days_earlier=ibis.greatest(_.year_from - earlier_from, 0).cast("float64"),
        usual=_.before_emergency + _.before_attendances <= _.heavy_use,
    ).mutate(had_earlier=_.days_earlier > 0)


def _first_episodes(caseload: ibis.Table) -> ibis.Table:
    """Give each person's first episode: person_id, opened_on and its route."""
    order = [_.opened_on, _.episode_id]
    ranked = caseload.mutate(
        place=ibis.row_number().over(group_by="person_id", order_by=order)
    )
    return ranked.filter(_.place == 0).select("person_id", "opened_on", "route")


_FAR = ibis.date(9999, 12, 31)
