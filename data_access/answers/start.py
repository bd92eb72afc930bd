"""Typed answers about where to begin; all have passed disclosure."""

from dataclasses import dataclass

from data_access.answers.core import Caption, Compared, Table


@dataclass(frozen=True, slots=True)
class StartClass:
    """Cohorts of practices whose gains do not differ beyond chance.

    ``reasons`` has a sentence for each, in order.
    """

    title: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartReport:
    """The cohorts of practices with most to gain, in classes, the most first.

    ``items`` are completed checks a year with the least and the most, in the order of
    the classes; ``more`` how many further ones only the table has. ``context`` has
    other facts about the cohorts, ``missing`` what could not be ranked and the file it
    needs.
    """

    caption: Caption
    items: tuple[Compared, ...]
    more: int
    classes: tuple[StartClass, ...]
    context: tuple[str, ...]
    missing: tuple[str, ...]
    table: Table
