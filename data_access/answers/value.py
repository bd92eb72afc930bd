"""Typed answers about value and its case; all have passed disclosure."""

from dataclasses import dataclass

from data_access.answers.core import Caption, Compared, Comparison, Option, Table
from data_access.answers.impact import VerdictWord


@dataclass(frozen=True, slots=True)
class CaseOptions:
    """The choices of an ARRS case; ``year`` is the newest."""

    years: tuple[Option, ...]
    weightings: tuple[Option, ...]
    year: str


@dataclass(frozen=True, slots=True)
class CaseReport:
    """A post's cost and the amount that may be claimed for it, in pounds a year.

    ``parts`` are the cost, what ARRS pays of it and what the PCN pays. ``break_even``
    is how many admissions a year the whole cost is worth, at the highest and the lowest
    unit cost in use. ``warnings`` are sentences about figures that are not confirmed.
    """

    caption: Caption
    parts: tuple[Compared, ...]
    break_even: tuple[int, int]
    warnings: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class WorthReport:
    """Value and cost in pounds, and the admissions that the cost is worth.

    ``unit`` is what an admission is worth, a range with the year of its prices.
    """

    verdict: VerdictWord
    unit: str
    value: Comparison
    needed: Comparison


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its name, the finding in a sentence, and how it is known."""

    name: str
    finding: str
    known: str


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """What was done, each in a sentence; ``lacking`` says what is not loaded."""

    caption: Caption
    done: tuple[Process, ...]
    lacking: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class CasePart:
    """One part of the funding case: a heading, paragraphs, points and a table."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class FundingCase:
    """Two printed pages: what is asked for, and how sure its effect is."""

    title: str
    subtitle: str
    first: tuple[CasePart, ...]
    second: tuple[CasePart, ...]
