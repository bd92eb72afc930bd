"""How does each route into and out of care coordination change, month by month?"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data_access.answers.core import Caption, Cell, Column, PanelsReport, Table, Trend
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.catalogue.referral_names import route_name
from data_access.disclosure.rule import LEAST_SHOWN
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.coverage import whole_months
from data_access.queries.referrals import flow_counts
from data_access.questions.parts.series import series_of
from data_access.questions.parts.trend import trend_of
from data_access.questions.referrals.referral_scope import ReferralScope, referral_scope
from data_access.words.numbers import period_text
from data_access.words.sentences import listed

_WAYS = {
    "in": ("source", "Referrals in", "referrals_in"),
    "out": ("destination", "Referrals on", "referrals_out"),
}
OTHERS = "All other routes"
_EVERY = "All routes"


def referral_routes(context: Context, direction: str) -> PanelsReport:
    """Report each route's monthly referrals, "in" by source or "out" by destination.

    Outside direct care a route is drawn by itself only if no month of it has 1 to 7
    referrals; the others are drawn together, if the same is true of their sum. Raises
    as `referral_scope`; and CareImpactError for another direction.
    """
    if direction not in _WAYS:
        raise CareImpactError("Choose referrals in or out.")
    by, title, indicator_id = _WAYS[direction]
    with context.evidence.connect() as connection:
        scope = referral_scope(context, connection)
        rows = flow_counts(
            connection,
            scope.place.pcn,
            scope.practices,
            scope.held_from,
            scope.place.month,
            [by, "month"],
        )
        held = whole_months(connection, scope.place.pcn, ("referrals",))
    wide = _by_month(rows[rows["direction"] == direction], by, scope)
    wide = wide[wide.index.isin(pd.to_datetime(list(held)))]
    by_route = _drawn(wide, exact=scope.exact)
    indicator = BY_ID[indicator_id]
    routes = tuple(
        (name, trend)
        for name, counts in by_route.items()
        if (trend := _trend(indicator, counts, scope)) is not None
    )
    return PanelsReport(
        caption=Caption(
            headline=_headline(routes, title),
            subtitle=f"{title} by route each month, {scope.place.name}, "
            f"{period_text(scope.held_from, scope.place.month)}",
            summary=_summary(routes, exact=scope.exact),
            definition="spc",
        ),
        panels=routes,
        table=_table(routes, title),
    )


def _by_month(rows: pd.DataFrame, by: str, scope: ReferralScope) -> pd.DataFrame:
    """Lay routes out, a row a month and a column a route, most referrals first."""
    months = pd.date_range(scope.held_from, scope.place.month, freq="MS")
    wide = rows.pivot_table(
        index="month", columns=by, values="referrals", aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(months, fill_value=0).astype(float)
    return wide[wide.sum().sort_values(ascending=False, kind="stable").index]


def _drawn(wide: pd.DataFrame, *, exact: bool) -> dict[str, pd.Series]:
    """Return the routes to draw by name; no month of any has 1 to 7 unless exact."""
    every = wide.sum(axis=1)
    named = {route_name(str(code)): wide[code] for code in wide.columns}
    if exact:
        return {_EVERY: every, **named}
    alone = [name for name, counts in named.items() if not _has_small(counts)]
    # What is left must be safe as well: it is the whole less those that are shown.
    while alone:
        rest = every - sum(named[name] for name in alone)
        together = len(named) - len(alone)
        if not together or (together > 1 and not _has_small(rest)):
            break
        alone.pop()
    if not alone:
        return {_EVERY: every}
    by_name = {name: named[name] for name in alone}
    rest = every - sum(by_name.values())
    return {_EVERY: every, **by_name, **({OTHERS: rest} if rest.any() else {})}


def _has_small(counts: pd.Series) -> bool:
    return bool(((counts > 0) & (counts < LEAST_SHOWN)).any())


def _trend(
    indicator: Indicator, counts: pd.Series, scope: ReferralScope
) -> Trend | None:
    flags = np.zeros(len(counts), dtype=bool)
    rows = pd.DataFrame(
        {
            "month": counts.index,
            "numerator": counts.to_numpy(),
            "denominator": np.nan,
            "squares": np.nan,
            "senders": scope.place.pcn,
            "numerator_withheld": flags,
            "denominator_withheld": flags,
        }
    )
    return trend_of(
        replace(indicator, id="route"),
        series_of(indicator, rows, scope.place, exact=scope.exact),
        scope.place,
    )


def _headline(routes: tuple[tuple[str, Trend], ...], title: str) -> str:
    changed = [
        name for name, trend in routes if trend.verdict.changed and name != _EVERY
    ]
    if not changed:
        return f"{title}: no route has changed by more than chance"
    return f"{title}: changed by more than chance: {listed(changed)}"


def _summary(routes: tuple[tuple[str, Trend], ...], *, exact: bool) -> str:
    together = "".join(
        f"{name} together: {trend.verdict.reading}. "
        for name, trend in routes
        if name == _EVERY
    )
    summary = (
        f"{together}Each panel is a control chart of one route. More is neither better "
        "nor worse: a purple square marks a change that chance does not explain."
    )
    if not exact and len(routes) == 1:
        return summary + " No route has enough referrals each month to be shown alone."
    if not exact:
        return summary + " Routes with small months are drawn together."
    return summary


def _table(routes: tuple[tuple[str, Trend], ...], title: str) -> Table:
    columns = (Column("Month", "month"), *(Column(name, "count") for name, _ in routes))
    months: tuple[date, ...] = routes[0][1].months if routes else ()
    rows: list[tuple[Cell, ...]] = [
        (month, *(trend.cell(month) for _, trend in routes)) for month in months
    ]
    return Table(f"{title} by route and month", columns, tuple(reversed(rows)))
