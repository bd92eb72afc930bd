"""The reader of sentences takes names as names, counts, and knows what cannot be.

Each sentence stands beside one of the same shape that is wrong, which must be told.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fixtures.sentences.reader import contradictions

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    Comparison,
    Mark,
    Reference,
    Table,
    TableReport,
)
from data_access.answers.month import GridRow, IndicatorGrid
from data_access.figures.record import Figure, Report, ShownFigure

ODD = ("No. 10 Health Centre", "St. Mary's", "More, Fewer and Better", "Park; End: 50%")
PLAIN = ("Practice One", "Practice Two", "Practice Three", "Practice Four")


def wrong_in(report: Report) -> list[str]:
    figure = Figure("some/figure", lambda: None)
    reference = Reference("", "", "", "", "", "")
    return list(contradictions(ShownFigure(figure, report, reference, ""), ODD))


def captioned(headline: str, summary: str) -> Caption:
    return Caption(headline, "", summary, "funnel")


def places(names: tuple[str, ...], summary: str) -> Comparison:
    """Give four practices of which the first two are suppressed, one too small."""
    marks = (Mark.SUPPRESSED, Mark.SUPPRESSED, Mark.TOO_FEW, None)
    compared = tuple(
        Compared(name, name, 12.0 if mark is None else None, mark=mark)
        for name, mark in zip(names, marks, strict=True)
    )
    rows = tuple((place.name, place.cell) for place in compared)
    columns = (Column("Place"), Column("Value", "percent"))
    table = Table("", columns, rows)
    return Comparison(captioned("Side by side", summary), compared, None, table)


@pytest.mark.parametrize("names", [ODD, PLAIN], ids=["odd", "plain"])
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            "Suppressed, because numbers are small: {0} and {1}.",
            "Suppressed, because numbers are small: {0}, {1} and {2}.",
        ),
        (
            (
                "Too few people to compare: {2}. "
                "Suppressed, because numbers are small: {1} and {0}."
            ),
            "Too few people to compare: {1} and {2}.",
        ),
        (
            "Of 3 of 4 practices: {0} sent nothing complete for it.",
            "Of 2 of 4 practices: {0} sent nothing complete for it.",
        ),
        (
            "Of 2 of 4 practices: {0} and {2} sent nothing complete for it.",
            "Of 3 of 4 practices: {0} and {2} sent nothing complete for it.",
        ),
        (
            "Of 1 of 4 practices: {2}, {1} and {0} sent nothing complete for it.",
            "Of 1 of 4 practices: {2} and {1} sent nothing complete for it.",
        ),
        (
            (
                "Of 2 of 4 practices: {1} sent nothing complete since May 2026 and {0} "
                "sent nothing complete for any month."
            ),
            "Of 2 of 4 practices: {1} sent nothing complete since May 2026.",
        ),
        ("Twelve of them are of {0}.", "11 of them are of {0}."),
    ],
)
def test_a_name_is_a_name_whatever_it_is_made_of(
    names: tuple[str, ...], right: str, wrong: str
) -> None:
    assert wrong_in(places(names, right.format(*names))) == []
    assert wrong_in(places(names, wrong.format(*names)))


def of_table(
    headline: str, columns: tuple[Column, ...], *rows: tuple[Cell, ...]
) -> TableReport:
    return TableReport(captioned(headline, ""), Table("", columns, rows))


def questions(headline: str) -> TableReport:
    """Give four questions: two better, one worse, one that did not change."""
    columns = (Column("Measure"), Column("Mean", "rate"))
    limits = (Column("Lower 95% limit", "rate"), Column("Upper 95% limit", "rate"))
    return of_table(
        headline,
        (*columns, *limits),
        ("Happiness", 0.7, 0.5, 0.9),
        ("Satisfaction", 0.6, 0.1, 1.1),
        ("Worthwhile", 0.2, -0.2, 0.6),
        ("Anxiety", -0.6, -0.8, -0.4),
    )


def start(headline: str) -> TableReport:
    """Give a class of three of which two have the most, and a class of two."""
    return of_table(
        headline,
        (
            Column("Class"),
            Column("Practice"),
            Column("Could gain, checks a year", "count"),
        ),
        ("A", "One", 25),
        ("A", "Two", 25),
        ("A", "Three", 19),
        ("B", "Four", 8),
        ("B", "Five", 7),
    )


def start_of_one(headline: str) -> TableReport:
    first, second, *others = start("").table.rows
    report = start(headline)
    rows = (first, (*second[:2], 24), *others)
    return of_table(headline, report.table.columns, *rows)


def alike(headline: str) -> TableReport:
    report = start(headline)
    return of_table(headline, report.table.columns, *report.table.rows[:3])


def changes(headline: str) -> TableReport:
    return of_table(
        headline,
        (Column("Part"), Column("Change", "percent")),
        ("Before and after", -72.0),
        ("By itself", 172.0),
    )


def grid(headline: str) -> IndicatorGrid:
    """Give five figures of six: two far outside, one a little."""
    flags = (("high_998", "", "low_95"), ("low_998", "", None))
    rows = tuple(
        GridRow(
            f"id{at}",
            f"Row {at}",
            "percent",
            None,
            tuple(
                Compared(name, name, mark=Mark.SUPPRESSED)
                if flag is None
                else Compared(name, name, 12.0, flag=flag)
                for name, flag in zip(PLAIN, flags[at], strict=False)
            ),
        )
        for at in range(2)
    )
    columns = tuple(Column(name) for name in ("Indicator", "All", *PLAIN[:3], "Out"))
    cells: tuple[tuple[Cell, ...], ...] = (
        ("Row 0", "12%", "12%", "12%", "12%", "none"),
        ("Row 1", "12%", "12%", "12%", Mark.SUPPRESSED, "none"),
    )
    table = Table("", columns, cells)
    return IndicatorGrid(captioned(headline, ""), "All", PLAIN[:3], rows, table)


def near_grid(headline: str) -> IndicatorGrid:
    """Give the same without what is far outside."""
    report = grid(headline)
    rows = tuple(
        replace(
            row,
            places=tuple(
                replace(place, flag=place.flag.replace("_998", "_95"))
                for place in row.places
            ),
        )
        for row in report.rows
    )
    return replace(report, rows=rows)


@pytest.mark.parametrize(
    ("report", "right", "wrong"),
    [
        (questions, "ONS4: 2 of 4 questions better", "ONS4: 3 of 4 questions better"),
        (questions, "ONS4: 1 of 4 questions worse", "ONS4: 2 of 4 questions worse"),
        (
            questions,
            "ONS4: 2 of 4 questions better and 1 of 4 questions worse",
            "ONS4: 2 of 4 questions better and 1 of 5 questions worse",
        ),
        (
            start,
            (
                "2 registers share the largest estimate, about 25 checks a year; 1 "
                "other does not differ beyond chance; 2 clearly have less"
            ),
            (
                "3 registers share the largest estimate, about 25 checks a year; 2 "
                "clearly have less"
            ),
        ),
        (
            start,
            (
                "2 registers share the largest estimate, about 25 checks a year; 1 "
                "other does not differ beyond chance; 2 clearly have less"
            ),
            (
                "2 registers share the largest estimate, about 19 checks a year; 1 "
                "other does not differ beyond chance; 2 clearly have less"
            ),
        ),
        (
            start_of_one,
            (
                "One has the largest estimate, about 25 checks a year, but 2 others "
                "do not differ from it beyond chance; 2 clearly have less"
            ),
            (
                "One has the largest estimate, about 25 checks a year, but 3 others "
                "do not differ from it beyond chance; 1 clearly has less"
            ),
        ),
        (
            alike,
            "No difference beyond chance between the 3 in what there is to gain",
            "No difference beyond chance between the 2 in what there is to gain",
        ),
        (changes, "A fall of 72%", "A fall of 172%"),
        (changes, "172% more, a rise", "172% fewer, a fall"),
        (grid, "2 of 5 figures lie far outside", "3 of 6 figures lie far outside"),
        (
            near_grid,
            "No figure lies far outside; 3 lie a little outside it",
            "No figure lies far outside; 2 lie a little outside it",
        ),
        (grid, "Of any of 2 indicators", "Of any of 3 indicators"),
    ],
)
def test_a_headline_is_held_to_the_rows(
    report: Callable[[str], Report], right: str, wrong: str
) -> None:
    assert wrong_in(report(right)) == []
    assert wrong_in(report(wrong))
