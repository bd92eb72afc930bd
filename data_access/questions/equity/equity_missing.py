"""Who is missing from a register, or from the caseload, given how many they are?"""

from dataclasses import dataclass, replace

import numpy as np

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    GroupedReport,
    Mark,
    Table,
)
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.groups import GROUP_NAMES
from data_access.disclosure.rule import is_small
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.equity.equity_measure import MEASURES
from data_access.questions.equity.equity_slope import require_groups
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.shares import compared_share
from data_access.selection import ALL, WHOLE_PCN
from data_access.stats.intervals import wilson
from data_access.words.numbers import month_text
from data_access.words.sentences import listed

MEASURE = MEASURES["caseload"]
FROM = ("register", "caseload")
WAYS = ("deprivation", "practice")
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class _Part:
    """How many of a group there are, and how many of them are counted."""

    code: str
    name: str
    people: float
    counted: float
    withheld: bool


def equity_missing(context: Context, missing_from: str, by: str) -> GroupedReport:
    """Set each group's share of those counted beside its share of all who could be.

    ``missing_from`` the "register" of the chosen cohort, beside everyone registered; or
    the "caseload", beside the chosen cohort or, without one, everyone registered.

    Raises NotPermittedError for one practice's groups outside direct care, and
    CareImpactError where no register is chosen or nothing is held.
    """
    if missing_from not in FROM or by not in WAYS:
        raise CareImpactError("Ask of the register or caseload, by fifth or practice.")
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        if missing_from == "register" and place.cohort == ALL:
            raise CareImpactError(
                "Choose a cohort in the filter bar to see who is missing from its "
                "register."
            )
        if by == "practice":
            place = replace(place, practice=WHOLE_PCN)
        exact = require_groups(context, place)
        cells = month_cells(
            connection,
            indicators=(MEASURE.indicator.id,),
            pcn=place.pcn,
            months=(place.month,),
            cohorts=(ALL, place.cohort),
            dimensions=("all", "deprivation"),
            practices=None if by == "practice" else (place.practice,),
        )
    found = {(c.cohort, c.practice, c.category): c for c in cells}
    parts = _parts(found, missing_from, by, place)
    if not parts or not sum(part.counted for part in parts):
        raise CareImpactError(
            f"Nobody of {place.name} is on the "
            f"{_counted(missing_from, place).removeprefix('the ')} in "
            f"{month_text(place.month)}: it needs caseload.csv"
            + (" and cohorts.csv." if place.cohort != ALL else ".")
        )
    groups = _groups(parts, found, missing_from, place, exact=exact)
    readings = _readings(parts, groups)
    base, counted = _base(missing_from, place), _counted(missing_from, place)
    who = "practice" if by == "practice" else "deprivation"
    words = f"Each group's share of {base} and of {counted}, by {who}, {place.name}, "
    words += month_text(place.month)
    return GroupedReport(
        caption=Caption(
            headline=_headline(readings, groups, base, counted),
            subtitle=words,
            summary=_summary(groups, base),
            definition=MEASURE.indicator.id,
        ),
        unit="percent",
        series=(_series(base), _series(counted)),
        groups=tuple((one[0].name, one) for one in groups),
        table=_table(words, base, counted, groups, readings),
    )


def _base(missing_from: str, place: Place) -> str:
    if missing_from == "register" or place.cohort == ALL:
        return "everyone registered"
    return f"the {_register(place)}"


def _counted(missing_from: str, place: Place) -> str:
    return "the caseload" if missing_from == "caseload" else f"the {_register(place)}"


def _register(place: Place) -> str:
    name = cohort_name(place.cohort)
    return f"{name[0].lower()}{name[1:]} register"


def _series(name: str) -> str:
    words = name.removeprefix("the ")
    return f"{words[0].upper()}{words[1:]}"


def _parts(
    found: dict[tuple[str, str, str], MonthCell],
    missing_from: str,
    by: str,
    place: Place,
) -> list[_Part]:
    keys = (
        [(one.code, "all", one.name) for one in place.practices]
        if by == "practice"
        else [(place.practice, *one) for one in GROUP_NAMES["deprivation"].items()]
    )
    parts = []
    for practice, category, name in keys:
        code = practice if by == "practice" else category
        mine = found.get((place.cohort, practice, category))
        everyone = found.get((ALL, practice, category))
        if missing_from == "caseload":
            if mine and mine.denominator:
                people, hidden = mine.denominator, mine.denominator_withheld
                count, small = mine.numerator, mine.numerator_withheld
                parts.append(_Part(code, name, people, count, hidden or small))
        elif everyone and everyone.denominator:
            people, hidden = everyone.denominator, everyone.denominator_withheld
            count = (mine.denominator if mine else None) or 0.0
            small = mine.denominator_withheld if mine else False
            parts.append(_Part(code, name, people, count, hidden or small))
    return parts


def _groups(
    parts: list[_Part],
    found: dict[tuple[str, str, str], MonthCell],
    missing_from: str,
    place: Place,
    *,
    exact: bool,
) -> list[tuple[Compared, Compared]]:
    """Return each group's share of the base and of those counted, as may be shown."""
    people = sum(part.people for part in parts)
    counted = sum(part.counted for part in parts)
    whole = found.get((place.cohort, place.practice, "all"))
    hidden = whole is None or (
        whole.numerator_withheld
        if missing_from == "caseload"
        else whole.denominator_withheld
    )
    # A share of a whole that is itself withheld would give the whole away.
    hidden = hidden or bool(is_small(np.array([counted])).any())
    groups = []
    for part in parts:
        base = compared_share(part.code, part.name, part.people, people, exact=exact)
        share = compared_share(
            part.code,
            part.name,
            part.counted,
            counted,
            exact=exact,
            withheld=hidden or part.withheld,
        )
        groups.append((replace(base, lower=None, upper=None), share))
    return groups


def _readings(parts: list[_Part], groups: list[tuple[Compared, Compared]]) -> list[str]:
    """Say of each group whether it is under-represented, on exact numbers."""
    people = sum(part.people for part in parts)
    counted = sum(part.counted for part in parts)
    level = 1 - (1 - CONFIDENCE) / len(parts)
    readings = []
    for part, (_, share) in zip(parts, groups, strict=True):
        limits = wilson(part.counted, counted, level)
        if share.value is None:
            readings.append("not compared")
        elif limits.upper < part.people / people:
            readings.append("below its share")
        elif limits.lower > part.people / people:
            readings.append("above its share")
        else:
            readings.append("no difference that can be told from chance")
    return readings


def _headline(
    readings: list[str],
    groups: list[tuple[Compared, Compared]],
    base: str,
    counted: str,
) -> str:
    if all(reading == "not compared" for reading in readings):
        return f"Too few people on {counted} to say who is missing"
    below, above = (
        [
            group[0].name
            for reading, group in zip(readings, groups, strict=True)
            if reading.startswith(way)
        ]
        for way in ("below", "above")
    )
    if not below and not above:
        return f"No group's share of {counted} can be told from its share of {base}"
    if not below:
        return f"On {counted}, above their share of {base}: {listed(above)}"
    words = f"On {counted}, below their share of {base}: {listed(below)}"
    return f"{words}; above it: {listed(above)}" if above else words


def _summary(groups: list[tuple[Compared, Compared]], base: str) -> str:
    words = (
        "Lines show 95% limits. Below or above is said where a share lies apart from "
        f"that of {base} by more than chance, allowing for {len(groups)} groups. A "
        "share is no target: need differs with age and illness."
    )
    hidden = [share.name for _, share in groups if share.mark is Mark.SUPPRESSED]
    if hidden:
        words += f" Suppressed, because numbers are small: {listed(hidden)}."
    return words


def _table(
    caption: str,
    base: str,
    counted: str,
    groups: list[tuple[Compared, Compared]],
    readings: list[str],
) -> Table:
    columns = (
        Column("Group"),
        Column(f"Share of {base}", "percent"),
        Column(f"Share of {counted}", "percent"),
        *limit_columns("percent"),
        Column("Reading"),
    )
    rows = tuple(
        _row(group, reading) for group, reading in zip(groups, readings, strict=True)
    )
    return Table(caption, columns, rows)


def _row(group: tuple[Compared, Compared], reading: str) -> tuple[Cell, ...]:
    base, share = group
    return (base.name, base.cell, *share.cells[:3], reading)
