"""How long do people wait for a first contact, including those still waiting?"""

import numpy as np
import pandas as pd

from data_access.answers.core import Caption, Cell, Column, Compared, Mark, Table
from data_access.answers.referrals import WaitingCurve, WaitsReport
from data_access.catalogue.referral_names import route_name
from data_access.disclosure.breakdown import shown_parts, withheld_parts
from data_access.disclosure.rule import is_small
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.care.counts_referrals import STANDARD_DAYS
from data_access.queries.referrals import wait_counts
from data_access.questions.parts.elapsed import Elapsed, as_shown, days_words
from data_access.questions.parts.intervals import SHARE, intervals_table, limit_columns
from data_access.questions.referrals.referral_scope import ReferralScope, referral_scope
from data_access.stats.survival import FirstContact
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

FEWEST = 20  # people: below it a curve says more of each of them than of the wait
_LONGEST = 84  # days drawn: twelve weeks
Wait = tuple[str, float, str, int]
_SUMMARY = (
    "The curve is the Aalen-Johansen estimate with its 95% interval: a person still "
    "waiting counts for as long as they have waited, so recent months do not look "
    "quicker than they are; a person whose referral ended before any contact counts "
    f"as never seen. The dashed line is {STANDARD_DAYS} days (ten working "
    "days), the product's own standard."
)


def referral_waits(context: Context) -> WaitsReport:
    """Report time to first contact by Aalen-Johansen, over all routes and for each.

    Raises as `referral_scope`; and CareImpactError if fewer than FEWEST people have
    been referred and not refused.
    """
    with context.evidence.connect() as connection:
        scope = referral_scope(context, connection)
        rows = wait_counts(
            connection, scope.place.pcn, scope.practices, scope.first, scope.place.month
        )
    waits = _waits(rows)
    if _people(waits) < FEWEST:
        raise CareImpactError(
            f"Fewer than {FEWEST} referrals in these months were not refused, "
            "too few to estimate a waiting time: choose a later month, or "
            "all practices."
        )
    routes = _by_route(waits, scope)
    times = _times(waits, scope)
    overall = times.estimate(STANDARD_DAYS)
    where = f"{scope.place.name}, referrals received {scope.period}"
    in_time = f"within {STANDARD_DAYS} days"
    curve = _curve(overall, times, scope)
    return WaitsReport(
        caption=Caption(
            headline=_headline(overall),
            subtitle=f"Share with a first contact by days since referral, {where}",
            summary=_SUMMARY,
            definition="survival",
        ),
        curve=curve,
        facts=_facts(overall, rows, scope),
        table=_table(curve),
        routes=tuple(item for item in routes if item.value is not None),
        routes_caption=Caption(
            headline=_routes_headline(routes),
            subtitle=f"Share seen {in_time}, by source of referral, {where}",
            summary="By Aalen-Johansen, as above. Lines are 95% "
            f"confidence intervals. Routes with fewer than {FEWEST} referrals, or with "
            "numbers too small to show, are in the table alone.",
            definition="survival",
        ),
        # How many of a route were not refused would tell how many were.
        routes_table=intervals_table(
            f"Seen {in_time} by route",
            "Route",
            SHARE,
            routes,
            whole="Not refused" if scope.exact else "",
        ),
    )


def _waits(rows: pd.DataFrame) -> list[Wait]:
    """Return source, days, status and how many, of all who were not refused.

    Those of which only the month is known are left out.

    Plain tuples: a few hundred of them are looked at dozens of times.
    """
    columns = (rows[name].tolist() for name in ("source", "status", "days"))
    return [
        (str(source), float(days), str(status), people)
        for source, status, days, people in zip(
            *columns, rows["referrals"].tolist(), strict=True
        )
        if status not in _NO_DAYS
    ]


def _times(waits: list[Wait], scope: ReferralScope) -> Elapsed:
    """Write counts out as people, as the reader may compute with them."""
    people = [wait[3] for wait in waits]
    status = np.repeat([wait[2] for wait in waits], people)
    times = Elapsed(
        np.repeat([wait[1] for wait in waits], people),
        status == "seen",
        status == "ended",
    )
    return times if scope.exact else as_shown(times, _LONGEST)


def _people(waits: list[Wait]) -> float:
    return float(sum(people for *_, people in waits))


def _seen_by(waits: list[Wait], day: float) -> float:
    return float(
        sum(n for _, days, status, n in waits if status == "seen" and days <= day)
    )


def _by_route(waits: list[Wait], scope: ReferralScope) -> tuple[Compared, ...]:
    """Estimate each route; withheld where the number seen in time would be small."""
    by_source: dict[str, list[Wait]] = {}
    for wait in waits:
        by_source.setdefault(wait[0], []).append(wait)
    people = np.array([_people(source_rows) for source_rows in by_source.values()])
    seen = np.array([_seen_by(rows, STANDARD_DAYS) for rows in by_source.values()])
    flags = withheld_parts(people) | withheld_parts(seen) | is_small(people - seen)
    hidden = dict(zip(by_source, flags & (not scope.exact), strict=True))
    items = [
        _route(code, rows, scope, hidden[code]) for code, rows in by_source.items()
    ]
    return tuple(sorted(items, key=lambda item: item.name))


def _route(
    code: str, waits: list[Wait], scope: ReferralScope, hidden: bool
) -> Compared:
    name, count = route_name(code), _people(waits)
    mark = Mark.SUPPRESSED if hidden else Mark.TOO_FEW if count < FEWEST else None
    if mark:
        return Compared(code, name, mark=mark)
    estimate = _times(waits, scope).estimate(STANDARD_DAYS)
    shares = (
        estimate.share_within_standard,
        estimate.share_within_standard_lower,
        estimate.share_within_standard_upper,
    )
    if shares[0] is None:
        return Compared(code, name, mark=Mark.NO_DATA)
    value, low, high = (
        None if share is None else _percent(share, scope) for share in shares
    )
    whole = int(count) if scope.exact else None
    return Compared(code, name, value, low, high, whole)


def _percent(share: float, scope: ReferralScope) -> float:
    return share * 100 if scope.exact else float(round(share * 100))


def _curve(
    estimate: FirstContact, times: Elapsed, scope: ReferralScope
) -> WaitingCurve:
    """Take points of the curve; outside direct care none that sets few people apart."""
    if scope.exact:
        days = [day for day in estimate.curve_days if day <= _LONGEST]
    else:
        days = sorted({float(day) for day in times.days[times.happened]})
    at = np.searchsorted(estimate.curve_days, days, side="right") - 1
    points = [(day, int(step)) for day, step in zip(days, at, strict=True) if step >= 0]
    start = (0.0,) if not points or points[0][0] > 0 else ()

    def read(curve: np.ndarray) -> tuple[float, ...]:
        return (*start, *(_percent(float(curve[step]), scope) for _, step in points))

    return WaitingCurve(
        days=(*start, *(float(day) for day, _ in points)),
        seen=read(estimate.curve_share_seen),
        lower=read(estimate.curve_share_seen_lower),
        upper=read(estimate.curve_share_seen_upper),
        standard=STANDARD_DAYS,
        whole=scope.exact,
    )


def _headline(estimate: FirstContact) -> str:
    if estimate.median.days is None:
        return "Fewer than half of those referred have been seen so far"
    headline = (
        "Half of those referred are seen within "
        f"{value_text(estimate.median.days, 'days')}"
    )
    if estimate.ninetieth_centile.days is None:
        return headline
    return (
        f"{headline}, nine in ten within "
        f"{value_text(estimate.ninetieth_centile.days, 'days')}"
    )


def _facts(
    estimate: FirstContact, rows: pd.DataFrame, scope: ReferralScope
) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Half seen by", days_words(estimate.median)),
        ("Nine in ten seen by", days_words(estimate.ninetieth_centile)),
    ]
    share = estimate.share_within_standard
    if share is not None:
        share_words = value_text(share * 100, "percent")
        facts.append((f"Seen within {STANDARD_DAYS} days", share_words))
    return (*facts, *_states(rows, scope))


_STATES = {
    "waiting": "Still waiting, and counted",
    "seen": "Seen",
    "refused": "Declined or not appropriate, excluded",
    "ended": "Ended before any contact, counted as never seen",
}
_UNDATED = {"undated": "Of a month without a day, excluded"}
_NO_DAYS = ("refused", *_UNDATED)


def _states(rows: pd.DataFrame, scope: ReferralScope) -> tuple[tuple[str, str], ...]:
    """Count referrals by what became of them; outside direct care those waiting alone.

    The others beside the decisions of each source would tell small ones of those.
    """
    counts = rows.groupby("status")["referrals"].sum()
    states = _STATES | (_UNDATED if set(_UNDATED) & set(counts.index) else {})
    counts_by_state = [float(counts.get(state, 0)) for state in states]
    if not scope.exact:
        counts_by_state = [counts_by_state[0], sum(counts_by_state[1:])]
    figures = shown_parts(counts_by_state, exact=scope.exact)
    names = [*states.values()][: len(figures) if scope.exact else 1]
    return tuple(
        (name, value.value if isinstance(value, Mark) else value_text(value, "count"))
        for name, value in zip(names, figures, strict=False)
    )


def _routes_headline(routes: tuple[Compared, ...]) -> str:
    known = [item for item in routes if item.value is not None]
    apart = [
        route.name
        for route in known
        if any(
            (route.lower or 0) > (other.upper or 0)
            or (route.upper or 0) < (other.lower or 0)
            for other in known
        )
    ]
    if len(known) < 2:
        return "Too few people referred to compare routes"
    if not apart:
        return f"Seen within {STANDARD_DAYS} days: no route differs beyond chance"
    return f"Seen within {STANDARD_DAYS} days: routes differ, {listed(apart)}"


def _table(curve: WaitingCurve) -> Table:
    columns = (
        Column("Days since referral", "count"),
        Column("Share seen", "percent"),
        *limit_columns("percent"),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        zip(curve.days, curve.seen, curve.lower, curve.upper, strict=True)
    )
    return Table("First contact by days since referral", columns, cells)
