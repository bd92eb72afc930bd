"""Columns that several tables of the contract have, each kind described once."""

from data_access.ingest.extract import codes
from data_access.ingest.extract.contract import FieldSpec

_CODE = r"[A-Z0-9]{3,12}"
_NOT_ALL = r"[^a].*|a|al|a[^l].*|al[^l].*|all.+"
PERSON = FieldSpec("patient_id", "person", "Any local identifier of the person", True)


def organisation(name: str, meaning: str, *, required: bool = False) -> FieldSpec:
    """Return a column of ODS codes."""
    return FieldSpec(
        name,
        "text",
        meaning,
        required,
        pattern=_CODE,
        expected="an organisation code of 3 to 12 capital letters and digits",
    )


def day(name: str, meaning: str, *, required: bool = False) -> FieldSpec:
    """Return a column of days."""
    return FieldSpec(name, "date", meaning, required)


def last_day(name: str, meaning: str, empty_says: str) -> FieldSpec:
    """Return a column of last days; ``empty_says`` is what an empty cell claims."""
    return FieldSpec(name, "date", meaning, empty_says=empty_says, may_be_planned=True)


def group(name: str, meaning: str, *, required: bool = False) -> FieldSpec:
    """Return a column of groups of people, which a network may name itself."""
    return FieldSpec(
        name,
        "code",
        meaning,
        required,
        codes.COHORT,
        open_list=True,
        pattern=_NOT_ALL,
        expected="a name other than all, which means everybody registered",
    )


def money(name: str, meaning: str, *, required: bool = False) -> FieldSpec:
    """Return a column of sums in pounds."""
    return FieldSpec(name, "number", meaning, required, low=0, high=10_000_000)
