"""Figures with their intervals as a table: what is missing says why."""

from data_access.answers.core import Column, Compared, Mark
from data_access.questions.parts.intervals import (
    SHARE,
    intervals_table,
    limit_columns,
)

KNOWN = Compared("a", "First", 50.0, 40.0, 60.0, 100, None)
UNBOUNDED = Compared("b", "Second", 12.0, 9.0, None, None, None)
HIDDEN = Compared("c", "Third", None, None, None, None, Mark.SUPPRESSED)


def test_each_row_has_its_interval_and_its_denominator() -> None:
    table = intervals_table("Shares", "Way", SHARE, (KNOWN, HIDDEN), whole="Referrals")
    assert [column.label for column in table.columns] == [
        "Way",
        "Share",
        "Lower 95% limit",
        "Upper 95% limit",
        "Referrals",
    ]
    assert table.rows == (
        ("First", 50.0, 40.0, 60.0, 100),
        ("Third", *(Mark.SUPPRESSED,) * 4),
    )


def test_a_table_without_denominators_has_no_column_of_them() -> None:
    days = Column("Days", "count")
    table = intervals_table("Days", "Route", days, (UNBOUNDED,), limits="rate")
    assert table.rows == (("Second", 12.0, 9.0, Mark.NO_DATA),)
    assert [column.kind for column in table.columns] == [
        "text",
        "count",
        "rate",
        "rate",
    ]


def test_limits_of_one_of_several_figures_name_it() -> None:
    assert [column.label for column in limit_columns("percent", "Declined")] == [
        "Declined: lower 95% limit",
        "Declined: upper 95% limit",
    ]
