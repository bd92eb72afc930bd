"""How much care each person used about each index month: before it and after."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from functools import reduce

import ibis
from ibis import _

from data_access.marts.care.person_events import OUTCOMES
from data_access.marts.impact.impact_design import (
    EARLIER_MONTHS,
    HISTORY_MONTHS,
    NEVER,
    PRIMARY,
    QUARTERS,
)

APPOINTMENTS = "gp_appointments"


def use(
    events: ibis.Table, persons: ibis.Table, windows: ibis.Table
) -> tuple[ibis.Table, ibis.Table]:
    """Sum each person's events in every window about each index month, by no and m.

    Of every outcome `before` (the year before) and `after` (follow-up); of emergency
    admissions also the last three months and the quarters of the year before, the year
    before that (`earlier`), and follow-up by other windows. Most people have no event
    in most months, so each event is joined to the index months that look at it, instead
    of summing everyone over every month; who has none has no row. GP appointments,
    which most events are, have a table of their own: the second.
    """
    rare = [name for name in OUTCOMES if name != APPOINTMENTS]
    any_of = reduce(operator.or_, (events[name] > 0 for name in rare))
    return (
        _about(
            events.filter(any_of),
            persons,
            windows,
            {**_of_outcomes(rare), **_of_primary()},
        ),
        _about(
            events.filter(events[APPOINTMENTS] > 0),
            persons,
            windows,
            _of_outcomes([APPOINTMENTS]),
        ),
    )


def _about(
    events: ibis.Table,
    persons: ibis.Table,
    windows: ibis.Table,
    sums: Mapping[str, ibis.Value],
) -> ibis.Table:
    seen = persons.select("no", "practice", "start").join(
        windows.select("practice", "m", "until", "until_all"), "practice"
    )
    about = events.join(
        seen,
        [
            events.no == seen.no,
            events.t >= seen.m - EARLIER_MONTHS,
            events.t <= seen.until_all,
        ],
    ).mutate(k=_.t - _.m, final=_.t <= _.until)
    return about.group_by("no", "m").agg(
        **{name: value.sum().cast("int16") for name, value in sums.items()}
    )


def _of_outcomes(outcomes: Sequence[str]) -> Mapping[str, ibis.Value]:
    return {
        **{f"before_{name}": _within(name, -HISTORY_MONTHS, -1) for name in outcomes},
        **{f"after_{name}": _final(name, 1) for name in outcomes},
    }


def _of_primary() -> Mapping[str, ibis.Value]:
    # Whoever starts is followed to the end; a comparison person until joining.
    waits = (_.start == _.m) | (_.t < _.start)
    return {
        "recent_emergency": _within(PRIMARY, -3, -1),
        "earlier_emergency": _within(PRIMARY, -EARLIER_MONTHS, -HISTORY_MONTHS - 1),
        **{
            name: _within(PRIMARY, 3 * place - 12, 3 * place - 10)
            for place, name in enumerate(QUARTERS)
        },
        "events_washout_0": _final(PRIMARY, 0),
        "events_washout_2": _final(PRIMARY, 2),
        "events_washout_3": _final(PRIMARY, 3),
        "events_first_3": _final(PRIMARY, 1, 3),
        "events_first_6": _final(PRIMARY, 1, 6),
        "events_censored": ibis.ifelse(waits, _final(PRIMARY, 1), 0),
        "events_so_far": _within(PRIMARY, 1, NEVER),
    }


def _within(name: str, first: int, last: int) -> ibis.Value:
    """Count an outcome from month `first` after the index month to `last`, both in."""
    return ibis.ifelse((_.k >= first) & (_.k <= last), _[name], 0)


def _final(name: str, first: int, last: int = NEVER) -> ibis.Value:
    return ibis.ifelse(_.final, _within(name, first, last), 0)
