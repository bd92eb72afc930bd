"""Which routes carry more or fewer referrals than a year before, beyond chance?"""

from calendar import monthrange
from datetime import date

import pandas as pd

from data_access.answers.core import Caption, Cell, Column, Mark, Table, as_cell
from data_access.answers.impact import Effect, RatiosReport
from data_access.catalogue.referral_names import route_name
from data_access.disclosure.breakdown import shown_parts
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.months import months_between
from data_access.queries.coverage import whole_months
from data_access.queries.referrals import flow_counts
from data_access.questions.impact.ratios import side
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.referrals.referral_scope import ReferralScope, referral_scope
from data_access.stats.intervals import rate_ratio
from data_access.words.numbers import month_text, period_text
from data_access.words.sentences import listed

_WAYS = {"in": ("source", "In"), "out": ("destination", "On")}
_WHOLE = "All referrals"
FEWEST = 20  # referrals in both years together: below it no ratio says anything
Years = tuple[float | Mark, float | Mark]


def referral_change(context: Context) -> RatiosReport:
    """Report each route's referrals of twelve months over those of the twelve before.

    Ratios use the counts as they are shown, so that they reveal nothing else. Raises as
    `referral_scope`; and CareImpactError if the twelve months before are incomplete.
    """
    with context.evidence.connect() as connection:
        scope = referral_scope(context, connection)
        before = scope.first.replace(year=scope.first.year - 1)
        if scope.held_from > before:
            raise CareImpactError(
                "A change needs two years of referrals.csv, and the loaded file "
                f"begins in {month_text(scope.held_from)}: load the months before."
            )
        held = whole_months(connection, scope.place.pcn, ("referrals",))
        absent = [
            month
            for month in months_between(before, scope.place.month)
            if month not in held
        ]
        if absent:
            raise CareImpactError(
                "A change needs two whole years of referrals.csv, and the loaded file "
                f"does not have all of {month_text(absent[0])}: load that month again."
            )
        rows = flow_counts(
            connection,
            scope.place.pcn,
            scope.practices,
            before,
            scope.place.month,
            ["source", "destination", "month"],
        )
    years = _years(rows, scope)
    names = [*years]
    effects = tuple(
        _effect(name, years[name], scope, whole=name.startswith(_WHOLE))
        for name in names
    )
    measure = "Referrals in twelve months, as a ratio to the twelve before"
    return RatiosReport(
        caption=Caption(
            headline=_headline(effects),
            subtitle=f"{measure}, {scope.place.name}, {scope.period} compared with "
            f"{period_text(before, _year_before(scope.place.month))}",
            summary="Right of 1 is more than the year before. Lines are 95% "
            "confidence intervals: if one includes 1, chance explains the change. "
            f"Routes with fewer than {FEWEST} referrals in both years have no "
            "ratio.",
            definition="referrals",
        ),
        rows=effects,
        table=_table(years, effects, measure),
    )


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)


def _years(rows: pd.DataFrame, scope: ReferralScope) -> dict[str, Years]:
    """Return this year's and last year's referrals of each route, as shown."""
    late = rows["month"] >= pd.Timestamp(scope.first)
    by_route: dict[str, Years] = {}
    for direction, (by, word) in _WAYS.items():
        in_direction = rows["direction"] == direction
        now, then = (
            _parts(rows[in_direction & period], by, scope) for period in (late, ~late)
        )
        codes = sorted({*now, *then} - {""}, key=route_name)
        for code in ["", *codes]:
            name = f"{word}: {route_name(code)}" if code else f"{_WHOLE} {word.lower()}"
            by_route[name] = (now.get(code, 0.0), then.get(code, 0.0))
    return by_route


def _parts(
    rows: pd.DataFrame, by: str, scope: ReferralScope
) -> dict[str, float | Mark]:
    """Return the total (under "") and its parts as they may be shown."""
    counts = rows.groupby(by)["referrals"].sum()
    (total,) = shown_parts([float(rows["referrals"].sum())], exact=scope.exact)
    figures = shown_parts(
        [float(count) for count in counts],
        exact=scope.exact,
        hidden=isinstance(total, Mark),
    )
    return {"": total, **dict(zip(map(str, counts.index), figures, strict=True))}


def _effect(name: str, years: Years, scope: ReferralScope, *, whole: bool) -> Effect:
    now, then = years
    if isinstance(now, Mark) or isinstance(then, Mark) or now + then < FEWEST:
        return Effect(name)
    if not now or not then:
        return Effect(name)
    last = scope.place.month
    days = (last.replace(day=monthrange(last.year, last.month)[1]) - scope.first).days
    ratio = rate_ratio(now, days + 1, then, days + 1)
    return Effect(
        name, float(ratio.estimate), float(ratio.lower), float(ratio.upper), whole
    )


def _headline(effects: tuple[Effect, ...]) -> str:
    more = [effect.name for effect in effects if side(effect) > 0]
    fewer = [effect.name for effect in effects if side(effect) < 0]
    if not more and not fewer:
        return "No route has more or fewer referrals than a year before, beyond chance"
    phrases = [
        f"{way} than a year before: {listed(names)}"
        for way, names in (("More", more), ("Fewer", fewer))
        if names
    ]
    return "; ".join(phrases)


def _table(years: dict[str, Years], effects: tuple[Effect, ...], measure: str) -> Table:
    columns = (
        Column("Route"),
        Column("Twelve months", "count"),
        Column("Twelve months before", "count"),
        Column("Ratio", "ratio"),
        *limit_columns("ratio"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            effect.name,
            *years[effect.name],
            *(
                as_cell(value, Mark.TOO_FEW)
                for value in (effect.ratio, effect.lower, effect.upper)
            ),
        )
        for effect in effects
    ]
    return Table(measure, columns, tuple(rows))
