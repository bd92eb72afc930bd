"""What are the admissions avoided worth, beside what the posts cost?"""

import math

from data_access.answers.core import Caption, Cell, Column, Mark, Table
from data_access.answers.impact import ImpactReport, ValueReport
from data_access.catalogue.costs import ArrsCap, UnitCost, read_costs
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.marts.care.staff_cost import ROLE
from data_access.questions.impact.impact import impact
from data_access.questions.impact.matched import PRIMARY, read_matched
from data_access.questions.value.posts_cost import PostsCost, posts_cost
from data_access.stats.matching import Estimate
from data_access.stats.verdict import FEWEST_EXPECTED
from data_access.words.sentences import number, span

EVENT = "emergency admission"
AS_REPORTED = "as reported"
COLUMNS = (
    Column("Item"),
    Column("Estimate"),
    Column("Low"),
    Column("High"),
)


def impact_value(asking: Asking) -> ValueReport:
    """Report opportunity value at low, central and high unit cost beside the cost.

    The interval of the admissions avoided is carried through: the low value is the
    lower limit at the unit cost that makes it least, the high value the upper limit
    at the one that makes it most.
    """
    with asking.evidence.connect() as connection:
        matched = read_matched(asking, connection)
        posts = posts_cost(connection, matched)
    found = matched.estimate(PRIMARY)
    if found.avoided_low is None or found.expected < FEWEST_EXPECTED:
        raise CareImpactError(
            "Too few people are matched to put a value on admissions avoided; look "
            "again when more have been followed."
        )
    settings = read_costs()
    unit = settings.of(EVENT)
    caps = [
        cap
        for cap in settings.arrs_cap
        if (cap.role, cap.weighting) == (ROLE, "national")
    ]
    return ValueReport(
        caption=Caption(
            headline=_headline(impact(asking), found, unit, posts),
            subtitle=(
                "Opportunity value of emergency admissions avoided, with its 95% "
                "interval, against like people who had not started, beside the cost of "
                f"the posts, {matched.place.pcn_name}, {span(posts.first, posts.last)}"
            ),
            summary=(
                "Opportunity value is what the beds and staff could do instead. It is "
                "not cash: no budget grows when an admission is avoided. It is of the "
                f"{found.people:,} people matched, and the cost is of all the posts. "
                f"Unit cost in {unit.year} prices: {unit.source.rstrip('.')}."
                + _cap_sources(caps)
            ),
            definition="admissions-avoided",
        ),
        break_even=None
        if posts.spent is None
        else math.ceil(posts.spent / unit.central),
        table=_table(found, unit, posts, caps),
    )


def value_limits(found: Estimate, unit: UnitCost) -> tuple[float, float]:
    """Return the least and the most that the interval and the range of cost allow."""
    low, high = found.avoided_low or 0.0, found.avoided_high or 0.0
    return (
        low * (unit.low if low > 0 else unit.high),
        high * (unit.high if high > 0 else unit.low),
    )


def _headline(
    judged: ImpactReport, found: Estimate, unit: UnitCost, posts: PostsCost
) -> str:
    # By the verdict: an interval beside nought is not enough where a check failed.
    if judged.verdict not in ("fewer", "more"):
        return "Whether the admissions avoided are worth anything cannot be told yet"
    least, most = (number(value, "gbp") for value in value_limits(found, unit))
    value = f"{number(found.avoided * unit.central, 'gbp')} (from {least} to {most})"
    if found.avoided < 0:
        return f"More admissions than expected, an opportunity value of about {value}"
    beside = "" if posts.spent is None else f", beside {number(posts.spent, 'gbp')}"
    return (
        "Fewer admissions than expected, an opportunity value, not cash, of about "
        f"{value}{beside}"
    )


def _cap_sources(caps: list[ArrsCap]) -> str:
    if not caps:
        return " No reimbursement cap is set."
    said = "; ".join(
        f"{cap.year} {cap.weighting}, {cap.source.rstrip('.')}" for cap in caps
    )
    return f" Reimbursement cap: {said}."


def _table(
    found: Estimate, unit: UnitCost, posts: PostsCost, caps: list[ArrsCap]
) -> Table:
    low, high = found.avoided_low or 0.0, found.avoided_high or 0.0
    least, most = value_limits(found, unit)
    rows: list[tuple[Cell, ...]] = [
        (
            "Admissions avoided, with 95% interval",
            number(found.avoided, "count"),
            number(low, "count"),
            number(high, "count"),
        ),
        (
            f"One {EVENT} ({unit.year} prices)",
            number(unit.central, "gbp"),
            number(unit.low, "gbp"),
            number(unit.high, "gbp"),
        ),
        (
            "Opportunity value, not cash",
            number(found.avoided * unit.central, "gbp"),
            number(least, "gbp"),
            number(most, "gbp"),
        ),
    ]
    rows += _posts_rows(posts, caps)
    if posts.spent is not None:
        rows.append(
            (
                "Admissions avoided at which the posts break even",
                f"{math.ceil(posts.spent / unit.central):,}",
                f"{math.ceil(posts.spent / unit.high):,}",
                f"{math.ceil(posts.spent / unit.low):,}",
            )
        )
    caption = f"Value beside cost, {span(posts.first, posts.last)}"
    return Table(caption, COLUMNS, tuple(rows))


def _posts_rows(posts: PostsCost, caps: list[ArrsCap]) -> list[tuple[Cell, ...]]:
    """List what the posts cost, once; a missing file is said and never a nought."""
    if posts.wte is None or posts.claimed is None:
        words = "Cost of the posts (an arrs_claims file would fill it)"
        return [(words, Mark.NO_DATA, Mark.NO_DATA, Mark.NO_DATA)]
    rows = [
        ("Whole-time equivalents, average", f"{posts.wte:.1f}"),
        ("ARRS claimed", number(posts.claimed, "gbp")),
        *(
            (
                f"Most that could be claimed at the {cap.year} {cap.weighting} cap",
                number(cap.gbp_per_wte * posts.wte * posts.months / 12, "gbp"),
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
        words = f"Actual cost of the posts{posts.gaps}"
        cells.append((words, number(posts.spent, "gbp"), AS_REPORTED, AS_REPORTED))
    return cells
