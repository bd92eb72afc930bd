"""Typed answers about health checks, already disclosed for the viewer who asked."""

from dataclasses import dataclass

from data_access.answers.core import Caption, Comparison, Table
from data_access.answers.targets import TargetPath


@dataclass(frozen=True, slots=True)
class CheckComparisons:
    """One check compared between practices and between groups.

    ``parts`` has one comparison each, by its name ("practices", "deprivation", ...).
    """

    parts: tuple[tuple[str, Comparison], ...]


@dataclass(frozen=True, slots=True)
class YearEndReport:
    """The financial year so far, and where it is likely to end."""

    caption: Caption
    path: TargetPath
    table: Table
