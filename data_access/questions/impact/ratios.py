"""Rate ratios of several measures, in words and as a table."""

from data_access.answers.core import Caption, Cell, Column, Mark, Table
from data_access.answers.impact import Effect, RatiosReport
from data_access.marts.impact.impact_design import PRIMARY
from data_access.questions.impact.matched import Matched
from data_access.questions.parts.intervals import limit_columns
from data_access.stats.matching import Estimate
from data_access.stats.verdict import FEWEST_EXPECTED
from data_access.words.numbers import value_text


def ratio_rows(matched: Matched, names: dict[str, str]) -> tuple[Effect, ...]:
    """Estimate each measure that was built, under the name given for it.

    The first outcome is as it is published, however little was expected of it.
    """
    outcomes = set(matched.sums["measure"])
    return tuple(
        ratio_row(
            name,
            matched.estimate(measure),
            0 if measure == PRIMARY else FEWEST_EXPECTED,
        )
        for measure, name in names.items()
        if measure in outcomes
    )


def ratio_row(name: str, estimate: Estimate, least: float = FEWEST_EXPECTED) -> Effect:
    """Return an estimate's ratio; no number where fewer than `least` were expected."""
    if estimate.expected < least or estimate.rate_ratio_low is None:
        return Effect(name)
    return Effect(
        name, estimate.rate_ratio, estimate.rate_ratio_low, estimate.rate_ratio_high
    )


def side(row: Effect) -> int:
    """Return -1 or 1 if the whole interval is below or above no change, else 0."""
    if row.lower is None or row.upper is None:
        return 0
    return 1 if row.lower > 1 else -1 if row.upper < 1 else 0


def ratios_report(
    matched: Matched,
    rows: tuple[Effect, ...],
    headline: str,
    measure: str,
    summary: str,
) -> RatiosReport:
    """Return the rows with their caption and table."""
    columns = (
        Column("Estimate"),
        Column("Rate ratio", "ratio"),
        *limit_columns("ratio"),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.name,
            *(
                Mark.TOO_FEW if value is None else value
                for value in (row.ratio, row.lower, row.upper)
            ),
        )
        for row in rows
    )
    return RatiosReport(
        caption=Caption(
            headline=headline,
            subtitle=f"{measure}, {matched.place.pcn_name}",
            summary=summary,
            definition="admissions-avoided",
        ),
        rows=rows,
        table=Table(measure, columns, cells),
    )


def avoided_sentence(
    estimate: Estimate, events: str, verdict: str, of: str = "in 12 months"
) -> str:
    """Return how many events were avoided, with the interval and the verdict."""
    low, high = estimate.avoided_low, estimate.avoided_high
    if low is None or high is None:
        return f"Too few people to estimate {events} avoided: {verdict}"
    change = _change(estimate.avoided)
    about = f"{change} {events} than" if change else f"as many {events} as"
    return (
        f"About {about} expected {of} "
        f"(from {_change(high) or 'none fewer'} to {_change(low) or 'none more'}): "
        f"{verdict}"
    )


def _change(avoided: float) -> str:
    """Write how many fewer or more; "" where that is written as none."""
    count = value_text(abs(avoided), "count")
    return "" if count == "0" else f"{count} {'fewer' if avoided > 0 else 'more'}"
