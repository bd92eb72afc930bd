"""Is the gap by deprivation closing, widening, or no different from before?"""

from datetime import date

from data_access.answers.core import Caption, Cell, Column, Compared, Mark, Table
from data_access.answers.equity import Gap, GapTrend
from data_access.door import Context
from data_access.months import months_after
from data_access.questions.equity.equity_index import FIFTHS, gap_of, gap_sentence
from data_access.questions.equity.equity_slope import (
    DESCRIPTION,
    DIMENSION,
    require_groups,
)
from data_access.questions.parts.group_counts import GroupCells, cells_of_place
from data_access.questions.parts.group_measure import (
    GroupMeasure,
    find_measure,
    measured_place,
)
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.place import Place
from data_access.questions.parts.senders import said_of_senders
from data_access.stats.inequality import absolute_gap
from data_access.words.numbers import month_text, period_text, value_text
from data_access.words.sentences import sentence_case

QUARTER = 3  # months from one point to the next
YEAR = 4  # points back, to a window that has no month in common


def equity_trend(context: Context, measure: str) -> GapTrend:
    """Report a measure's slope index every third month, back from the chosen one.

    Raises NotPermittedError for one practice's fifths outside direct care, and
    CareImpactError naming the files to load if the measure is not loaded.
    """
    indicator = find_measure(measure)
    with context.evidence.connect() as connection:
        place = measured_place(context, connection, indicator)
        exact = require_groups(context, place)
        ends = _ends(indicator, place)
        wanted = {day for end in ends for day in indicator.window(end)}
        cells = cells_of_place(connection, indicator, place, DIMENSION, sorted(wanted))
    months = tuple(
        end for end in ends if cells.count(end, exact=exact, practice=place.practice)
    )
    if not months:
        raise indicator.missing(context, place)
    # A practice that begins or stops to send is no change of the gap.
    latest = cells.senders(months[-1], place.practice)
    months = tuple(m for m in months if cells.senders(m, place.practice) == latest)
    gaps = {end: gap for end in months if (gap := _at(cells, end, place, exact=exact))}
    items = tuple(_item(end, gaps.get(end)) for end in months)
    subtitle = (
        f"{indicator.record.name}, slope index of inequality, "
        f"{indicator.where(place)}, every third month, "
        f"{period_text(months[0], months[-1])}"
    )
    return GapTrend(
        caption=Caption(
            headline=_headline(indicator, months, gaps),
            subtitle=subtitle,
            summary=said_of_senders(_summary(indicator, gaps, months), latest, place),
            definition="inequality",
        ),
        unit=indicator.gap_unit,
        months=months,
        gaps=items,
        table=_table(subtitle, indicator, months, gaps),
    )


def _ends(indicator: GroupMeasure, place: Place) -> tuple[date, ...]:
    """List the months to end at, the earliest first."""
    ends = [indicator.last_month(place)]
    while (before := months_after(ends[-1], -QUARTER)) >= place.first_month:
        ends.append(before)
    return tuple(reversed(ends))


def _at(cells: GroupCells, end: date, place: Place, *, exact: bool) -> Gap | None:
    return gap_of(
        cells.indicator,
        [
            cells.count(end, DIMENSION, code, exact=exact, practice=place.practice)
            for code in FIFTHS
        ],
    )


def _item(end: date, gap: Gap | None) -> Compared:
    name = month_text(end)
    if gap is None:
        return Compared(end.isoformat(), name, mark=Mark.TOO_FEW)
    return Compared(end.isoformat(), name, gap.value, gap.lower, gap.upper)


def _headline(
    indicator: GroupMeasure, months: tuple[date, ...], gaps: dict[date, Gap]
) -> str:
    now = gaps.get(months[-1])
    if now is None:
        return (
            f"Too few people to judge a gap by deprivation in {month_text(months[-1])}"
        )
    before = gaps.get(months[-1 - YEAR]) if len(months) > YEAR else None
    gap_words = gap_sentence(now.value, now.lower, now.upper, indicator.gap_unit)
    start = sentence_case(gap_words)
    if before is None:
        return f"{start}; no gap a year before to compare with"
    turned = now.value * before.value < 0
    way = " the other way" if turned else ""
    size = abs(before.value)
    a_year = f"a year before ({value_text(size, indicator.gap_unit, words=False)}{way})"
    change = absolute_gap(
        [before.value, now.value], [before.lower, now.lower], [before.upper, now.upper]
    )
    if change.gap_lower <= 0 <= change.gap_upper:
        return f"{start}; no change from {a_year} beyond chance"
    if turned:
        return f"{start}; different from {a_year}, by more than chance"
    change_is = "wider" if abs(now.value) > abs(before.value) else "narrower"
    return f"{start}; {change_is} than {a_year}, by more than chance"


def _summary(
    indicator: GroupMeasure, gaps: dict[date, Gap], months: tuple[date, ...]
) -> str:
    sentences = [
        (
            "Above zero a figure is higher at the least deprived end, below zero "
            "at the most deprived end. Lines show 95% limits; where they cross "
            "zero there is no gap beyond chance."
        )
    ]
    if indicator.months > 1 or indicator.record.rolling:
        sentences.append(
            "Each point is of twelve months, so neighbours share nine of them: compare "
            "points a year apart."
        )
    withheld = len(months) - len([day for day in months if day in gaps])
    if withheld:
        sentences.append(
            f"{withheld} of {len(months)} points are withheld because a fifth had too "
            "few people."
        )
    if indicator.record.id == "emergency":
        sentences.append(DESCRIPTION)
    return " ".join(sentences)


def _table(
    caption: str,
    indicator: GroupMeasure,
    months: tuple[date, ...],
    gaps: dict[date, Gap],
) -> Table:
    columns = (
        Column("To the end of", "month"),
        Column("Slope index", indicator.gap_unit),
        *limit_columns(indicator.gap_unit),
        Column("Relative index", "ratio"),
        Column("Reading"),
    )
    rows = tuple(_row(indicator, day, gaps.get(day)) for day in months)
    return Table(caption, columns, rows)


def _row(indicator: GroupMeasure, day: date, gap: Gap | None) -> tuple[Cell, ...]:
    if gap is None:
        return (day, *(Mark.TOO_FEW,) * 4, "withheld")
    relative = Mark.NO_DATA if gap.relative is None else gap.relative[0]
    reading = gap_sentence(gap.value, gap.lower, gap.upper, indicator.gap_unit)
    return (day, gap.value, gap.lower, gap.upper, relative, reading)
