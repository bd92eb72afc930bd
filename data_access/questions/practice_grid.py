"""Which practices lie outside what chance explains, on which indicators, this month?"""

from data_access.answers import Caption, Cell, Column, Mark, Table
from data_access.door import Asking
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.cohorts import cohort_name
from data_access.month_answers import GridRow, PracticeGrid
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.comparison import compare_practices
from data_access.questions.place import Place, find_place
from data_access.questions.reference import reference
from data_access.words import listed, month, number

_OUTSIDE = "outside what chance explains"


def practice_grid(asking: Asking) -> PracticeGrid | None:
    """Lay headline indicators beside each other by practice, at the place's month.

    None where the PCN has one practice, where one practice is selected, or where no
    indicator has figures. Practices are in the order of their names, never ranked: a
    rank of four practices is mostly chance.
    """
    headline = {record.id: record for record in INDICATORS if record.headline}
    with asking.evidence.connect() as connection:
        place = find_place(asking, connection)
        if asking.selection.practice or len(place.practices) < 2:
            return None
        held = indicator_rows(
            connection,
            indicators=list(headline),
            pcn=place.pcn,
            practices=None,
            cohort=place.cohort,
            first=place.month,
            last=place.month,
        )
    rows = []
    for indicator, frame in held.groupby("indicator", sort=False):
        found = headline[str(indicator)]
        compared = compare_practices(found, frame, place, asking, drawn=False)
        if any(one.value is not None for one in compared.places):
            row = GridRow(
                found.id, found.name, found.unit, compared.average, compared.places
            )
            rows.append(row)
    if not rows:
        return None
    rows.sort(key=lambda row: list(headline).index(row.indicator))
    names = tuple(practice.name for practice in place.practices)
    return PracticeGrid(
        caption=Caption(
            headline=_headline(rows),
            subtitle=f"Headline indicators by practice, {place.pcn_name}, "
            f"{cohort_name(place.cohort).lower()}, {month(place.month)}"
            + (" (provisional)" if place.provisional(place.month) else ""),
            summary=_summary(rows),
            definition="funnel",
            reference=reference(asking, "practice_grid", "catalogue"),
        ),
        practices=names,
        rows=tuple(rows),
        table=_table(rows, names, place),
    )


def _outside(rows: list[GridRow], wanted: tuple[str, ...]) -> list[str]:
    return [
        f"{one.name} on {row.name}"
        for row in rows
        for one in row.practices
        if one.flag in wanted
    ]


def _headline(rows: list[GridRow]) -> str:
    far = _outside(rows, ("high_998", "low_998"))
    near = _outside(rows, ("high_95", "low_95"))
    # One comparison in twenty lies outside 95% limits by chance alone.
    if far:
        return f"{len(far)} of {_compared(rows)} figures lie far {_OUTSIDE}"
    if near:
        return f"No figure lies far {_OUTSIDE}; {len(near)} lie a little outside it"
    return f"No practice lies {_OUTSIDE} on any of {len(rows)} indicators"


def _compared(rows: list[GridRow]) -> int:
    return sum(one.value is not None for row in rows for one in row.practices)


def _summary(rows: list[GridRow]) -> str:
    far = _outside(rows, ("high_998", "low_998"))
    near = _outside(rows, ("high_95", "low_95"))
    parts = [
        "Being outside says that a practice differs, not why, nor whether it is good."
    ]
    if near:
        parts.append(
            f"Outside the 95% limits, as one figure in twenty is by chance: "
            f"{listed(near)}."
        )
    if far:
        parts.insert(0, f"Outside the 99.8% limits: {listed(far)}.")
    return " ".join(parts)


def _table(rows: list[GridRow], names: tuple[str, ...], place: Place) -> Table:
    def cells(row: GridRow) -> tuple[Cell, ...]:
        whole = Mark.NO_DATA if row.all_practices is None else row.all_practices
        shown = [
            (one.mark or Mark.NO_DATA) if one.value is None else one.value
            for one in row.practices
        ]
        written = [
            cell if isinstance(cell, Mark) else number(cell, row.unit)
            for cell in (whole, *shown)
        ]
        flagged = tuple(one.name for one in row.practices if one.flag)
        return (row.name, *written, listed(list(flagged)) or "none")

    return Table(
        f"Practices of {place.pcn_name}, {month(place.month)}",
        (
            Column("Indicator"),
            Column("All practices"),
            *(Column(name) for name in names),
            Column("Outside the 95% limits"),
        ),
        tuple(cells(row) for row in rows),
    )
