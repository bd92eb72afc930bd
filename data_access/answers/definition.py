"""The definition of an indicator, and the steps of SQL that make its figures."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator's definition as readers see it."""

    id: str
    version: int
    name: str
    numerator: str
    denominator: str
    exclusions: str
    window: str
    direction: str
    target: str
    source: str
    valid_from: date
    caveat: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of SQL: what it finds, and its text."""

    finds: str
    sql: str
