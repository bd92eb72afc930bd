"""Typed answers about cohorts and their people, for direct care only."""

from dataclasses import dataclass, field
from datetime import date

from data_access.answers.core import Caption, Compared, Option, Table


class Personal:
    """The base of answers with rows of people: no cache may keep them."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class CohortChoices:
    """The choices for rules: the registers loaded, and the files not loaded.

    ``incomplete``: which months of the last year whose loaded files do not have whole.
    """

    registers: tuple[Option, ...]
    lacking: tuple[str, ...]
    incomplete: tuple[str, ...]
    as_at: date | None


@dataclass(frozen=True, slots=True)
class CohortReport:
    """A cohort's size; its needs and gaps, and those of everyone else, in per cent.

    Each of ``needs`` and ``gaps`` has a name, the cohort's share and the others'.
    """

    size: int
    registered: int
    sentence: str
    as_at: date
    needs_caption: Caption
    needs: tuple[tuple[str, tuple[Compared, ...]], ...]
    needs_table: Table
    gaps_caption: Caption
    gaps: tuple[tuple[str, tuple[Compared, ...]], ...]
    gaps_table: Table
    series: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many people are on exactly these of the registers shown."""

    registers: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class OverlapReport:
    """How registers overlap: the registers with their sizes, and the overlaps."""

    caption: Caption
    registers: tuple[tuple[str, int], ...]
    overlaps: tuple[Overlap, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class PracticesReport:
    """The cohort by practice, as a share of each list in per cent.

    ``codes`` are those of the practices, in the order of ``items``.
    """

    caption: Caption
    items: tuple[Compared, ...]
    codes: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class WorklistReport(Personal):
    """People by pseudonym, ranked by what is left to do; ``people`` is their number.

    ``table`` has only the first of them, by the start of the pseudonym; ``keys`` has
    the whole one of each row, and ``revisions`` how often its state was set; ``states``
    are those that it can have.
    """

    caption: Caption
    people: int
    table: Table
    keys: tuple[str, ...] = field(repr=False)
    revisions: tuple[int, ...]
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnPeople(Personal):
    """The people of a reader's own practices in a PCN, by pseudonym."""

    pcn: str
    people: frozenset[str] = field(repr=False)
