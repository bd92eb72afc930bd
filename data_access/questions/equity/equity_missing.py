"""Which groups have too few people on a register or on the caseload?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.equity.equity_slope import require_groups
from data_access.questions.parts.group_measure import MEASURES
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.marks import marked
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.shares import compared_share
from data_access.questions.parts.why_missing import what_is_missing
from data_access.selection import ALL, WHOLE_PCN
from data_access.stats.intervals import wilson
from data_access.words.numbers import month_text
from data_access.words.sentences import listed, sentence_case

MEASURE = MEASURES["caseload"]
FROM = ("register", "caseload")
WAYS = ("deprivation", "practice")
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class _Part:
    """How many there are of a group, and how many are counted; NaN where withheld."""

    code: str
    name: str
    people: float
    counted: float


def equity_missing(context: Context, missing_from: str, by: str) -> GroupedReport:
    """Compare each group's share of those on it with its share of all who could be.

    ``missing_from`` is "register" (the chosen cohort's, compared with everyone
    registered) or "caseload" (compared with the chosen cohort or, without one, with
    everyone registered).

    Raises NotPermittedError for one practice's groups outside direct care, and
    CareImpactError if no register is chosen or nothing is loaded.
    """
    if missing_from not in FROM or by not in WAYS:
        raise CareImpactError(
            "Choose the register or the caseload, by fifth or practice."
        )
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
            indicators=(MEASURE.record.id,),
            pcn=place.pcn,
            months=(place.month,),
            cohorts=(ALL, place.cohort),
            dimensions=("all", "deprivation"),
            practices=None if by == "practice" else (place.practice,),
        )
    by_group = {(c.cohort, c.practice, c.category): c for c in cells}
    keys = (
        [(row.code, "all", row.name) for row in place.practices]
        if by == "practice"
        else [(place.practice, *row) for row in GROUP_NAMES["deprivation"].items()]
    )
    strata = _parts(by_group, missing_from, place, keys)
    whole = _parts(by_group, missing_from, place, [(place.practice, "all", "")])
    if not strata or not whole or whole[0].counted == 0:
        raise CareImpactError(
            _nobody(missing_from, place)
            + what_is_missing(context, MEASURE.record, place)
        )
    groups = _groups(strata, whole[0], exact=exact)
    readings = _readings(strata, whole[0], groups)
    base, counted = _base(missing_from, place), _counted(missing_from, place)
    who = "practice" if by == "practice" else "deprivation"
    subtitle = (
        f"Each group's share of {base} and of {counted}, by {who}, {place.name}, "
    )
    subtitle += month_text(place.month)
    return GroupedReport(
        caption=Caption(
            headline=_headline(readings, groups, base, counted),
            subtitle=subtitle,
            summary=_summary(groups, base),
            definition=MEASURE.record.id,
        ),
        unit="percent",
        series=(_series(base), _series(counted)),
        groups=tuple((share[0].name, share) for share in groups),
        table=_table(subtitle, base, counted, groups, readings),
    )


def _nobody(missing_from: str, place: Place) -> str:
    files = "caseload.csv" + (" and cohorts.csv" if place.cohort != ALL else "")
    return (
        f"Who is missing from {_counted(missing_from, place)} of {place.name} cannot "
        f"be shown: the loaded files have no one on it in {month_text(place.month)}, "
        f"or not every practice sent {files}."
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
    base_name = name.removeprefix("the ")
    return sentence_case(base_name)


def _parts(
    by_group: dict[tuple[str, str, str], MonthCell],
    missing_from: str,
    place: Place,
    keys: Sequence[tuple[str, str, str]],
) -> list[_Part]:
    """Return the groups of these keys (practice, category, name) that have people."""
    strata = []
    for practice, category, name in keys:
        code = practice if category == "all" else category
        own = by_group.get((place.cohort, practice, category))
        all_cell = by_group.get((ALL, practice, category))
        if missing_from == "caseload":
            if own and own.denominator:
                strata.append(_Part(code, name, own.denominator, own.numerator))
        elif all_cell and all_cell.denominator:
            count = (own.denominator if own else None) or 0.0
            strata.append(_Part(code, name, all_cell.denominator, count))
    return strata


def _groups(
    strata: list[_Part], whole: _Part, *, exact: bool
) -> list[tuple[Compared, Compared]]:
    """Return each group's share of the base and of those counted, as may be shown."""
    groups = []
    for stratum in strata:
        base = compared_share(
            stratum.code, stratum.name, stratum.people, whole.people, exact=exact
        )
        share = compared_share(
            stratum.code,
            stratum.name,
            stratum.counted,
            whole.counted,
            exact=exact,
            withheld=not math.isfinite(stratum.people),
        )
        groups.append((replace(base, lower=None, upper=None), share))
    return groups


def _readings(
    strata: list[_Part], whole: _Part, groups: list[tuple[Compared, Compared]]
) -> list[str]:
    """Say of each group whether it is under-represented, by what may be shown."""
    level = 1 - (1 - CONFIDENCE) / len(strata)
    readings = []
    for stratum, (_, share) in zip(strata, groups, strict=True):
        if share.value is None or share.lower is None:
            readings.append("not compared")
            continue
        limits = wilson(stratum.counted, whole.counted, level)
        if limits.upper < stratum.people / whole.people:
            readings.append("below its share")
        elif limits.lower > stratum.people / whole.people:
            readings.append("above its share")
        else:
            readings.append("no difference beyond chance")
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
        return (
            f"No group's share of {counted} differs by more than chance from its share "
            f"of {base}"
        )
    if not below:
        return f"On {counted}, above their share of {base}: {listed(above)}"
    headline = f"On {counted}, below their share of {base}: {listed(below)}"
    return f"{headline}; above it: {listed(above)}" if above else headline


def _summary(groups: list[tuple[Compared, Compared]], base: str) -> str:
    summary = (
        "Lines show 95% limits. A share is called below or above if it differs "
        f"from that of {base} by more than chance, allowing for {len(groups)} "
        "groups. A share is not a target: need differs with age and illness."
    )
    return summary + marked([share for _, share in groups], Mark.SUPPRESSED)


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
