"""How large are this PCN's registers, and how deprived are its patients?"""

from collections.abc import Mapping

from data_access.answers.core import (
    Caption,
    Column,
    Compared,
    GroupedReport,
    Mark,
    Table,
)
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_registers import (
    PLACES,
    Deprivation,
    Register,
    england_deprivation,
)
from data_access.queries.england_registers import england_registers as rows_of
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.parts.intervals import limit_columns
from data_access.stats import intervals
from data_access.words import remedies
from data_access.words.numbers import score_text
from data_access.words.places import place_name

REGISTERS = {
    "MH": "Severe mental illness",
    "LD": "Learning disability",
    "DEM": "Dementia",
    "CAN": "Cancer",
    "HF": "Heart failure",
    "COPD": "COPD",
}


Groups = tuple[tuple[str, tuple[Compared, ...]], ...]


def england_registers(context: Context) -> GroupedReport:
    """Report each register as a share of the list, for PCN, ICB and England."""
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        year, registers = rows_of(connection, pcn, list(REGISTERS))
        deprivation = england_deprivation(connection, pcn)
    if not registers:
        raise CareImpactError(
            remedies.published(
                "No figure of QOF registers can be used",
                "the Quality and Outcomes Framework prevalence file",
            )
        )
    names = dict(
        zip(
            PLACES,
            (place_name(pcn.name), place_name(pcn.icb_name), "England"),
            strict=True,
        )
    )
    groups = tuple(
        (
            register,
            tuple(
                _share(code, name, registers.get((place, code)))
                for place, name in names.items()
            ),
        )
        for code, register in REGISTERS.items()
    )
    return GroupedReport(
        caption=Caption(
            headline=_headline(groups, place_name(pcn.name)),
            subtitle=(
                "People on each QOF register as a share of the list, "
                f"{place_name(pcn.name)}, its ICB and England, {year}"
            ),
            summary=(
                "Lines show 95% Wilson intervals. Registers count people "
                "diagnosed, so a low share may mean fewer people who are ill or "
                "fewer diagnosed. " + _deprivation(deprivation)
            ),
            definition="england",
        ),
        unit="percent",
        series=tuple(names.values()),
        groups=groups,
        table=_table(groups),
    )


def _share(code: str, place: str, counts: Register | None) -> Compared:
    if counts is None:
        return Compared(code, place, mark=Mark.NO_DATA)
    share = intervals.wilson(counts.people, counts.patients)
    value, lower, upper = (
        100 * float(limit) for limit in (share.estimate, share.lower, share.upper)
    )
    return Compared(code, place, value, lower, upper, counts.patients)


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


def _few(names: list[str]) -> str:
    names = [word if word.isupper() else word.lower() for word in names]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _deprivation(scores: Mapping[str, Deprivation]) -> str:
    if not scores:
        return ""
    if set(scores) != set(PLACES):
        return "No deprivation score is published for this PCN's practices."
    here, icb, england = (scores[place] for place in PLACES)
    return (
        f"Deprivation (IMD {england.year}, weighted by the newest lists; higher is "
        f"more deprived): {score_text(here.score)} here, {score_text(icb.score)} in "
        f"its ICB, {score_text(england.score)} in England."
    )


def _table(groups: Groups) -> Table:
    columns = (
        Column("Register and place"),
        Column("Share of list, %", "percent"),
        *limit_columns("percent"),
        Column("List size", "count"),
    )
    rows = tuple(
        (f"{register}: {place.name}", *place.cells)
        for register, places in groups
        for place in places
    )
    return Table("Registers by place, per cent of the list", columns, rows)
