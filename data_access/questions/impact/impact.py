"""How many emergency admissions were avoided, and how sure are we?"""

import math
from collections.abc import Callable
from datetime import date
from functools import partial

from data_access.answers.core import Caption, Cell, Column, Mark, Table, TableReport
from data_access.answers.impact import ImpactReport, Naive
from data_access.catalogue.judging import read_judging
from data_access.door import Context
from data_access.marts.impact.impact_design import EARLIER, PRIMARY
from data_access.months import months_after
from data_access.queries.impact_sums import impact_rows
from data_access.questions.impact.comparison_checks import (
    e_values,
    judged,
    quality_checks,
)
from data_access.questions.impact.estimate_shown import enough_observed, two_digits
from data_access.questions.impact.impact_flow import flow_shown, who_is_in
from data_access.questions.impact.left_out import not_whole
from data_access.questions.impact.matched import Matched, read_matched
from data_access.questions.impact.ratios import avoided_sentence
from data_access.questions.parts.elsewhere import said_elsewhere
from data_access.questions.parts.intervals import limit_columns
from data_access.stats.before_after import BeforeAfterRates, before_after
from data_access.stats.matching import Estimate
from data_access.stats.power import DetectableWhen
from data_access.stats.power_so_far import (
    chance_of_no_change,
    detectable_now,
    detectable_when,
)
from data_access.stats.sceptic import sceptic
from data_access.stats.verdict import Check, Verdict, grade
from data_access.words.names import as_words
from data_access.words.numbers import month_text, number_text, value_text

_Z = 1.959964
_FALLS = (0.9, 0.8, 0.7)  # falls of 10, 20 and 30 per cent
_GRADES = (
    "before and after only: not evidence of impact",
    "a signal, not a cause",
    "a comparison that passed the check it needs",
    "a comparison that passed every check",
    "start decided at random or by waiting list",
)


def impact(context: Context) -> ImpactReport:
    """Estimate emergency admissions avoided, judge and grade the estimate.

    Estimates and intervals are computed on exact numbers for every reader: they are
    model results, not counts. Outside direct care they have two digits, and none is
    shown of fewer than eight observed admissions. If too few were expected for a
    meaningful interval, no number is shown.
    """
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        flow = impact_rows(connection, "impact_flow", matched.place.pcn)
        lacking = not_whole(connection, matched)
    people = flow_shown(flow.sum(numeric_only=True), exact=matched.exact)
    estimate = matched.estimate(PRIMARY)
    checks = quality_checks(matched)
    graded = grade(estimate.people, checks)
    found = judged(estimate, checks)
    strength, limit_strength = e_values(estimate)
    earlier = matched.estimate(EARLIER).standard_error
    smallest = detectable_now(estimate, earlier)
    return ImpactReport(
        caption=Caption(
            headline=avoided_sentence(estimate, "emergency admissions", found.verdict),
            subtitle=(
                "Emergency admissions in the 12 months after starting, people "
                "first on the caseload against similar people who did not start "
                f"that month, {matched.place.pcn_name}, all starts to "
                f"{month_text(matched.last_start)}"
            ),
            summary=(
                f"Evidence grade {graded.level} of 4: {_GRADES[graded.level]}. "
                f"{who_is_in(people)}"
            ),
            definition="admissions-avoided",
        ),
        place=matched.place.pcn_name,
        verdict=str(found.verdict),  # type: ignore[arg-type]
        grade=graded.level,
        reasons=(
            _why(found.reason),
            *graded.reasons,
            *((f"Not whole: {'; '.join(lacking)}.",) if lacking else ()),
            *filter(None, (said_elsewhere(matched.place),)),
        ),
        rate_ratio=estimate.rate_ratio,
        rate_ratio_low=estimate.rate_ratio_low,
        rate_ratio_high=estimate.rate_ratio_high,
        expected=estimate.expected,
        avoided=None if estimate.avoided_low is None else estimate.avoided,
        avoided_low=estimate.avoided_low,
        avoided_high=estimate.avoided_high,
        e_value=matched.shown(strength),
        e_value_limit=matched.shown(limit_strength),
        detectable_fall=matched.shown(smallest.fall_percent if smallest else None),
        when=_when(matched, estimate, earlier),
        no_change=_no_change(matched, estimate),
        sceptic=_sceptic(matched, estimate, found.verdict),
        naive=_naive(matched),
        checks=_checks(checks, matched.place.pcn_name),
        table=_table(estimate),
    )


def _why(reason: str) -> str:
    return {
        "interval_below_one": "The whole interval is below no change.",
        "interval_above_one": "The whole interval is above no change.",
        "meaningful_fall_excluded": (
            f"The interval excludes a fall of {_meaningful()} or more."
        ),
        "interval_too_wide": (
            "The interval includes both no change and a change that would matter."
        ),
        "too_few_expected": "Fewer than 5 admissions were expected.",
        "year_before_not_ruled_out": (
            "It may have been there before anything started: see the checks."
        ),
        "check_failed": "The comparison failed a check, so it is not relied on.",
    }[str(reason)]


def _meaningful() -> str:
    return value_text(100 * read_judging().meaningful.value, "percent")


def _no_change(matched: Matched, estimate: Estimate) -> float | None:
    """Return the chance, per cent, of showing no change where there is none."""
    chance = chance_of_no_change(estimate, read_judging().meaningful.value)
    return matched.shown(None if chance is None else 100 * chance)


def _sceptic(matched: Matched, estimate: Estimate, verdict: Verdict) -> str:
    """Say what a sceptic would now think; nothing where the comparison is not fair."""
    spread = read_judging().sceptic.value
    thinks = sceptic(estimate, spread)
    if thinks is None or verdict is Verdict.NOT_FAIR:
        return ""
    ratio, low, high = (
        value_text(two_digits(value, exact=matched.exact), "ratio")
        for value in (thinks.rate_ratio, thinks.low, thinks.high)
    )
    some, tenth = (
        value_text(two_digits(100 * chance, exact=matched.exact), "percent")
        for chance in (thinks.fewer, thinks.tenth_fewer)
    )
    reach = math.exp(_Z * spread)
    least, most = (
        value_text(two_digits(value, exact=matched.exact), "ratio")
        for value in (1 / reach, reach)
    )
    return (
        f"who holds that 95% of services have a rate ratio from {least} to {most} "
        f"would now say {ratio} ({low} to {high}): a chance of {some} that there were "
        f"fewer, and of {tenth} that they fell by a tenth or more"
    )


def _when(
    matched: Matched, estimate: Estimate, earlier_error: float | None
) -> tuple[str, ...]:
    """Say when the caseload will be able to show falls of 10, 20 and 30 per cent.

    People are taken to join, and to be compared, as they have so far.
    """
    joining = estimate.people / matched.months_of_starts
    sentences = []
    for ratio in _FALLS:
        reached = detectable_when(estimate, earlier_error, ratio, joining)
        if reached is not None:
            fall = f"a fall of {value_text(100 * (1 - ratio), 'percent')}"
            sentences.append(f"{fall}: {_then(matched.last_month, reached)}")
    return tuple(sentences)


def _then(now: date, reached: DetectableWhen) -> str:
    if reached.months is None or reached.people is None:
        return f"not within {reached.furthest_months // 12} years"
    if reached.months == 0:
        return "it already can"
    then = month_text(months_after(now, reached.months))
    return f"about {then}, with {number_text(reached.people)} people followed"


def years(matched: Matched, outcome: str = PRIMARY) -> BeforeAfterRates | None:
    """Return the years before and after; None where either may not be shown."""
    sums = matched.of(outcome)
    counts = (sums.before, sums.observed)
    if not all(enough_observed(count, exact=matched.exact) for count in counts):
        return None
    return before_after(sums)


def _naive(matched: Matched) -> Naive | None:
    naive = years(matched)
    if naive is None:
        return None

    shown = partial(two_digits, exact=matched.exact)
    return Naive(
        before=shown(naive.before_per_year),
        after=shown(naive.after_per_year),
        expected=shown(naive.expected_per_year),
        naive_change=_percent(naive.naive_change, shown),
        change_without_effect=_percent(naive.change_without_effect, shown),
    )


def _percent(share: float | None, shown: Callable[[float], float]) -> float | None:
    return None if share is None else shown(100 * share)


def _table(estimate: Estimate) -> Table:
    avoided = (estimate.avoided, estimate.avoided_low, estimate.avoided_high)
    ratio = (estimate.rate_ratio, estimate.rate_ratio_low, estimate.rate_ratio_high)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            name,
            *(
                # Without an interval no number is shown.
                Mark.TOO_FEW if value is None or estimate.avoided_low is None else value
                for value in numbers
            ),
        )
        for name, numbers in (
            ("Emergency admissions avoided", avoided),
            ("Rate ratio", ratio),
        )
    )
    columns = (Column("Estimate"), Column("Number", "number"), *limit_columns("number"))
    return Table("Emergency admissions avoided in 12 months", columns, rows)


def _checks(checks: list[Check], place: str) -> TableReport:
    results = {True: "passed", False: "failed", None: "could not be made"}
    passed = sum(check.passed is True for check in checks)
    return TableReport(
        Caption(
            headline=f"The comparison passed {passed} of {len(checks)} checks",
            subtitle=f"What the grade of the evidence depends on, {place}",
            summary=(
                "Where a check failed there is no verdict, and the grade is 1. One "
                "that could not be made, or was too weak to fail, limits it to 2 of 4; "
                "without the year before there is no verdict either."
            ),
            definition="admissions-avoided",
        ),
        Table(
            "Checks of the comparison",
            (Column("Check"), Column("Result"), Column("Finding")),
            tuple(
                (
                    as_words(check.name),
                    results[check.passed],
                    check.sentence,
                )
                for check in checks
            ),
        ),
    )
