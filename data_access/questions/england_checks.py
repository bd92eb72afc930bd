"""How many people with SMI have the six checks, in this sub-ICB and in England?"""

import pandas as pd

from data_access.answers import Caption, Cell, Column, Line, LinesReport, Table
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.queries.england_checks import england_smi
from data_access.questions.england_place import find_english_pcn
from data_access.questions.reference import reference
from data_access.stats import intervals
from data_access.words import place_name, span


def england_checks(asking: Asking) -> LinesReport:
    """Report SMI physical health check uptake by quarter, sub-ICB beside England."""
    with asking.evidence.connect() as connection:
        pcn, _ = find_english_pcn(asking, connection)
        rows = england_smi(connection, pcn.sub_icb_code)
    if rows.empty:
        raise CareImpactError(
            "No SMI health check file has been loaded: download NHS England's Physical "
            "Health Checks for People with Severe Mental Illness and run "
            "`care-impact load-open FOLDER`."
        )
    found = intervals.wilson(rows["all_six"].to_numpy(), rows["register"].to_numpy())
    rows = rows.assign(
        share=100 * found.estimate, low=100 * found.lower, high=100 * found.upper
    )
    wide = rows.pivot(index="quarter_end", columns="place", values="share").sort_index()
    dates = tuple(pd.to_datetime(wide.index).date)
    name = place_name(pcn.sub_icb_name)
    names = {"sub_icb": name, "england": "England"}
    lines = tuple(Line(words, _values(wide, place)) for place, words in names.items())
    return LinesReport(
        caption=Caption(
            headline=_headline(lines),
            subtitle=(
                "SMI physical health checks, all six in 12 months, per cent of the "
                f"register, {span(dates[0], dates[-1])}, quarterly"
            ),
            summary=(
                "Published by sub-ICB; no figure is published for a PCN. The last "
                "quarter of each financial year is highest, because checks are "
                "gathered towards 31 March."
            ),
            definition="published",
            reference=reference(asking, "england_checks", "published"),
        ),
        unit="percent",
        dates=dates,
        lines=lines,
        table=_table(rows, names),
    )


def _values(wide: pd.DataFrame, place: str) -> tuple[float | None, ...]:
    if place not in wide:
        return (None,) * len(wide)
    return tuple(None if pd.isna(v) else float(v) for v in wide[place])


def _headline(lines: tuple[Line, ...]) -> str:
    here, england = lines[0].values[-1], lines[1].values[-1]
    if here is None or england is None:
        return f"{lines[0].name}: no figure published for the latest quarter"
    return f"{lines[0].name}: {here:.0f}% had all six checks, England {england:.0f}%"


def _table(rows: pd.DataFrame, names: dict[str, str]) -> Table:
    columns = (
        Column("Place"),
        Column("Quarter to"),
        Column("All six, %", "rate"),
        Column("Lower 95% limit", "rate"),
        Column("Upper 95% limit", "rate"),
        Column("People with all six", "count"),
        Column("Register", "count"),
    )
    ordered = rows.sort_values(["place", "quarter_end"], ascending=False)
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (
            names[row["place"]],
            pd.Timestamp(row["quarter_end"]).date(),
            float(row["share"]),
            float(row["low"]),
            float(row["high"]),
            int(row["all_six"]),
            int(row["register"]),
        )
        for row in ordered.to_dict("records")
    )
    return Table("SMI physical health checks by quarter", columns, cells)
