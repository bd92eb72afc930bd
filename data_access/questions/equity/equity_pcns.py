"""Do PCNs differ in their gap by deprivation, by more than chance?"""

from scipy.stats import norm

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    Comparison,
    Mark,
    Table,
)
from data_access.answers.equity import Gap
from data_access.door import Context
from data_access.queries.places import Practice
from data_access.questions.equity.equity_index import FIFTHS, gap_of, gap_sentence
from data_access.questions.equity.equity_slope import (
    DESCRIPTION,
    DIMENSION,
    NOT_ADJUSTED,
)
from data_access.questions.parts.group_counts import read_cells
from data_access.questions.parts.group_measure import GroupMeasure, find_measure
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.pcn_rows import find_compared
from data_access.stats.heterogeneity import heterogeneity

LEAST_PCNS = 2
SIGNIFICANCE = 0.05
_Z = float(norm.ppf(0.975))


def equity_pcns(context: Context, measure: str) -> Comparison:
    """Report the slope index of each loaded PCN, in order of name, not of rank.

    Raises NotComparedError if the reader is no commissioner or there is one PCN.
    """
    indicator = find_measure(measure)
    with context.evidence.connect() as connection:
        place = find_compared(context, connection)
        end = indicator.last_month(place)
        gaps = []
        for pcn in place.practices:
            cells = read_cells(
                connection,
                indicator,
                pcn=pcn.code,
                cohort=indicator.cohort(place),
                months=indicator.window(end),
                dimensions=(DIMENSION,),
            )
            counts = [cells.count(end, DIMENSION, code, exact=False) for code in FIFTHS]
            mark = Mark.TOO_FEW if any(counts) else Mark.NO_DATA
            gaps.append((pcn, gap_of(indicator, counts), mark))
    items = tuple(_item(pcn, gap, mark) for pcn, gap, mark in gaps)
    subtitle = f"{indicator.record.name}, slope index of inequality of each PCN, "
    subtitle += f"{indicator.gap_per}, {indicator.period(end)}"
    return Comparison(
        caption=Caption(
            headline=_headline([gap for _, gap, _ in gaps if gap is not None]),
            subtitle=subtitle,
            summary="PCNs are in order of name, because a ranking would mostly "
            "reflect chance. Lines show 95% limits; one that crosses zero has no "
            f"gap beyond chance. {NOT_ADJUSTED}"
            + (f" {DESCRIPTION}" if indicator.record.id == "emergency" else ""),
            definition="inequality",
        ),
        places=items,
        average=None,
        table=_table(subtitle, indicator, items),
    )


def _item(pcn: Practice, gap: Gap | None, mark: Mark) -> Compared:
    if gap is None:
        return Compared(pcn.code, pcn.name, mark=mark)
    return Compared(pcn.code, pcn.name, gap.value, gap.lower, gap.upper)


def _headline(gaps: list[Gap]) -> str:
    errors = [(gap.upper - gap.lower) / (2 * _Z) for gap in gaps]
    known = [
        (gap.value, error) for gap, error in zip(gaps, errors, strict=True) if error > 0
    ]
    if len(known) < LEAST_PCNS:
        return "Too few PCNs have a slope index to compare"
    values, spread = zip(*known, strict=True)
    if heterogeneity(values, spread).p_value < SIGNIFICANCE:
        return "PCNs differ in their gaps by more than chance"
    return "No difference between the PCNs' gaps beyond chance"


def _table(caption: str, indicator: GroupMeasure, items: tuple[Compared, ...]) -> Table:
    columns = (
        Column("PCN"),
        Column("Slope index", indicator.gap_unit),
        *limit_columns(indicator.gap_unit),
        Column("Reading"),
    )
    return Table(caption, columns, tuple(_row(indicator, item) for item in items))


def _row(indicator: GroupMeasure, item: Compared) -> tuple[Cell, ...]:
    if item.value is None or item.lower is None or item.upper is None:
        return (item.name, *(item.mark or Mark.NO_DATA,) * 3, "withheld")
    reading = gap_sentence(item.value, item.lower, item.upper, indicator.gap_unit)
    return (item.name, item.value, item.lower, item.upper, reading)
