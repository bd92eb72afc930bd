"""How large are this PCN's registers, and how deprived are its patients?"""

import pandas as pd

from data_access.answers import (
    Caption,
    Column,
    Compared,
    GroupedReport,
    Mark,
    Table,
)
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.queries.england_places import EnglishPcn
from data_access.queries.england_registers import (
    england_deprivation,
)
from data_access.queries.england_registers import (
    england_registers as rows_of,
)
from data_access.questions.england_place import find_english_pcn
from data_access.questions.reference import reference
from data_access.stats import intervals
from data_access.words import place_name

REGISTERS = {
    "MH": "Severe mental illness",
    "LD": "Learning disability",
    "DEM": "Dementia",
    "CAN": "Cancer",
    "HF": "Heart failure",
    "COPD": "COPD",
}


Groups = tuple[tuple[str, tuple[Compared, ...]], ...]


def england_registers(asking: Asking) -> GroupedReport:
    """Report each register as a share of the list, for PCN, ICB and England."""
    with asking.evidence.connect() as connection:
        pcn, _ = find_english_pcn(asking, connection)
        rows = rows_of(connection, list(REGISTERS))
        deprivation = england_deprivation(connection)
    if rows.empty:
        raise CareImpactError(
            "No QOF prevalence file has been loaded: download the Quality and Outcomes "
            "Framework prevalence file and run `care-impact load-open FOLDER`."
        )
    groups = tuple(
        (name, _register(rows[rows["group_code"] == code], code, pcn))
        for code, name in REGISTERS.items()
    )
    year = str(rows["year"].max())
    return GroupedReport(
        caption=Caption(
            headline=_headline(groups, place_name(pcn.name)),
            subtitle=(
                "People on each QOF register as a share of the list, "
                f"{place_name(pcn.name)}, its ICB and England, {year}"
            ),
            summary=(
                "Lines show 95% Wilson intervals. Registers count people diagnosed, so "
                "a low share may mean fewer people ill or fewer found. "
                + _deprivation(deprivation, pcn)
            ),
            definition="published",
            reference=reference(asking, "england_registers", "published"),
        ),
        unit="percent",
        series=(place_name(pcn.name), place_name(pcn.icb_name), "England"),
        groups=groups,
        table=_table(groups),
    )


def _register(rows: pd.DataFrame, code: str, pcn: EnglishPcn) -> tuple[Compared, ...]:
    parts = {
        place_name(pcn.name): rows[rows["pcn_code"] == pcn.code],
        place_name(pcn.icb_name): rows[rows["icb_code"] == pcn.icb_code],
        "England": rows,
    }
    return tuple(_share(code, place, part) for place, part in parts.items())


def _share(code: str, place: str, part: pd.DataFrame) -> Compared:
    people, patients = int(part["register"].sum()), int(part["list_size"].sum())
    if not patients:
        return Compared(code, place, None, None, None, None, Mark.NO_DATA)
    share = intervals.wilson(people, patients)
    value, lower, upper = (
        100 * float(part) for part in (share.estimate, share.lower, share.upper)
    )
    return Compared(code, place, value, lower, upper, patients, None)


def _headline(groups: Groups, name: str) -> str:
    if all(here.value is None for _, (here, *_) in groups):
        return f"{name}: no register is published for its practices"
    higher, lower = [], []
    for register, (here, _, england) in groups:
        if here.lower is None or here.upper is None or england.value is None:
            continue
        if here.lower > england.value:
            higher.append(register)
        elif here.upper < england.value:
            lower.append(register)
    if not higher and not lower:
        return f"{name}: registers about the size of England's"
    if higher:
        return f"{name}: larger registers than England for {_few(higher)}"
    return f"{name}: smaller registers than England for {_few(lower)}"


def _few(words: list[str]) -> str:
    words = [word if word.isupper() else word.lower() for word in words]
    return words[0] if len(words) == 1 else f"{words[0]} and {len(words) - 1} more"


def _deprivation(rows: pd.DataFrame, pcn: EnglishPcn) -> str:
    if rows.empty:
        return ""

    def score(part: pd.DataFrame) -> float | None:
        patients = part["patients"].sum()
        return float(part["weighted"].sum() / patients) if patients else None

    here = score(rows[rows["pcn_code"] == pcn.code])
    icb, england = score(rows[rows["icb_code"] == pcn.icb_code]), score(rows)
    if here is None or icb is None or england is None:
        return "No deprivation score is published for this PCN's practices."
    return (
        f"Deprivation (IMD {int(rows['year'].max())}, weighted by list; higher is more "
        f"deprived): {here:.1f} here, {icb:.1f} in its ICB, {england:.1f} in England."
    )


def _table(groups: Groups) -> Table:
    columns = (
        Column("Register and place"),
        Column("Share of list, %", "number"),
        Column("Lower 95% limit", "number"),
        Column("Upper 95% limit", "number"),
        Column("List size", "count"),
    )
    rows = tuple(
        (
            f"{register}: {one.name}",
            *(
                Mark.NO_DATA if cell is None else cell
                for cell in (one.value, one.lower, one.upper, one.denominator)
            ),
        )
        for register, places in groups
        for one in places
    )
    return Table("Registers by place, per cent of the list", columns, rows)
