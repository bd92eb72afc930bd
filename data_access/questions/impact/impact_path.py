"""Were the two groups alike before the start, and when did they begin to differ?"""

import math

import pandas as pd

from data_access.answers.core import Caption, Cell, Column, Mark, Table
from data_access.answers.impact import PathPoint, PathReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.impact_sums import impact_rows
from data_access.questions.impact.comparison_checks import earlier_check, pre_trend
from data_access.questions.impact.estimate_shown import enough_observed, two_digits
from data_access.questions.impact.matched import NOTHING, path_by, read_matched
from data_access.questions.parts.intervals import limit_columns
from data_access.words.numbers import number_text, with_plus

_Z = 1.959964
_LEAST_P = 0.01  # of two decimals; a chance of 0.00 there is not
_LEAST_EXPECTED = 2.0  # fewer, and a ratio of a single month is noise alone


def impact_path(context: Context) -> PathReport:
    """Report the rate ratio by month: of the year before the last, and after the start.

    The year between is the one that people are compared at the same risk by.
    """
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        rows = impact_rows(connection, "impact_path", matched.place.pcn)
    rows = rows[pd.to_datetime(rows["month"]) <= pd.Timestamp(matched.last_month)]
    if rows.empty:
        raise CareImpactError(NOTHING)
    by_month = path_by(rows, "k")
    points = tuple(
        _point(int(str(k)), row, exact=matched.exact) for k, row in by_month.iterrows()
    )
    tested = pre_trend(matched)
    p_value = tested.p_value if tested else None
    return PathReport(
        caption=Caption(
            headline=earlier_check(matched).sentence.rstrip("."),
            subtitle=(
                "Rate ratio of emergency admissions, people who started against "
                "similar people who had not, by month from the start, "
                f"{matched.place.pcn_name}"
            ),
            summary=(
                "A ratio of 1 is no difference. Months 24 to 13 before the start "
                "should be near it: nothing had started, and the comparison does not "
                "look at them. The year before the start is what people are compared "
                f"by, and is left out with the month of it. {joint_test(p_value)}"
            ),
            definition="admissions-avoided",
        ),
        points=points,
        table=_table(points),
    )


def joint_test(p_value: float | None) -> str:
    """Return the sentence on the quarters of the year before the start."""
    if p_value is None:
        return ""
    shown = f"= {number_text(p_value, 2)}" if p_value >= _LEAST_P else "is below 0.01"
    return (
        "Of people alike in every band, the quarters of that year tested together: "
        f"p {shown}."
    )


def _point(month: int, row: pd.Series, *, exact: bool) -> PathPoint:
    observed, expected = float(row["observed"]), float(row["expected"])
    if expected < _LEAST_EXPECTED or not enough_observed(observed, exact=exact):
        return PathPoint(month)
    # Half an event on each side keeps a month with none on the scale.
    ratio = (observed + 0.5) / (expected + 0.5)
    error = math.sqrt(1 / (observed + 0.5) + float(row["variance"]) / expected**2)
    reach = math.exp(_Z * error)
    low, high = ratio / reach, ratio * reach
    ratio, low, high = (two_digits(n, exact=exact) for n in (ratio, low, high))
    return PathPoint(month, ratio, low, high)


def _table(points: tuple[PathPoint, ...]) -> Table:
    columns = (
        Column("Months from the start"),
        Column("Rate ratio", "ratio"),
        *limit_columns("ratio"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            with_plus(number_text(point.month)),
            *(
                Mark.TOO_FEW if value is None else value
                for value in (point.ratio, point.lower, point.upper)
            ),
        )
        for point in points
    )
    return Table("Rate ratio by month from the start", columns, rows)
