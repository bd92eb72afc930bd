"""What are the admissions avoided worth, compared with the cost of the posts?"""

import math

from data_access.answers.core import Caption, Cell, Column, Mark, Table
from data_access.answers.impact import ImpactReport, ValueReport
from data_access.catalogue.costs import (
    ArrsCap,
    UnitRange,
    read_costs,
    sourced,
    year_text,
)
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.care.staff_cost import ROLE
from data_access.marts.impact.impact_design import PRIMARY
from data_access.months import months_between
from data_access.questions.impact.impact import impact
from data_access.questions.impact.matched import read_matched
from data_access.questions.value.posts_cost import PostsCost, posts_cost
from data_access.stats.matching import Estimate
from data_access.stats.verdict import FEWEST_EXPECTED
from data_access.words.numbers import number_text, period_text, plain_text, value_text

EVENT = "emergency admission"
AS_REPORTED = "as reported"
COLUMNS = (Column("Item"), Column("Estimate"), Column("Low"), Column("High"))


def impact_value(context: Context) -> ValueReport:
    """Compare opportunity value, at the range of unit costs in use, with the cost.

    The limits include the interval of the admissions avoided: the low value is the
    lower limit at the unit cost that makes it least, the high value the upper limit at
    the unit cost that makes it most.
    """
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        posts = posts_cost(connection, matched)
    estimate = matched.estimate(PRIMARY)
    if estimate.avoided_low is None or estimate.expected < FEWEST_EXPECTED:
        raise CareImpactError(
            "Too few people are followed to put a value on admissions avoided; look "
            "again when more have been followed."
        )
    settings = read_costs()
    unit = settings.of(EVENT, posts.last)
    years = sorted({year_text(day) for day in months_between(posts.first, posts.last)})
    held = (settings.cap(ROLE, "national", year=year) for year in years)
    caps = [cap for cap in held if cap is not None]
    return ValueReport(
        caption=Caption(
            headline=_headline(impact(context), estimate, unit, posts),
            subtitle=(
                "Opportunity value of emergency admissions avoided, with its 95% "
                "interval, against similar people who had not started, compared with "
                f"the cost of the posts, {matched.place.pcn_name}, "
                f"{period_text(posts.first, posts.last)}"
            ),
            summary=(
                "Opportunity value is what the beds and staff could do instead. It "
                "is not cash: no budget grows when an admission is avoided. It "
                f"covers the {number_text(estimate.people)} people compared; the "
                f"cost covers all the posts. One {EVENT}: {unit.words}. "
                f"{unit.source}." + _cap_sources(caps)
            ),
            definition="admissions-avoided",
        ),
        break_even=None if posts.spent is None else break_even(posts.spent, unit),
        table=_table(estimate, unit, posts, caps),
    )


def break_even(spent: float, unit: UnitRange) -> tuple[int, int]:
    """Return the fewest and the most admissions that are worth what was spent."""
    return math.ceil(spent / unit.high), math.ceil(spent / unit.low)


def value_limits(estimate: Estimate, unit: UnitRange) -> tuple[float, float]:
    """Return the lowest and highest value that interval and unit cost allow (GBP)."""
    low, high = estimate.avoided_low or 0.0, estimate.avoided_high or 0.0
    return (
        low * (unit.low if low > 0 else unit.high),
        high * (unit.high if high > 0 else unit.low),
    )


def _headline(
    judged: ImpactReport, estimate: Estimate, unit: UnitRange, posts: PostsCost
) -> str:
    # By the verdict: an interval away from zero is not enough where a check failed.
    if judged.verdict not in ("fewer", "more"):
        return "It cannot be told yet whether the admissions avoided have a value"
    least, most = (value_text(value, "gbp") for value in value_limits(estimate, unit))
    value = f"{least} to {most}"
    if estimate.avoided < 0:
        return f"More admissions than expected, an opportunity value of {value}"
    cost = "" if posts.spent is None else value_text(posts.spent, "gbp")
    return (
        "Fewer admissions than expected, an opportunity value, not cash, of "
        f"{value}{cost and f', compared with {cost}'}"
    )


def _cap_sources(caps: list[ArrsCap]) -> str:
    if not caps:
        return " No reimbursement cap is set."
    sources = "; ".join(
        f"{cap.year} {cap.weighting}, {sourced(cap.source, cap.certain)}"
        for cap in caps
    )
    return f" Reimbursement cap: {sources}."


def _table(
    estimate: Estimate, unit: UnitRange, posts: PostsCost, caps: list[ArrsCap]
) -> Table:
    low, high = estimate.avoided_low or 0.0, estimate.avoided_high or 0.0
    least, most = value_limits(estimate, unit)
    rows: list[tuple[Cell, ...]] = [
        (
            "Admissions avoided, with 95% interval",
            value_text(estimate.avoided, "count"),
            value_text(low, "count"),
            value_text(high, "count"),
        ),
        (
            f"One {EVENT} ({unit.year} prices), middle of the range",
            value_text(unit.middle, "gbp"),
            value_text(unit.low, "gbp"),
            value_text(unit.high, "gbp"),
        ),
        (
            "Opportunity value, not cash",
            value_text(estimate.avoided * unit.middle, "gbp"),
            value_text(least, "gbp"),
            value_text(most, "gbp"),
        ),
    ]
    rows += _posts_rows(posts, caps)
    if posts.spent is not None:
        rows.append(
            (
                "Admissions avoided at which the posts break even",
                number_text(math.ceil(posts.spent / unit.middle)),
                *map(number_text, break_even(posts.spent, unit)),
            )
        )
    caption = f"Value compared with cost, {period_text(posts.first, posts.last)}"
    return Table(caption, COLUMNS, tuple(rows))


def _posts_rows(posts: PostsCost, caps: list[ArrsCap]) -> list[tuple[Cell, ...]]:
    """List the cost of the posts once; a missing file is reported, never zero."""
    if posts.wte is None or posts.claimed is None:
        cost_name = "Cost of the posts (an arrs_claims file would fill it)"
        return [(cost_name, Mark.NO_DATA, Mark.NO_DATA, Mark.NO_DATA)]
    rows = [
        ("Whole-time equivalents, average", plain_text(posts.wte)),
        (
            f"ARRS claimed{posts.gaps if posts.known else ''}",
            value_text(posts.claimed, "gbp"),
        ),
        *(
            (
                f"Most that could be claimed at the {cap.year} {cap.weighting} cap",
                value_text(cap.gbp_per_wte * posts.wte * posts.counted / 12, "gbp"),
            )
            for cap in caps
        ),
    ]
    cells: list[tuple[Cell, ...]] = [(*row, AS_REPORTED, AS_REPORTED) for row in rows]
    if posts.spent is None:
        cells.append(
            ("Actual cost of the posts", Mark.NO_DATA, Mark.NO_DATA, Mark.NO_DATA)
        )
    else:
        cost_name = f"Actual cost of the posts{posts.gaps}"
        cells.append(
            (cost_name, value_text(posts.spent, "gbp"), AS_REPORTED, AS_REPORTED)
        )
    return cells
