"""The full matched estimate of one PCN as plain values, for an analyst to repeat."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from data_access.door import Context, Door, NoCache, reference_of
from data_access.errors import CareImpactError
from data_access.figures.viewers import viewer_as
from data_access.marts.care.person_events import OUTCOMES
from data_access.marts.impact.impact_again import impact_again
from data_access.marts.impact.impact_design import EARLIER, PRIMARY, Design
from data_access.months import (
    month_end,
    month_number,
    months_after,
    study_months,
)
from data_access.queries.impact_sums import impact_rows
from data_access.questions.impact.comparison_checks import (
    balances_shown,
    e_values,
    judged,
    pre_trend,
    quality_checks,
)
from data_access.questions.impact.impact import impact, years
from data_access.questions.impact.impact_flow import flow_shown
from data_access.questions.impact.impact_sensitivity import CHOICES
from data_access.questions.impact.matched import NOTHING, Matched, read_matched
from data_access.questions.parts.place import find_place
from data_access.selection import Selection
from data_access.settings import Settings
from data_access.stats.matching import Estimate
from data_access.stats.power_so_far import detectable_now
from data_access.stats.verdict import grade
from data_access.store import lake
from data_access.store.evidence import Evidence
from data_access.words.numbers import month_text

FOLLOW_UP = 12
_CONTROLS = ("elective", "died")

Sums = tuple[Matched, pd.DataFrame]


def whole_estimate(
    settings: Settings,
    pcn: str,
    month: date | None = None,
    outcome: str = PRIMARY,
    follow_up: int = FOLLOW_UP,
) -> dict[str, object]:
    """Return the estimate, its verdict and every diagnostic, by name.

    It uses data up to the end of `month` (by default the latest) and `follow_up` months
    (1 to 24) after the start. The estimate on the pages is read from the evidence; any
    other is computed from the lake, for readers in direct care. Every number is as the
    reader of the settings may know it, as on the pages. `naive_change` is a proportion:
    -0.5 is a fall of half.
    Raises CareImpactError if there is no such PCN, month or outcome, or no data.
    """
    if outcome not in OUTCOMES:
        raise CareImpactError(
            f"There is no outcome {outcome}: choose one of {', '.join(OUTCOMES)}."
        )
    if not 1 <= follow_up <= 24:
        raise CareImpactError(
            "Follow-up must be a whole number of months from 1 to 24."
        )
    evidence = Evidence(settings.home).at_one_version()
    viewer = viewer_as(Door(evidence, NoCache()), settings.reader)
    context = Context(evidence, Selection(month=month, pcn=pcn), viewer)
    matched, rows = _sums(settings, context, follow_up)
    flow = flow_shown(rows.sum(numeric_only=True), exact=matched.exact)
    if not matched.holds(outcome):
        raise CareImpactError(
            f"The files loaded do not record {outcome}: load the file that does, or "
            "choose another outcome."
        )
    estimate = matched.estimate(outcome)
    checks = quality_checks(matched)
    evidence_grade = grade(estimate.people, checks)
    judgement = judged(estimate, checks)
    naive = years(matched, outcome)
    smallest = detectable_now(estimate, matched.estimate(EARLIER).standard_error)
    reference = reference_of(impact, context)
    if (outcome, follow_up) != (PRIMARY, FOLLOW_UP):
        reference = reference.of(f"{outcome}/{follow_up}")
    return {
        "started": flow["started"],
        "matched": estimate.people,
        **_numbers(estimate),
        "naive_change": matched.shown(naive.naive_change if naive else None),
        "verdict": str(judgement.verdict),
        "grade": evidence_grade.level,
        "smallest_detectable_rate_ratio": matched.shown(
            smallest.rate_ratio if smallest else None
        ),
        "diagnostics": {
            "of": {
                "pcn": pcn,
                "place": matched.place.pcn_name,
                "month": f"{matched.last_month:%Y-%m}",
                "outcome": outcome,
                "follow_up": follow_up,
            },
            "reason": str(judgement.reason),
            "checks": [
                {"name": check.name, "passed": check.passed, "found": check.sentence}
                for check in checks
            ],
            "flow": flow,
            **_diagnostics(matched, estimate),
        },
        "reference": reference.id,
    }


def _sums(settings: Settings, context: Context, follow_up: int) -> Sums:
    """Read the sums from the evidence, or compute those of another month."""
    meta = context.evidence.meta()
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        if follow_up == FOLLOW_UP and place.month == meta.last_month:
            matched = read_matched(context, connection)
            return matched, impact_rows(connection, "impact_flow", place.pcn)
    exact = context.viewer.exact_for(place.practice_codes)
    if not exact:
        raise CareImpactError(
            "The estimate of another month or follow-up is for readers in direct care: "
            "two of them subtracted would tell of the few people between them."
        )
    version = lake.current_version(settings.home)
    if version is None or meta.first_month is None:
        raise CareImpactError(NOTHING)
    files = {
        name: path
        for name in version.manifest.tables
        if (path := version.table(name)) is not None
    }
    months = study_months(meta.first_month, month_end(place.month))
    last = meta.last_month or place.month
    since = month_number(last) - month_number(place.month)
    provisional = max(meta.provisional_months - since, 0)
    design = Design(follow_up, provisional)
    tables = impact_again(files, place.pcn, months, design)
    if not tables or tables["impact_sums"].empty:
        raise CareImpactError(
            f"Nobody could be matched by {month_text(place.month)}: choose a later "
            "month, at least a year after the first month of data."
        )
    return (
        Matched(
            place=place,
            first_month=meta.first_month,
            last_month=months_after(place.month, -provisional),
            sums=tables["impact_sums"],
            exact_sums=tables["impact_exact"],
            quarters=tables["impact_quarters"],
            balances=tables["impact_balance"],
            exact=exact,
        ),
        tables["impact_flow"],
    )


def _numbers(estimate: Estimate) -> dict[str, float | None]:
    return {
        "observed": estimate.observed,
        "expected": estimate.expected,
        "avoided": estimate.avoided,
        "avoided_low": estimate.avoided_low,
        "avoided_high": estimate.avoided_high,
        "rate_ratio": estimate.rate_ratio,
        "rate_ratio_low": estimate.rate_ratio_low,
        "rate_ratio_high": estimate.rate_ratio_high,
    }


def _diagnostics(matched: Matched, estimate: Estimate) -> Mapping[str, object]:
    strength, limit = e_values(estimate)
    trend = pre_trend(matched)
    return {
        "p_value": matched.shown(estimate.p_value),
        "e_value": matched.shown(strength),
        "e_value_limit": matched.shown(limit),
        "earlier_trend_p_value": matched.shown(trend.p_value if trend else None),
        "balance": [
            {
                "covariate": balance.covariate,
                "before": balance.difference_before,
                "after": balance.difference_after,
            }
            for balance in balances_shown(matched)
        ],
        "negative_controls": _estimates(matched, _CONTROLS),
        "sensitivity": {
            "exact_strata": _numbers(matched.exact_estimate()),
            **_estimates(matched, CHOICES),
        },
    }


def _estimates(
    matched: Matched, outcomes: Iterable[str]
) -> dict[str, dict[str, float | None]]:
    return {
        name: _numbers(matched.estimate(name))
        for name in outcomes
        if matched.holds(name)
    }
