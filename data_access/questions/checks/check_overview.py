"""What is the uptake of every health check, and did it change in a year?"""

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark, Table
from data_access.catalogue.checks import CHECKS
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.judged_years import CONFIDENCE
from data_access.questions.parts.marks import marked
from data_access.questions.parts.month_values import compared_value
from data_access.questions.parts.place import find_place
from data_access.stats.differences import share_difference
from data_access.words.numbers import month_text, value_text
from data_access.words.sentences import findings, listed, sentence_case

_NEEDED = (
    "No health check can be shown: load health_checks.csv and cohorts.csv with at "
    "least 12 months of history."
)


def check_overview(context: Context) -> Comparison:
    """Report the uptake of every check at a place, in the twelve months to the month.

    Raises CareImpactError naming the files to load if none is loaded.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        before = place.month.replace(year=place.month.year - 1)
        cells = month_cells(
            connection,
            indicators=CHECKS,
            pcn=place.pcn,
            months=(place.month, before),
            dimensions=("all",),
            practices=(place.practice,),
        )
    if not cells:
        raise CareImpactError(_NEEDED)
    exact = context.viewer.exact_for(place.practice_codes)
    by_month = {(cell.indicator, cell.month): cell for cell in cells}
    items, changes = [], []
    for id_ in CHECKS:
        indicator, now = BY_ID[id_], by_month.get((id_, place.month))
        item = compared_value(indicator, now, id_, indicator.name, exact=exact)
        items.append(item)
        # A direction next to a suppressed figure would say how high or low it is.
        change = (
            _change(now, by_month.get((id_, before))) if item.mark is None else None
        )
        changes.append(change)
    return Comparison(
        caption=Caption(
            headline=_headline(items, changes),
            subtitle="Health checks, per cent of each register with a complete "
            f"check in the 12 months to the end of {month_text(place.month)}, "
            f"{place.name}",
            summary=_summary(items),
            definition="intervals",
        ),
        places=tuple(items),
        average=None,
        table=_table(items, changes, place.name),
    )


def _change(now: MonthCell | None, before: MonthCell | None) -> int | None:
    """Say whether uptake is above (1) or below (-1) a year before; None: not known.

    0 where limits of the difference hold zero.
    """
    counts = [
        (cell.numerator, cell.denominator)
        for cell in (now, before)
        if cell is not None and cell.denominator
    ]
    if len(counts) < 2:
        return None
    # At the level of every verdict on a year, so that pages agree.
    change = share_difference(*counts[0], *counts[1], confidence=CONFIDENCE)
    if float(change.lower) > 0:
        return 1
    return -1 if float(change.upper) < 0 else 0


def _headline(items: list[Compared], changes: list[int | None]) -> str:
    def named(change: int) -> list[str]:
        both = zip(items, changes, strict=True)
        return [item.name for item, moved in both if moved == change]

    headline = findings(
        ("lower than a year before", named(-1)), ("higher than a year before", named(1))
    )
    if headline:
        return sentence_case(headline)
    if any(change == 0 for change in changes):
        return "No check is higher or lower than a year before by more than chance"
    return "Uptake of each check; there is no earlier year to compare with"


def _summary(items: list[Compared]) -> str:
    summary = "Lines show 95% confidence intervals."
    known = [item for item in items if item.value is not None]
    if known:
        lowest = min(known, key=lambda item: item.value or 0.0)
        highest = max(known, key=lambda item: item.value or 0.0)
        summary += (
            f" Uptake runs from {value_text(lowest.value or 0.0, 'percent')} "
            f"({lowest.name}) to {value_text(highest.value or 0.0, 'percent')} "
            f"({highest.name})."
        )
    few = [item.name for item in items if item.mark is Mark.TOO_FEW]
    summary += marked(items, Mark.SUPPRESSED)
    if few:
        summary += f" Fewer than 20 people on the register: {listed(few)}."
    return summary


def _table(items: list[Compared], changes: list[int | None], place: str) -> Table:
    columns = (
        Column("Check"),
        Column("Uptake", "percent"),
        *limit_columns("percent"),
        Column("Register", "count"),
        Column("Target"),
        Column("Compared with a year before"),
    )
    rows = tuple(
        (item.name, *item.cells, _target(BY_ID[item.code]), _words(change))
        for item, change in zip(items, changes, strict=True)
    )
    return Table(f"Health checks, {place}", columns, rows)


def _target(indicator: Indicator) -> str:
    return (
        "none set"
        if indicator.target is None
        else value_text(indicator.target, indicator.unit)
    )


def _words(change: int | None) -> str:
    if change is None:
        return "not known"
    return {1: "higher", -1: "lower", 0: "cannot tell"}[change]
