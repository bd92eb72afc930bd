"""What did each extra completed check cost in each PCN?"""

from dataclasses import replace

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    Comparison,
    Mark,
    Table,
)
from data_access.answers.impact import CheckCostReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.pcn_rows import find_compared
from data_access.selection import Selection


def value_pcns(context: Context) -> Comparison:
    """Compare the cost of each extra check between PCNs, in order of name.

    Each is estimated against like people of its own PCN, with its interval. A PCN whose
    interval includes no extra check has no cost to compare.

    Raises NotComparedError if the reader is no commissioner, or there is one PCN.
    """
    with context.evidence.connect() as connection:
        place = find_compared(context, connection)
    by_pcn = {
        pcn.code: (pcn.name, _report(context, pcn.code)) for pcn in place.practices
    }
    places = tuple(_place(code, *item) for code, item in by_pcn.items())
    known_costs = [item for item in places if item.value is not None]
    return Comparison(
        caption=Caption(
            headline=_headline(len(known_costs), len(places)),
            subtitle=(
                "Actual cost of the posts for each extra completed health check, "
                "against similar people who had not started, PCNs"
            ),
            summary=(
                "Lines run from the cost at the most extra checks that the 95% "
                "interval allows to that at the fewest. The whole cost of a PCN's "
                "posts is divided by its checks, as if nothing else were done. "
                "PCNs are in order of name: if two lines overlap, chance may "
                "explain the whole difference."
            ),
            definition="admissions-avoided",
        ),
        places=places,
        average=None,
        table=_table(places, by_pcn),
    )


def _report(context: Context, pcn: str) -> CheckCostReport | None:
    try:
        return impact_check_cost(replace(context, selection=Selection(pcn=pcn)))
    except CareImpactError:
        return None  # too few people, or no file: the row says that it has no data


def _place(code: str, name: str, report: CheckCostReport | None) -> Compared:
    if report is None:
        return Compared(code, name, mark=Mark.NO_DATA)
    if report.cost is None:
        return Compared(code, name, mark=Mark.TOO_FEW)
    return Compared(code, name, report.cost, report.cost_low, report.cost_high)


def _headline(known: int, pcns: int) -> str:
    if not known:
        return "The cost of an extra check cannot be told yet in any PCN"
    return f"The cost of an extra check can be told in {known} of {pcns} PCNs"


def _table(
    places: tuple[Compared, ...], by_pcn: dict[str, tuple[str, CheckCostReport | None]]
) -> Table:
    columns = (
        Column("PCN"),
        Column("Extra checks", "count"),
        *limit_columns("count"),
        Column("Cost of each", "gbp"),
        Column("At the most checks", "gbp"),
        Column("At the fewest", "gbp"),
    )
    rows: list[tuple[Cell, ...]] = []
    for place in places:
        report = by_pcn[place.code][1]
        extra = (
            (Mark.NO_DATA,) * 3
            if report is None
            else (report.extra, report.extra_low, report.extra_high)
        )
        cost = (
            (place.mark or Mark.NO_DATA) if number is None else number
            for number in (place.value, place.lower, place.upper)
        )
        rows.append((place.name, *extra, *cost))
    return Table("Cost of each extra check by PCN", columns, tuple(rows))
