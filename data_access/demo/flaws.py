"""Rows that a load must reject or leave out, like those in real exports.

Each is a copy of a good row with one fault, so that the table without them is clean.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from data_access.demo.arrow_schema import text_schema
from data_access.demo.world import World

SMALLEST = 100  # rows; below it one flawed row would be a large share of the file
KEYED = ("patients", "referrals", "caseload", "contacts")  # the first column is a key
ANCIENT = date(1871, 3, 2)
NOBODY = "SYN999"

Row = Mapping[str, object]
Change = Callable[[Row, date], object]


@dataclass(frozen=True, slots=True)
class FlawKind:
    """One fault in one column; those with `text` need a file whose cells are text."""

    kind: str
    column: str
    change: Change
    text: bool = False


@dataclass(frozen=True, slots=True)
class Flaws:
    """Flawed rows of one table: typed ones, and ones that only a text file can have."""

    typed: pa.Table
    text: pa.Table

    @property
    def count(self) -> int:
        """Number of flawed rows of both sorts."""
        return int(self.typed.num_rows + self.text.num_rows)


def _exactly(value: object) -> Change:
    return lambda row, end: value


def _before(column: str) -> Change:
    def change(row: Row, end: date) -> object:
        day = row[column]
        return day - timedelta(days=9) if isinstance(day, date) else None

    return change


def _unknown(column: str, code: str) -> FlawKind:
    return FlawKind(f"unknown {column}", column, _exactly(code))


def _future(column: str) -> FlawKind:
    return FlawKind(
        f"{column} in the future", column, lambda row, end: end + timedelta(days=3_650)
    )


def _unreadable(column: str, cell: str) -> FlawKind:
    return FlawKind(f"{column} is no date", column, _exactly(cell), text=True)


def _again(column: str) -> FlawKind:
    return FlawKind(f"duplicate {column}", column, lambda row, end: row[column])


def _backwards(column: str, opening: str) -> FlawKind:
    return FlawKind(f"{column} before {opening}", column, _before(opening))


def _before_birth(column: str) -> FlawKind:
    return FlawKind(f"{column} before birth", column, _exactly(ANCIENT))


FLAW_KINDS = {
    "patients": (
        _unknown("practice_code", "X99999"),
        _unknown("sex", "M?"),
        FlawKind("impossible birth_year", "birth_year", _exactly(1827)),
        _backwards("registered_to", "registered_from"),
        _again("patient_id"),
    ),
    "cohorts": (
        _unknown("patient_id", NOBODY),
        _future("from_date"),
        _backwards("to_date", "from_date"),
        _unreadable("from_date", "31/02/2025"),
    ),
    "referrals": (
        _unknown("destination", "podiatry?"),
        _future("received_on"),
        _again("referral_id"),
        _unreadable("received_on", "last week"),
    ),
    "caseload": (
        _unknown("patient_id", NOBODY),
        _backwards("closed_on", "opened_on"),
        _again("episode_id"),
    ),
    "contacts": (
        _unknown("mode", "pigeon"),
        _future("contact_on"),
        _again("contact_id"),
    ),
    "health_checks": (
        _unknown("check", "smi2"),
        _before_birth("done_on"),
        _unreadable("done_on", "2025-13-01"),
    ),
    "care_plans": (
        _unknown("patient_id", NOBODY),
        _future("agreed_on"),
    ),
    "measures": (
        FlawKind("score out of range", "score", _exactly(112.0)),
        _unknown("measure", "pam13"),
    ),
    "admissions": (
        _unknown("patient_id", NOBODY),
        _unknown("method", "2X"),
        _before_birth("admitted_on"),
        _future("admitted_on"),
        _unreadable("admitted_on", "00/00/0000"),
    ),
    "attendances": (
        _unknown("patient_id", NOBODY),
        _before_birth("attended_on"),
        _future("attended_on"),
    ),
    "appointments": (
        _unknown("patient_id", NOBODY),
        _unknown("staff_type", "astrologer"),
        _before_birth("appointment_on"),
    ),
}


def flaws(world: World, tables: Mapping[str, pa.Table]) -> dict[str, Flaws]:
    """Make one flawed row of each kind for every table of SMALLEST rows or more."""
    if not world.settings.flawed:
        return {}
    rng = world.stream("flaws")
    return {
        name: _flaws_of(rng, name, tables[name], world.settings.end)
        for name in FLAW_KINDS
        if tables[name].num_rows >= SMALLEST
    }


def _flaws_of(rng: np.random.Generator, name: str, table: pa.Table, end: date) -> Flaws:
    typed: list[Row] = []
    text: list[Row] = []
    for number, kind in enumerate(FLAW_KINDS[name]):
        good_row = table.slice(int(rng.integers(table.num_rows)), 1)
        if kind.text:
            good_row = good_row.cast(text_schema(name))
        row = good_row.to_pylist()[0]
        row[kind.column] = kind.change(row, end)
        key = table.column_names[0]
        if name in KEYED and kind.column != key:
            # A copy under its own key, or a load would also doubt the good row.
            row[key] = f"{row[key]}-{number}"
        (text if kind.text else typed).append(row)
    return Flaws(
        pa.Table.from_pylist(typed, schema=table.schema),
        pa.Table.from_pylist(text, schema=text_schema(name)),
    )
