"""How is a table that was found in a file read?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_access.ingest.extract.contract import FieldSpec
from data_access.ingest.extract.profiles import Combine, FileProfile
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.extract.text_table import TextTable, plain_names
from data_access.ingest.found.found_table import FoundTable
from data_access.ingest.recognised.choices import (
    Choice,
    choice_of,
    with_new_columns,
)
from data_access.ingest.recognised.columns import columns_of, propose
from data_access.ingest.recognised.dates import DateForms, date_forms
from data_access.ingest.recognised.file_values import NO_DATE, meant
from data_access.ingest.recognised.kept_profiles import KeptProfile, new_columns
from data_access.ingest.recognised.plan_terms import plan_terms
from data_access.ingest.recognised.tables_of import proposal
from data_access.ingest.recognised.values import cohort_named

_ODS = re.compile(r"\b[A-Z]\d{5}\b")
# A number of their own that exports by hand lack, what makes a row another's not, and
# what else does where a row has it.
_MADE_OF = {
    "caseload": ("episode_id", ("patient_id", "opened_on"), ()),
    "referrals": ("referral_id", ("patient_id", "received_on"), ()),
    "contacts": (
        "contact_id",
        ("contact_on", "mode"),
        ("patient_id", "episode_id", "attended", "minutes", "activity"),
    ),
}
_SAID_BY_PROFILE = (
    *("codes", "from_name", "ignore", "filled", "only", "combine"),
    "months_without_contact",
)
_ROLES = {"role", "job title", "job role", "staff role", "arrs role", "post title"}
_COORDINATOR = re.compile(r"\bcare co.?ordinator", re.IGNORECASE)
# One row a consultant episode, as HES and SUS have it: rows of a spell are one.
_EPISODES = ("procode", "provspnops", "epiorder")


@dataclass(frozen=True, slots=True)
class Pcn:
    """A network, as whoever loads its files names it."""

    code: str
    name: str


def part_of(
    file: str,
    found: FoundTable,
    pcn: Pcn | None = None,
    chosen: Choice | None = None,
    kept: KeptProfile | None = None,
    *,
    month_first: bool | None = None,
) -> FileProfile | None:
    """Return how a found table is read; None if it is no table of the contract.

    What was chosen comes before what was kept, and that before what it looks like;
    ``month_first`` is for dates of which none of these says it. Raises OrderOpenError
    if nothing does, and UnreadableFileError if dates are of two forms.
    """
    likely = proposal(found)
    names = plain_names(found.text.header)
    choice = chosen
    if kept is not None:
        looks = (
            likely.places.items() if likely and likely.table == kept.part.table else ()
        )
        choice = with_new_columns(
            choice_of(kept.part),
            {name: names[place] for name, place in looks},
            new_columns(kept.part.header, names),
        )
    if choice is not None:
        table, proposed = choice.table, _places(found, names, choice)
    elif likely is not None:
        table, proposed = likely.table, likely.places
    else:
        return None
    fields = {field.name: field for field in TABLES[table].columns}
    dates = [
        values_of(found.text, place)
        for name, place in proposed.items()
        if fields[name].kind == "date"
    ]
    if choice is not None and choice.month_first is not None:
        month_first = choice.month_first
    dated = [_dated(values) for values in dates]
    forms = date_forms(file, dated, month_first=month_first)
    read = {name: names[place] for name, place in proposed.items()}
    values = _meanings(found.text, fields, proposed, forms)
    for name, meant_by_choice in (choice.values if choice else {}).items():
        if name in read:
            values[name] = {**values.get(name, {}), **meant_by_choice}
    around = (found.sheet, *found.above, file)
    fixed = {
        **_constants(table, proposed, around, pcn),
        **(choice.constants if choice else {}),
    }
    part = FileProfile(
        match=file,
        table=table,
        dates=forms.formats,
        columns=read,
        constants={name: value for name, value in fixed.items() if name not in read},
        made_of=_made_of(table, read),
        values=values,
        fill_down=_fill_down(found.text, names, proposed),
        only=_only(found.text, table, names, proposed),
        combine=_spells(table, names, read),
    )
    return _as_kept(part, kept.part) if kept else part


def _places(
    found: FoundTable, names: Sequence[str], choice: Choice
) -> Mapping[str, int]:
    if choice.columns is None:
        return propose(columns_of(found), choice.table)
    return {
        name: names.index(column)
        for name, column in choice.columns.items()
        if column in names
    }


def _as_kept(part: FileProfile, kept: FileProfile) -> FileProfile:
    """Return how a table is read with what a kept profile says besides columns."""
    said = {name: value for name in _SAID_BY_PROFILE if (value := getattr(kept, name))}
    own = {
        name: value
        for name, value in kept.constants.items()
        if name not in part.columns
    }
    return part.model_copy(update={**said, "constants": {**own, **part.constants}})


def values_of(text: TextTable, place: int) -> list[str]:
    """Return the text of each cell of a column; empty where there is none."""
    return [value or "" for value in text.cells.column(place).to_pylist()]


def _dated(values: Sequence[str]) -> list[str]:
    return [value for value in values if value.strip() not in NO_DATE]


def _constants(
    table: str, proposed: Mapping[str, int], around: Sequence[str], pcn: Pcn | None
) -> dict[str, str]:
    """Return what is the same in every row: a list's practice or cohort, the PCN.

    ``around`` has the sheet's name, what stands above the table, and the file's name.
    """
    found = {}
    codes = set(_ODS.findall(" ".join(around)))
    if table == "patients" and len(codes) == 1:
        found["practice_code"] = codes.pop()
    if table == "cohorts":
        # The name of a sheet is nearer to its rows than that of the file.
        cohort = next(filter(None, map(cohort_named, around)), None)
        found |= {"cohort": cohort} if cohort else {}
    if table in ("practices", "coordinators", "arrs_claims") and pcn is not None:
        found["pcn_code"] = pcn.code
    if table == "practices" and pcn is not None:
        found["pcn_name"] = pcn.name
    return {name: value for name, value in found.items() if name not in proposed}


def _made_of(table: str, read: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    if table not in _MADE_OF:
        return {}
    name, parts, more = _MADE_OF[table]
    if name in read or not all(part in read for part in parts):
        return {}
    used = (*parts, *(part for part in more if part in read))
    return {name: tuple(read[part] for part in used)}


def _meanings(
    text: TextTable,
    fields: Mapping[str, FieldSpec],
    proposed: Mapping[str, int],
    forms: DateForms,
) -> dict[str, dict[str, str]]:
    found = {}
    for name, place in proposed.items():
        values = values_of(text, place)
        known = meant(fields[name], values, month_first=forms.month_first)
        found[name] = dict(known)
    return {name: known for name, known in found.items() if known}


def _fill_down(
    text: TextTable, names: Sequence[str], proposed: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the person's column if later rows of a person leave it blank."""
    place = proposed.get("patient_id")
    if place is None:
        return ()
    people = values_of(text, place)
    blank = [not value.strip() for value in people]
    return (names[place],) if any(blank) and not blank[0] else ()


def _only(
    text: TextTable, table: str, names: Sequence[str], proposed: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """Keep finished episodes (HES data dictionary, EPISTAT 3), and terms of plans.

    Of a list of all staff, keep the care coordinators.
    """
    found: dict[str, tuple[str, ...]] = {
        name: ("3",) for name in names if name == "epistat"
    }
    if "declined" in proposed:
        place = proposed["declined"]
        terms = tuple(plan_terms(set(values_of(text, place))))
        if terms:
            found[names[place]] = terms
    for place, name in enumerate(names):
        if table == "coordinators" and name.replace("_", " ") in _ROLES:
            roles = {role.strip() for role in values_of(text, place)} - {""}
            found[name] = tuple(sorted(filter(_COORDINATOR.search, roles)))
    return {name: kept for name, kept in found.items() if kept}


def _spells(
    table: str, names: Sequence[str], read: Mapping[str, str]
) -> Combine | None:
    if table != "admissions" or not all(name in names for name in _EPISODES):
        return None
    provider, spell, order = _EPISODES
    latest = ("discharged_on",) if "discharged_on" in read else ()
    return Combine(
        key=(read["patient_id"], provider, spell, read["admitted_on"]),
        keep="first",
        by=order,
        latest=latest,
    )
