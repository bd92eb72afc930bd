"""Are the admissions avoided worth the cost of the posts, or how many would be?"""

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    ColumnKind,
    Compared,
    Comparison,
    Mark,
    Table,
)
from data_access.answers.impact import ImpactReport
from data_access.answers.value import WorthReport
from data_access.catalogue.costs import UnitRange, read_costs
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_design import PRIMARY
from data_access.questions.impact.impact import impact
from data_access.questions.impact.impact_value import EVENT, break_even, value_limits
from data_access.questions.impact.matched import read_matched
from data_access.questions.value.posts_cost import PostsCost, posts_cost
from data_access.stats.verdict import FEWEST_EXPECTED, Verdict
from data_access.words.numbers import number_text, period_text, value_text


def value_worth(context: Context) -> WorthReport:
    """Compare opportunity value with cost, and the break-even with the estimate.

    The verdict is that of the estimate: if it cannot say whether any admission was
    avoided, it cannot say what that is worth.

    Raises CareImpactError if too few people are matched to put a value on anything.
    """
    judged = impact(context)
    if judged.avoided is None or judged.expected < FEWEST_EXPECTED:
        raise CareImpactError(
            "Too few people are followed to put a value on admissions avoided; look "
            "again when more have been followed."
        )
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        posts = posts_cost(connection, matched)
    unit = read_costs().of(EVENT, posts.last)
    least, most = value_limits(matched.estimate(PRIMARY), unit)
    value = Compared(
        "value",
        "Opportunity value, not cash",
        judged.avoided * unit.middle,
        least,
        most,
    )
    return WorthReport(
        verdict=judged.verdict,
        unit=unit.words,
        value=_value(judged, value, posts, unit),
        needed=_needed(judged, posts, unit),
    )


def _value(
    judged: ImpactReport, value: Compared, posts: PostsCost, unit: UnitRange
) -> Comparison:
    places = (
        value,
        _amount("spent", "Actual cost of the posts", posts.spent),
        _amount("claimed", "Claimed from ARRS", posts.claimed),
    )
    where = f"{judged.place}, {period_text(posts.first, posts.last)}"
    lacking = f" The cost is known for {posts.known} of {posts.months} months claimed."
    if not posts.months:
        lacking = " An arrs_claims file would give their cost."
    return Comparison(
        caption=Caption(
            headline=_worth_words(judged, value, posts),
            subtitle=(
                "Opportunity value of emergency admissions avoided, against "
                "similar people who had not started, from what its 95% interval "
                f"and the range of unit costs allow; and cost of the posts, {where}"
            ),
            summary=(
                "Opportunity value is what the beds and staff could do instead. It "
                "is not cash: no budget grows when an admission is avoided. The "
                "estimate covers people compared only; the cost covers all the "
                f"posts. An {EVENT}: {unit.words}, and the point is at the middle "
                f"of them. {unit.source}." + lacking
            ),
            definition="value",
        ),
        places=places,
        average=None,
        table=_table(
            f"Value compared with cost, {where}",
            "Amount",
            "gbp",
            (
                *places,
                Compared("unit", f"An {EVENT}", unit.middle, unit.low, unit.high),
            ),
        ),
    )


def _needed(judged: ImpactReport, posts: PostsCost, unit: UnitRange) -> Comparison:
    at = {"high": unit.high, "low": unit.low}
    needed = None if posts.spent is None else break_even(posts.spent, unit)
    places = (
        Compared(
            "avoided",
            "Estimated, with its 95% interval",
            judged.avoided,
            judged.avoided_low,
            judged.avoided_high,
        ),
        *(
            _amount(code, f"Worth the posts at {value_text(cost, 'gbp')} each", number)
            for (code, cost), number in zip(
                at.items(), needed or (None, None), strict=True
            )
        ),
    )
    where = f"{judged.place}, {period_text(posts.first, posts.last)}"
    return Comparison(
        caption=Caption(
            headline=_needed_words(judged, needed),
            subtitle=(
                "Emergency admissions avoided, estimated against similar people "
                "who had not started with its 95% interval, and the number that "
                f"the cost of the posts is worth, {where}"
            ),
            summary=(
                "The break-even is the actual cost of the posts over what an "
                f"{EVENT} is worth, {unit.words}: a yardstick in opportunity "
                "value, not evidence that any were avoided."
            ),
            definition="value",
        ),
        places=places,
        average=None,
        table=_table(f"Break-even, {where}", "Admissions", "count", places),
    )


def _amount(code: str, name: str, amount: float | None) -> Compared:
    mark = Mark.NO_DATA if amount is None else None
    return Compared(code, name, amount, mark=mark)


def _worth_words(judged: ImpactReport, value: Compared, posts: PostsCost) -> str:
    verdict = Verdict(judged.verdict)
    if not verdict.concludes:
        why = ": not a fair comparison" if verdict is Verdict.NOT_FAIR else ""
        return (
            "It cannot be told yet whether the posts are worth their cost in "
            f"admissions avoided{why}"
        )
    if verdict is Verdict.NO_CHANGE:
        return "No evidence of change in admissions, so no value to compare with cost"
    low, high = (
        value_text(amount or 0.0, "gbp") for amount in (value.lower, value.upper)
    )
    cost = "" if posts.spent is None else value_text(posts.spent, "gbp")
    more = "More" if verdict is Verdict.MORE else "Fewer"
    return (
        f"{more} admissions than expected, an opportunity value of {low} to {high}"
        f"{cost and f', compared with {cost}'}"
    )


def _needed_words(judged: ImpactReport, needed: tuple[int, int] | None) -> str:
    """Say the break-even; the higher the unit cost, the fewer are needed."""
    if needed is None:
        return (
            "The number of admissions the posts are worth is not known without their "
            "cost"
        )
    fewest, most = map(number_text, needed)
    headline = f"The posts cost as much as {fewest} to {most} admissions"
    if not Verdict(judged.verdict).concludes:
        return f"{headline}; it cannot be told yet whether any were avoided"
    return f"{headline}; the verdict on admissions: {judged.verdict}"


def _table(
    caption: str, amount: str, kind: ColumnKind, places: tuple[Compared, ...]
) -> Table:
    columns = (
        Column("Item"),
        Column(amount, kind),
        Column("Least", kind),
        Column("Most", kind),
    )
    rows: list[tuple[Cell, ...]] = []
    for item in places:
        limits = (item.lower, item.upper)
        bounds: list[Cell] = [
            "as reported" if limit is None else limit for limit in limits
        ]
        why = item.mark or Mark.NO_DATA
        rows.append((item.name, why if item.value is None else item.value, *bounds))
    return Table(caption, columns, tuple(rows))
