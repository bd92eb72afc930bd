"""Learning disability checks of each practice, compared with those it was paid for."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from data_access.answers.core import Cell, Column, Mark, Table
from data_access.answers.quality import HubComparison
from data_access.disclosure.rule import withheld_cells
from data_access.queries.hub_checks import Recorded
from data_access.questions.parts.place import Place
from data_access.questions.parts.small_counts import shown_count
from data_access.viewer import Viewer
from data_access.words import remedies
from data_access.words.numbers import number_text, with_plus

_PAYMENTS = (
    "NHS England's NHS Payments to General Practice, with the learning disability "
    "payments of {period},"
)
_NO_CHECKS = (
    "No financial year is covered in full: load health_checks.csv and cohorts.csv with "
    "at least one whole year from April to March."
)
_CAUSES = ("done at the hub", "no health action plan", "no ethnicity")


def compared(
    viewer: Viewer,
    place: Place,
    rows: Sequence[Recorded],
    paid: Mapping[tuple[str, str], int],
) -> HubComparison:
    """Compare each practice's checks of each year with the number paid for.

    ``rows`` are newest first; ``paid`` is checks by (practice, year), as in 2024-25.
    """
    names = {practice.code: practice.name for practice in place.practices}
    both = [row for row in rows if (row.practice, _year(row.month)) in paid]
    hidden = _withheld(both)
    cells = tuple(
        _cells(
            row,
            names[row.practice],
            paid[row.practice, _year(row.month)],
            exact=exact,
            hidden=(row.practice, row.month) in hidden and not exact,
        )
        for row in both
        for exact in [viewer.exact_for((row.practice,))]
    )
    columns = (
        Column("Practice"),
        Column("Year"),
        Column("Recorded here", "count"),
        Column("Published", "count"),
        Column("Difference", "count"),
        Column("At the hub", "count"),
        Column("No action plan", "count"),
        Column("No ethnicity", "count"),
        Column("Likely cause"),
    )
    table = Table(
        "Learning disability health checks recorded here, and paid for, by practice",
        columns,
        cells,
    )
    return HubComparison(
        _finding(viewer, place, both, paid, hidden),
        table,
        _missing(viewer, rows, both, paid),
    )


def _withheld(rows: Sequence[Recorded]) -> set[tuple[str, date]]:
    """Return the practices whose checks of a year may not be shown.

    The year of all of them together is in the finding, so a small practice takes
    another with it: subtracted from the whole, the others would leave it.
    """
    hidden = set()
    for month in {row.month for row in rows}:
        of_year = [row for row in rows if row.month == month]
        done = np.array([float(row.done) for row in of_year])
        total, (flags,) = withheld_cells(done.sum(keepdims=True), [done[None, :]])
        hidden |= {
            (row.practice, month)
            for row, flag in zip(of_year, flags[0] | total, strict=True)
            if flag
        }
    return hidden


def _cells(
    row: Recorded, name: str, paid: int, *, exact: bool, hidden: bool
) -> tuple[Cell, ...]:
    here = Mark.SUPPRESSED if hidden else shown_count(row.done, exact=exact)
    causes = (row.hub, row.no_plan or 0, row.no_ethnicity or 0)
    counts: tuple[Cell, ...] = tuple(
        shown_count(count, exact=exact) for count in causes
    )
    rest = shown_count(row.done - sum(causes), exact=exact)
    if hidden or any(isinstance(part, Mark) for part in (*counts, rest)):
        # One hidden part could be found from the others and the sum.
        counts = (Mark.SUPPRESSED,) * len(counts)
    if isinstance(here, Mark):
        return (name, _year(row.month), here, paid, here, *counts, Mark.SUPPRESSED)
    gap = here - paid
    return (name, _year(row.month), here, paid, gap, *counts, _cause(gap, counts))


def _cause(gap: int, cells: tuple[Cell, ...]) -> Cell:
    if gap == 0:
        return "The two agree"
    if gap < 0:
        return (
            "More were paid for than are recorded here: look for checks missing from "
            "health_checks.csv, or people who have since left"
        )
    counts = [count for count in cells if isinstance(count, int)]
    if len(counts) < len(cells):
        return Mark.SUPPRESSED
    most = max(counts)
    if most == 0:
        return "None recorded here: ask the practice whether these were claimed"
    cause = _CAUSES[counts.index(most)]
    explained = min(sum(counts), gap)
    if explained == gap:
        return (
            f"Mostly {cause}; with the other causes, all {number_text(gap)} are "
            "explained"
        )
    return (
        f"Mostly {cause}; {number_text(gap - explained)} of {number_text(gap)} "
        "are not explained"
    )


def _finding(
    viewer: Viewer,
    place: Place,
    both: Sequence[Recorded],
    paid: Mapping[tuple[str, str], int],
    hidden: set[tuple[str, date]],
) -> str:
    if not both:
        return "Learning disability checks cannot be compared yet"
    newest = both[0].month
    rows = [row for row in both if row.month == newest]
    exact = viewer.exact_for(tuple(row.practice for row in rows))
    here = shown_count(sum(row.done for row in rows), exact=exact)
    there = sum(paid[row.practice, _year(newest)] for row in rows)
    none_shown = all((row.practice, newest) in hidden for row in rows)
    if isinstance(here, Mark) or (none_shown and not exact):
        return f"{_year(newest)}: too few learning disability checks to show"
    return (
        f"{_year(newest)}: {number_text(here)} learning disability checks recorded "
        f"here, {number_text(there)} published for the same {len(rows)} of "
        f"{len(place.practices)} practices ({with_plus(number_text(here - there))})"
    )


def _missing(
    viewer: Viewer,
    rows: Sequence[Recorded],
    both: Sequence[Recorded],
    paid: Mapping[tuple[str, str], int],
) -> str:
    if both:
        return ""
    if not rows:
        return _NO_CHECKS
    years = sorted({_year(row.month) for row in rows})
    need = _PAYMENTS.format(period=", ".join(years))
    problem = "The published payments loaded are of other years"
    known = {practice for practice, _ in paid}
    if known.isdisjoint(row.practice for row in rows):
        problem = (
            "None of these practices is in the published payments that are loaded "
            "(synthetic practices never are)"
        )
    if not paid:
        problem = "No learning disability payments are loaded"
    return remedies.published(problem, need).said_to(viewer)


def _year(end: date) -> str:
    """Name the financial year that ends in a March, as published: 2024-25."""
    return f"{end.year - 1}-{end.year % 100:02d}"
