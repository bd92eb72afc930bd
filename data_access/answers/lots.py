"""Typed answers about starts decided by lot, for direct care only."""

from dataclasses import dataclass, field
from datetime import date

from data_access.answers.cohorts import Personal
from data_access.answers.core import Caption, Table
from data_access.choices.lots_wanted import LotsWanted


@dataclass(frozen=True, slots=True)
class LotsPlan(Personal):
    """Whom a draw would be of, with the people of each practice and step.

    ``people`` are pseudonyms, each with its practice. ``refused`` says why there can be
    no such draw; it is empty if there can.
    """

    pcn: str
    wanted: LotsWanted
    as_at: date
    people: tuple[tuple[str, str], ...] = field(repr=False)
    refused: str
    caption: Caption
    table: Table


@dataclass(frozen=True, slots=True)
class LotsList(Personal):
    """Who starts when, by pseudonym, and the words about it.

    ``table`` has the start of each pseudonym, ``keys`` the whole.
    """

    caption: Caption
    table: Table
    keys: tuple[str, ...] = field(repr=False)
