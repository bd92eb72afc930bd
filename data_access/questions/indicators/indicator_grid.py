"""Which places differ by more than chance, on which indicators?"""

from collections.abc import Collection

import pandas as pd

from data_access.answers.core import Caption, Cell, Column, Mark, Table
from data_access.answers.month import GridRow, IndicatorGrid
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicators import BY_ID, HEADLINES
from data_access.door import Context
from data_access.questions.parts.comparison import compare_practices
from data_access.questions.parts.place import Place
from data_access.words.numbers import month_text, value_text
from data_access.words.sentences import listed, sentence_case

_OUTSIDE = "outside what chance explains"


def indicator_grid(
    month_rows: pd.DataFrame, held: Collection[str], place: Place, context: Context
) -> IndicatorGrid | None:
    """Compare headline indicators between the parts of a place, at its month.

    ``month_rows`` are their rows of the monthly mart. Indicators ``held`` for some
    month have a row, with no data where this month has none. None if no indicator has
    figures. Parts are in order of name, not ranked: the rank of a few places is mostly
    chance.
    """
    rows = []
    for record in (record for record in HEADLINES if record.id in held):
        frame = month_rows[month_rows["indicator"] == record.id]
        compared = compare_practices(record, frame, place, context, drawn=False)
        row = GridRow(
            record.id, record.name, record.unit, compared.together, compared.places
        )
        rows.append(row)
    late = [
        row.name
        for row in rows
        if _has_figures(row)
        and place.provisional(place.month, BY_ID[row.indicator].needs)
    ]
    if not any(map(_has_figures, rows)):
        return None
    names = tuple(practice.name for practice in place.practices)
    return IndicatorGrid(
        caption=Caption(
            headline=_headline(rows, place),
            subtitle=f"Headline indicators, {place.parts}, "
            f"{cohort_name(place.cohort).lower()}, {month_text(place.month)}",
            summary=_summary(rows, place, late),
            definition="funnel",
        ),
        together=f"All {place.part}s",
        places=names,
        rows=tuple(rows),
        table=_table(rows, names, place),
    )


def _has_figures(row: GridRow) -> bool:
    return any(item.value is not None for item in row.places)


def _outside(rows: list[GridRow], wanted: tuple[str, ...]) -> list[str]:
    return [
        f"{item.name} on {row.name}"
        for row in rows
        for item in row.places
        if item.flag in wanted
    ]


def _headline(rows: list[GridRow], place: Place) -> str:
    far = _outside(rows, ("high_998", "low_998"))
    near = _outside(rows, ("high_95", "low_95"))
    # One comparison in twenty lies outside 95% limits by chance alone.
    if far:
        return f"{len(far)} of {_compared(rows)} figures lie far {_OUTSIDE}"
    if near:
        return f"No figure lies far {_OUTSIDE}; {len(near)} lie a little outside it"
    number = sum(map(_has_figures, rows))
    return f"No {place.part} lies {_OUTSIDE} on any of {number} indicators"


def _compared(rows: list[GridRow]) -> int:
    return sum(item.value is not None for row in rows for item in row.places)


def _summary(rows: list[GridRow], place: Place, late: list[str]) -> str:
    far = _outside(rows, ("high_998", "low_998"))
    near = _outside(rows, ("high_95", "low_95"))
    caution = f"Being outside shows that a {place.part} differs"
    sentences = [f"{caution}, not why, or whether it is good."]
    if near:
        sentences.append(
            f"Outside the 95% limits, as one figure in twenty is by chance: "
            f"{listed(near)}."
        )
    if far:
        sentences.insert(0, f"Outside the 99.8% limits: {listed(far)}.")
    if late:
        sentences.append(f"Provisional in {month_text(place.month)}: {listed(late)}.")
    return " ".join(sentences)


def _table(rows: list[GridRow], names: tuple[str, ...], place: Place) -> Table:
    def cells(row: GridRow) -> tuple[Cell, ...]:
        whole = Mark.NO_DATA if row.together is None else row.together.cell
        cells_of_row = (whole, *(item.cell for item in row.places))
        texts = [
            cell if isinstance(cell, Mark) else value_text(cell, row.unit)
            for cell in cells_of_row
        ]
        flagged = tuple(item.name for item in row.places if item.flag)
        return (row.name, *texts, listed(list(flagged)) or "none")

    return Table(
        f"{sentence_case(place.parts)}, {month_text(place.month)}",
        (
            Column("Indicator"),
            Column(f"All {place.part}s"),
            *(Column(name) for name in names),
            Column("Outside the 95% limits"),
        ),
        tuple(cells(row) for row in rows),
    )
