"""SMI physical health checks of the loaded practices and of their whole sub-ICB."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from data_access.answers.core import Cell, Column, Mark, Table
from data_access.answers.quality import HubComparison
from data_access.months import month_end
from data_access.queries.hub_checks import Recorded
from data_access.questions.parts.small_counts import shown_count, shown_share
from data_access.viewer import Viewer
from data_access.words import remedies
from data_access.words.numbers import period_text, value_text

_SMI_FILE = (
    "NHS England's Physical Health Checks for People with Severe Mental Illness, with "
    "the quarters of {period},"
)
_NO_CHECKS = (
    "No quarter is covered in full: load health_checks.csv and cohorts.csv with the 12 "
    "months to the end of at least one."
)


def compared(
    viewer: Viewer,
    rows: Sequence[Recorded],
    published: Mapping[tuple[str, date], tuple[int, int]],
    mapped: Mapping[str, str],
) -> HubComparison:
    """Compare the share with all six here with that of the whole sub-ICB, by quarter.

    Shares, because the loaded practices are only part of the sub-ICB. ``published`` is
    (people with all six, register) by sub-ICB and quarter end; ``mapped`` gives the
    sub-ICB of practices whose rows have none.
    """
    areas: dict[tuple[str, date], list[Recorded]] = defaultdict(list)
    for row in rows:
        area = row.sub_icb or mapped.get(row.practice)
        if area:
            areas[area, month_end(row.month)].append(row)
    both = {place: records for place, records in areas.items() if place in published}
    practices = Counter(month_end(row.month) for row in rows)
    cells = tuple(
        _cells(
            viewer,
            area,
            end,
            records,
            published[area, end],
            everybody=len(records) == practices[end],
        )
        for (area, end), records in both.items()
    )
    columns = (
        Column("Sub-ICB"),
        Column("Quarter to"),
        Column("Register here", "count"),
        Column("All six here, %", "percent"),
        Column("Without the hub, %", "percent"),
        Column("Published for the whole sub-ICB, %", "percent"),
        Column("Likely cause"),
    )
    table = Table(
        "SMI physical health checks, all six in 12 months: the loaded practices, "
        "and the whole of their sub-ICB",
        columns,
        cells,
    )
    finding = (
        f"SMI checks can be compared for {len(both)} quarters of a sub-ICB"
        if both
        else "SMI checks cannot be compared yet"
    )
    return HubComparison(finding, table, _missing(viewer, rows, areas, both, published))


def _cells(
    viewer: Viewer,
    area: str,
    end: date,
    records: Sequence[Recorded],
    published: tuple[int, int],
    *,
    everybody: bool,
) -> tuple[Cell, ...]:
    all_six, everyone = published
    share = 100 * all_six / everyone if everyone else Mark.NO_DATA
    exact = viewer.exact_for(tuple(row.practice for row in records))
    if not everybody and not exact:
        # Some practices taken from all of them would leave the others.
        hidden = (Mark.SUPPRESSED,) * 3
        return (area, end, *hidden, share, Mark.SUPPRESSED)
    register = sum(row.register or 0 for row in records)
    done, hub = sum(row.done for row in records), sum(row.hub for row in records)
    with_hub = shown_share(done, register, exact=exact)
    # Between the two shares is the hub's count: hidden wherever that is.
    few = isinstance(shown_count(hub, exact=exact), Mark)
    without = Mark.SUPPRESSED if few else shown_share(done - hub, register, exact=exact)
    return (
        area,
        end,
        shown_count(register, exact=exact),
        with_hub,
        without,
        share,
        _cause(with_hub, without, share),
    )


def _cause(here: Cell, without: Cell, published: Cell) -> Cell:
    if not isinstance(here, float) or not isinstance(published, float):
        return Mark.NO_DATA
    if here < published:
        return "Fewer done here than in the sub-ICB; the hub does not explain it"
    if isinstance(without, float) and here - without >= 1:
        return (
            f"{value_text(here - without, 'points', words=False)} points are "
            "completed at the hub alone, which national figures leave out"
        )
    return "More done here than in the sub-ICB; little of it at the hub alone"


def _missing(
    viewer: Viewer,
    rows: Sequence[Recorded],
    areas: Mapping[tuple[str, date], list[Recorded]],
    both: Mapping[tuple[str, date], list[Recorded]],
    published: Mapping[tuple[str, date], tuple[int, int]],
) -> str:
    if both:
        return ""
    if not rows:
        return _NO_CHECKS
    return _wanted(rows, areas, published).said_to(viewer)


def _wanted(
    rows: Sequence[Recorded],
    areas: Mapping[tuple[str, date], list[Recorded]],
    published: Mapping[tuple[str, date], tuple[int, int]],
) -> remedies.Remedied:
    months = sorted(row.month for row in rows)
    need = _SMI_FILE.format(period=period_text(months[0], months[-1]))
    if not published:
        return remedies.published("No published SMI checks are loaded", need)
    if not areas:
        practice_map = "the practice map of Patients Registered at a GP Practice"
        return remedies.Remedied(
            "The sub-ICB of these practices is not known",
            f"fill sub_icb_code in practices.csv, or load {practice_map} with "
            "`care-impact load-open FOLDER`",
            f"ask a PCN manager to load {practice_map}",
        )
    known = {area for area, _ in published}
    problem = "The published SMI checks loaded are of other quarters"
    if known.isdisjoint(area for area, _ in areas):
        problem = "The published SMI checks loaded include none of these sub-ICBs"
    return remedies.published(problem, need)
