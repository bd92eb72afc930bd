"""How many care coordinators has this PCN, beside its ICB and England?"""

import itertools
from datetime import date

import pandas as pd

from data_access.answers import Caption, Cell, Column, Line, LinesReport, Mark, Table
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.queries.england_workforce import england_workforce as rows_of
from data_access.questions.england_place import find_english_pcn
from data_access.questions.reference import reference
from data_access.words import month, place_name

ROLE = "care_coordinator"
_PER = 10_000
LONGEST_STEP_DAYS = 366


def england_workforce(asking: Asking) -> LinesReport:
    """Report full-time equivalents per 10,000 patients at each published date.

    Patients are those of the newest list, because no older one is loaded; a PCN with
    no return at a date is missing there, and left out of its ICB and of England.
    """
    with asking.evidence.connect() as connection:
        pcn, pcns = find_english_pcn(asking, connection)
        in_icb = [one.code for one in pcns if one.icb_code == pcn.icb_code]
        rows = rows_of(connection, pcn, in_icb, ROLE)
    if rows.empty:
        raise CareImpactError(
            "No PCN workforce file has been loaded: download NHS England's PCN "
            "Workforce individual-level file and run `care-impact load-open FOLDER`."
        )
    rate = rows.assign(rate=_PER * rows["fte"] / rows["patients"])
    wide = _with_gaps(
        rate.pivot(index="as_at", columns="place", values="rate").sort_index()
    )
    dates = tuple(pd.to_datetime(wide.index).date)
    names = {
        "pcn": place_name(pcn.name),
        "icb": place_name(pcn.icb_name),
        "england": "England",
    }
    lines = tuple(
        Line(name, _values(wide[place])) if place in wide else Line(name, ())
        for place, name in names.items()
    )
    return LinesReport(
        caption=Caption(
            headline=_headline(lines, dates),
            subtitle=(
                "Care coordinators, full-time equivalents per 10,000 patients "
                f"registered on the newest list, {month(dates[0])} to "
                f"{month(dates[-1])}"
            ),
            summary=_summary(wide, dates),
            definition="published",
            reference=reference(asking, "england_workforce", "published"),
        ),
        unit="per_10000",
        dates=dates,
        lines=lines,
        table=_table(rate, names),
    )


def _with_gaps(wide: pd.DataFrame) -> pd.DataFrame:
    """Put an empty date into every stretch of a year without a publication.

    Nothing was published by PCN from October 2022 to February 2025; a line drawn
    through that would show figures nobody has.
    """
    wide.index = pd.to_datetime(wide.index)
    days = wide.index
    empty = [
        before + (after - before) / 2
        for before, after in itertools.pairwise(days)
        if (after - before).days > LONGEST_STEP_DAYS
    ]
    return wide.reindex(days.append(pd.DatetimeIndex(empty).normalize())).sort_index()


def _values(column: pd.Series) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(value) else float(value) for value in column)


def _headline(lines: tuple[Line, ...], dates: tuple[date, ...]) -> str:
    mine, _, england = lines
    if not mine.values or mine.values[-1] is None:
        return f"{mine.name} made no return for {month(dates[-1])}"
    here, there = mine.values[-1], england.values[-1] or 0.0
    if here == 0:
        # Some PCNs have their coordinators recorded by another employer.
        return (
            f"{mine.name} recorded no care coordinators in {month(dates[-1])}; they "
            "may be employed, and counted, elsewhere"
        )
    words = "more" if here > there else "fewer"
    return (
        f"{mine.name}: {here:.2f} care coordinators per 10,000 patients, {words} than "
        f"England's {there:.2f}"
    )


def _summary(wide: pd.DataFrame, dates: tuple[date, ...]) -> str:
    published = wide.dropna(subset=["england"])
    returned = int(published["pcn"].notna().sum()) if "pcn" in published else 0
    missing = len(published) - returned
    words = (
        f"{len(published)} dates were published between {month(dates[0])} and "
        f"{month(dates[-1])}; lines are broken where there is none for a year."
    )
    if missing:
        words += f" This PCN made no return at {missing} of them: missing, not zero."
    return words


def _table(rate: pd.DataFrame, names: dict[str, str]) -> Table:
    columns = (
        Column("Place"),
        Column("Date"),
        Column("FTE", "number"),
        Column("Headcount", "count"),
        Column("PCNs with a return", "count"),
        Column("Patients", "count"),
        Column("FTE per 10,000", "number"),
    )
    ordered = rate.assign(rank=rate["place"].map(list(names).index)).sort_values(
        ["rank", "as_at"]
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            names[row["place"]],
            pd.Timestamp(row["as_at"]).date(),
            float(row["fte"]),
            Mark.NO_DATA if pd.isna(row["headcount"]) else int(row["headcount"]),
            int(row["pcns"]),
            int(row["patients"]) or Mark.NO_DATA,
            float(row["rate"]),
        )
        for row in ordered.to_dict("records")
    )
    return Table("Care coordinators by place and date", columns, rows)
