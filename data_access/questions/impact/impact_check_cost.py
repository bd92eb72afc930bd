"""What did each extra completed health check cost?"""

from dataclasses import dataclass

from data_access.answers.core import Caption, Cell, Mark, Table
from data_access.answers.impact import CheckCostReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_design import CHECKS, EARLIER_CHECKS
from data_access.questions.impact.comparison_checks import judged, quality_checks
from data_access.questions.impact.impact_value import AS_REPORTED, COLUMNS
from data_access.questions.impact.left_out import why_left_out
from data_access.questions.impact.matched import Matched, read_matched
from data_access.questions.value.posts_cost import PostsCost, posts_cost
from data_access.stats.diagnosis import check_earlier
from data_access.stats.matching import Estimate
from data_access.stats.verdict import FEWEST_EXPECTED, Check, Verdict, some_failed
from data_access.words.numbers import period_text, value_text

# A cost each is given where its upper limit is at most so many times its lower.
WIDEST = 3.0


@dataclass(frozen=True, slots=True)
class _Extra:
    """Checks more than expected, and pounds for each; None if not known.

    A cost of each is given where there were extra checks beyond doubt, and its limits
    are near enough to each other. `dearest` is None too where the interval holds no
    extra check at all: then any cost, however high, is possible. Of a comparison that
    is not fair none is given.
    """

    checks: float
    low: float
    high: float
    verdict: Verdict
    each: float | None
    cheapest: float | None
    dearest: float | None


def impact_check_cost(context: Context) -> CheckCostReport:
    """Report checks completed beyond those of like people, and the cost of each.

    Kinds of check completed in the 12 months after starting, against people of the same
    stratum who had not started: one of as many checks to be expected, and as many due.
    The whole cost of the posts is divided by these checks.
    """
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        posts = posts_cost(connection, matched)
        if not matched.holds(CHECKS):
            why = why_left_out(
                connection, matched, CHECKS, "load a health_checks file."
            )
            raise CareImpactError(f"Extra checks cannot be counted: {why}")
    estimate = matched.estimate(CHECKS)
    if estimate.avoided_low is None or estimate.expected < FEWEST_EXPECTED:
        raise CareImpactError(
            "Too few checks were expected to say how many were extra; look again when "
            "more people have been followed."
        )
    held = matched.holds(EARLIER_CHECKS)
    placebo = matched.estimate(EARLIER_CHECKS) if held else None
    check = check_of_checks(estimate, placebo)
    of_admissions = quality_checks(matched)
    verdict = judged(estimate, [check]).verdict
    if some_failed(of_admissions):
        verdict = Verdict.NOT_FAIR
    failed = [one.sentence for one in of_admissions if one.passed is False]
    extra = _extra(estimate, posts, verdict)
    return CheckCostReport(
        caption=_caption(matched, extra, posts, " ".join(failed) or check.sentence),
        extra=extra.checks,
        extra_low=extra.low,
        extra_high=extra.high,
        cost=extra.each,
        cost_low=extra.cheapest,
        cost_high=extra.dearest,
        table=_table(estimate, extra, posts),
    )


def check_of_checks(estimate: Estimate, placebo: Estimate | None) -> Check:
    """Check that as many checks were completed before anything had started."""
    return check_earlier(None, placebo, estimate, events="health checks")


def _extra(estimate: Estimate, posts: PostsCost, verdict: Verdict) -> _Extra:
    checks = -estimate.avoided
    low, high = -(estimate.avoided_high or 0.0), -(estimate.avoided_low or 0.0)
    each = cheapest = dearest = None
    if posts.spent is not None and verdict is not Verdict.NOT_FAIR:
        if verdict is Verdict.MORE and high <= WIDEST * low:
            each, dearest = posts.spent / checks, posts.spent / low
        if high > 0:
            cheapest = posts.spent / high
    return _Extra(checks, low, high, verdict, each, cheapest, dearest)


def _caption(
    matched: Matched, extra: _Extra, posts: PostsCost, checked: str
) -> Caption:
    return Caption(
        headline=_headline(extra),
        subtitle=(
            "Kinds of health check completed in the 12 months after starting, "
            "against similar people who had not started, and the cost of the "
            f"posts, {matched.place.pcn_name}, "
            f"{period_text(posts.first, posts.last)}"
        ),
        summary=(
            "Extra checks are those that people on the caseload completed beyond "
            "similar people who had not started and had as many checks due. "
            f"{checked} The whole cost of the posts is "
            "divided by these checks, as if nothing else were done, so a check "
            "really cost less. A completed check is not yet better health."
        ),
        definition="admissions-avoided",
    )


def _headline(extra: _Extra) -> str:
    if extra.verdict is Verdict.NOT_FAIR:
        return "Not a fair comparison, so nothing is said of extra checks or their cost"
    if extra.verdict is Verdict.FEWER:
        return "Fewer checks were completed than by similar people"
    if extra.verdict is not Verdict.MORE:
        return (
            "It cannot be told yet whether there were extra checks and what each cost"
        )
    low, high = (value_text(value, "count") for value in (extra.low, extra.high))
    headline = (
        f"About {value_text(extra.checks, 'count')} extra checks (from {low} to {high})"
    )
    if extra.cheapest is None:
        return f"{headline}; their cost is not known"
    if extra.each is None or extra.dearest is None:
        return f"{headline}: too wide an interval to say what each cost"
    cheap, dear = value_text(extra.cheapest, "gbp"), value_text(extra.dearest, "gbp")
    return (
        f"{headline}, at {value_text(extra.each, 'gbp')} each (from {cheap} to {dear})"
    )


def _table(estimate: Estimate, extra: _Extra, posts: PostsCost) -> Table:
    expected = value_text(estimate.expected, "count")
    rows: list[tuple[Cell, ...]] = [
        (
            "Checks expected of similar people",
            expected,
            "in the row below",
            "in the row below",
        ),
        (
            "Extra checks, with 95% interval",
            *(
                value_text(count, "count")
                for count in (extra.checks, extra.low, extra.high)
            ),
        ),
    ]
    if posts.spent is None:
        cost_name = "Actual cost of the posts (arrs_claims would fill it)"
        rows.append((cost_name, Mark.NO_DATA, Mark.NO_DATA, Mark.NO_DATA))
    else:
        cost_name = f"Actual cost of the posts{posts.gaps}"
        rows.append(
            (cost_name, value_text(posts.spent, "gbp"), AS_REPORTED, AS_REPORTED)
        )
    if posts.spent is not None and extra.verdict is not Verdict.NOT_FAIR:
        rows.append(
            (
                "Cost of each extra check",
                "cannot be told"
                if extra.each is None
                else value_text(extra.each, "gbp"),
                _least(extra.cheapest),
                "cannot be told"
                if extra.dearest is None
                else value_text(extra.dearest, "gbp"),
            )
        )
    caption = f"Cost of each extra check, {period_text(posts.first, posts.last)}"
    return Table(caption, COLUMNS, tuple(rows))


def _least(value: float | None) -> Cell:
    return (
        "no check was extra"
        if value is None
        else f"at least {value_text(value, 'gbp')}"
    )
