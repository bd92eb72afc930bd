"""Do checks recorded here agree with the published figure for the same places?

National figures leave out checks done at a PCN hub and recorded outside the practice
(NHS England, Learning Disabilities Health Check Scheme, April 2026).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from data_access.answers import Cell, Column, Mark, Table
from data_access.door import Asking
from data_access.marts.calendar import month_end
from data_access.quality_answers import HubComparison, HubReport
from data_access.queries.hub_checks import (
    Recorded,
    areas_of,
    checks_paid,
    recorded,
    smi_published,
)
from data_access.questions.place import Place, find_place
from data_access.questions.reference import reference
from data_access.questions.small_counts import shown_count, shown_share
from data_access.words import month

_PAYMENTS = (
    "download NHS England's NHS Payments to General Practice, with the learning "
    "disability payments of {period}, and run `care-impact load-open FOLDER`"
)
_SMI_FILE = (
    "download NHS England's Physical Health Checks for People with Severe Mental "
    "Illness, with the quarters of {period}, and run `care-impact load-open FOLDER`"
)
_NO_CHECKS = (
    "No period that is published is covered in full: load health_checks.csv and "
    "cohorts.csv with at least one whole {period}."
)
_CAUSES = ("done at the hub", "no health action plan", "no ethnicity")


def hub_reconciler(asking: Asking) -> HubReport:
    """Compare LD checks by practice and year, and SMI checks by sub-ICB and quarter."""
    with asking.evidence.connect() as connection:
        place = find_place(asking, connection)
        codes = [practice.code for practice in place.practices]
        learning = recorded(connection, "learning_disability", codes)
        severe = recorded(connection, "smi", codes)
        published = asking.evidence.meta().published
        paid = checks_paid(connection) if published else {}
        quarters = smi_published(connection) if published else {}
        mapped = areas_of(connection, codes) if published else {}
    return HubReport(
        learning_disability=_learning_disability(asking, place, learning, paid),
        severe_mental_illness=_severe_mental_illness(asking, severe, quarters, mapped),
        reference=reference(asking, "hub_reconciler", "hub-reconciler@1"),
    )


def _learning_disability(
    asking: Asking,
    place: Place,
    rows: Sequence[Recorded],
    paid: Mapping[tuple[str, str], int],
) -> HubComparison:
    names = {practice.code: practice.name for practice in place.practices}
    both = [row for row in rows if (row.practice, _year(row.month)) in paid]
    cells = tuple(
        _ld_cells(row, names[row.practice], paid[row.practice, _year(row.month)], exact)
        for row in both
        for exact in [asking.viewer.exact_for((row.practice,))]
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
        _ld_finding(asking, place, both, paid), table, _ld_missing(rows, both, paid)
    )


def _ld_cells(row: Recorded, name: str, paid: int, exact: bool) -> tuple[Cell, ...]:
    here = shown_count(row.done, exact=exact)
    parts: tuple[Cell, ...] = tuple(
        shown_count(count or 0, exact=exact)
        for count in (row.hub, row.no_plan, row.no_ethnicity)
    )
    if any(isinstance(part, Mark) for part in parts):
        # One hidden part could be found from the others and the sum.
        parts = (Mark.SUPPRESSED,) * len(parts)
    if isinstance(here, Mark):
        return (name, _year(row.month), here, paid, here, *parts, Mark.SUPPRESSED)
    gap = here - paid
    return (name, _year(row.month), here, paid, gap, *parts, _ld_cause(gap, parts))


def _ld_cause(gap: int, parts: tuple[Cell, ...]) -> str:
    if gap == 0:
        return "The two agree"
    if gap < 0:
        return (
            "More were paid for than are recorded here: look for checks missing from "
            "health_checks.csv, or people who have since left"
        )
    counts = [part if isinstance(part, int) else 0 for part in parts]
    most = max(counts)
    if most == 0:
        return "None seen here: ask the practice whether these were claimed"
    cause = _CAUSES[counts.index(most)]
    explained = min(sum(counts), gap)
    if explained == gap:
        return f"Mostly {cause}; with the other causes, all {gap:,} are explained"
    return f"Mostly {cause}; {gap - explained:,} of {gap:,} are not explained"


def _ld_finding(
    asking: Asking,
    place: Place,
    both: Sequence[Recorded],
    paid: Mapping[tuple[str, str], int],
) -> str:
    if not both:
        return "Learning disability checks cannot be compared yet"
    newest = both[0].month
    rows = [row for row in both if row.month == newest]
    exact = asking.viewer.exact_for(tuple(row.practice for row in rows))
    here = shown_count(sum(row.done for row in rows), exact=exact)
    there = sum(paid[row.practice, _year(newest)] for row in rows)
    if isinstance(here, Mark):
        return f"{_year(newest)}: too few learning disability checks to show"
    return (
        f"{_year(newest)}: {here:,} learning disability checks recorded here, "
        f"{there:,} published for the same {len(rows)} of {len(place.practices)} "
        f"practices ({here - there:+,})"
    )


def _ld_missing(
    rows: Sequence[Recorded],
    both: Sequence[Recorded],
    paid: Mapping[tuple[str, str], int],
) -> str:
    if both:
        return ""
    if not rows:
        return _NO_CHECKS.format(period="year from April to March")
    years = sorted({_year(row.month) for row in rows})
    need = _PAYMENTS.format(period=", ".join(years))
    if not paid:
        return f"No learning disability payments are loaded: {need}."
    known = {practice for practice, _ in paid}
    if known.isdisjoint(row.practice for row in rows):
        return (
            "None of these practices is in the published payments that are loaded "
            f"(synthetic practices never are): {need}."
        )
    return f"The published payments loaded are of other years: {need}."


def _severe_mental_illness(
    asking: Asking,
    rows: Sequence[Recorded],
    published: Mapping[tuple[str, date], tuple[int, int]],
    mapped: Mapping[str, str],
) -> HubComparison:
    """Compare shares: the practices held are a part of the sub-ICB published for."""
    areas: dict[tuple[str, date], list[Recorded]] = defaultdict(list)
    for row in rows:
        area = row.sub_icb or mapped.get(row.practice)
        if area:
            areas[area, month_end(row.month)].append(row)
    both = {place: held for place, held in areas.items() if place in published}
    cells = tuple(
        _smi_cells(asking, area, end, held, published[area, end])
        for (area, end), held in both.items()
    )
    columns = (
        Column("Sub-ICB"),
        Column("Quarter to"),
        Column("Register here", "count"),
        Column("All six here, %", "percent"),
        Column("Without the hub, %", "percent"),
        Column("Published for all of it, %", "percent"),
        Column("Likely cause"),
    )
    table = Table(
        "SMI physical health checks, all six in 12 months: the practices held, and the "
        "whole of their sub-ICB",
        columns,
        cells,
    )
    finding = (
        f"SMI checks can be compared for {len(both)} quarters of a sub-ICB"
        if both
        else "SMI checks cannot be compared yet"
    )
    return HubComparison(finding, table, _smi_missing(rows, areas, both, published))


def _smi_cells(
    asking: Asking,
    area: str,
    end: date,
    held: Sequence[Recorded],
    published: tuple[int, int],
) -> tuple[Cell, ...]:
    exact = asking.viewer.exact_for(tuple(row.practice for row in held))
    register = sum(row.register or 0 for row in held)
    done, hub = sum(row.done for row in held), sum(row.hub for row in held)
    with_hub = shown_share(done, register, exact=exact)
    # Between the two shares is the hub's count: hidden wherever that is.
    few = isinstance(shown_count(hub, exact=exact), Mark)
    without = Mark.SUPPRESSED if few else shown_share(done - hub, register, exact=exact)
    all_six, everyone = published
    share = 100 * all_six / everyone if everyone else Mark.NO_DATA
    return (
        area,
        end,
        shown_count(register, exact=exact),
        with_hub,
        without,
        share,
        _smi_cause(with_hub, without, share),
    )


def _smi_cause(here: Cell, without: Cell, published: Cell) -> Cell:
    if not isinstance(here, float) or not isinstance(published, float):
        return Mark.NO_DATA
    if here < published:
        return "Fewer done here than in the sub-ICB; the hub does not explain it"
    if isinstance(without, float) and here - without >= 1:
        return (
            f"{here - without:.0f} points are completed at the hub alone, which "
            "national figures leave out"
        )
    return "More done here than in the sub-ICB; little of it at the hub alone"


def _smi_missing(
    rows: Sequence[Recorded],
    areas: Mapping[tuple[str, date], list[Recorded]],
    both: Mapping[tuple[str, date], list[Recorded]],
    published: Mapping[tuple[str, date], tuple[int, int]],
) -> str:
    if both:
        return ""
    if not rows:
        return _NO_CHECKS.format(period="12 months to the end of a quarter")
    months = sorted(row.month for row in rows)
    need = _SMI_FILE.format(period=f"{month(months[0])} to {month(months[-1])}")
    if not published:
        return f"No published SMI checks are loaded: {need}."
    if not areas:
        return (
            "The sub-ICB of these practices is not known: fill sub_icb_code in "
            "practices.csv, or load the practice map of Patients Registered at a GP "
            "Practice with `care-impact load-open FOLDER`."
        )
    known = {area for area, _ in published}
    if known.isdisjoint(area for area, _ in areas):
        return f"The published SMI checks loaded hold none of these sub-ICBs: {need}."
    return f"The published SMI checks loaded are of other quarters: {need}."


def _year(end: date) -> str:
    """Name the financial year that ends in a March, as published: 2024-25."""
    return f"{end.year - 1}-{end.year % 100:02d}"
