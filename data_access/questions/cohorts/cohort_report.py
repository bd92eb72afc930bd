"""How large is a cohort, and how do its needs and gaps differ from everyone else's?"""

from collections.abc import Mapping

from sqlalchemy import and_, or_, true

from data_access.answers.cohorts import CohortReport
from data_access.answers.core import Caption, Column, Compared, Table
from data_access.catalogue.step_names import CHECK_NAMES
from data_access.choices.cohort_rules import CohortRules
from data_access.door import Context
from data_access.marts.care.person_schema import PERSON_NOW
from data_access.queries.people import (
    HOME_VISIT,
    Condition,
    counts_inside_and_out,
    lapsed,
    step_lists,
)
from data_access.questions.cohorts.cohort_scope import CohortScope, cohort_scope
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.shares import compared_share
from data_access.stats.differences import share_difference
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

SERIES = ("This cohort", "Everyone else")
Counts = Mapping[bool, Mapping[str, tuple[int, int]]]
Pairs = tuple[tuple[str, tuple[Compared, ...]], ...]

_P = PERSON_NOW.c
_SEVERE, _MOST_DEPRIVED = 3, 1
_OLD = 75
_UNSEEN = "On the caseload, not seen for 3 months"

# Who counts, and of whom it is known, by the name a reader sees.
_NEEDS: Mapping[str, tuple[Condition, Condition]] = {
    f"Aged {_OLD} and over": (_P.age >= _OLD, true()),
    "Severely frail": (_P.frailty >= _SEVERE, _P.frailty.is_not(None)),
    "Housebound": (_P.housebound.is_(True), _P.housebound.is_not(None)),
    "In a care home": (_P.care_home.is_(True), _P.care_home.is_not(None)),
    "Needs home visits": (
        HOME_VISIT,
        or_(_P.housebound.is_not(None), _P.care_home.is_not(None)),
    ),
    "A carer": (_P.carer.is_(True), _P.carer.is_not(None)),
    "Most deprived fifth": (
        _P.imd_quintile == _MOST_DEPRIVED,
        _P.imd_quintile.is_not(None),
    ),
    "Emergency admission in 12 months": (_P.emergency_12m > 0, true()),
    "Two or more emergency admissions": (_P.emergency_12m > 1, true()),
    "On the caseload": (_P.on_caseload, true()),
    _UNSEEN: (lapsed(3), and_(_P.on_caseload)),
}


def cohort_report(context: Context, rules: CohortRules) -> CohortReport:
    """Compare a cohort of the reader's own practices with everyone else in them.

    Raises as `cohort_scope`.
    """
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        counts = counts_inside_and_out(connection, scope.practices, rules, _NEEDS)
        undone = _undone(step_lists(connection, scope.practices, rules))
    size = counts[True]["people"][0]
    registered = size + counts[False]["people"][0]
    for side in (True, False):
        undone[side][_UNSEEN] = counts[side].pop(_UNSEEN)
    needs, gaps = _pairs(counts), _pairs(undone)

    def caption(headline: str, measure: str, summary: str) -> Caption:
        return Caption(
            headline=headline,
            subtitle=f"{measure}, {rules.words}, {scope.where}, {scope.day}",
            summary=summary,
            definition="cohorts",
        )

    return CohortReport(
        size=size,
        registered=registered,
        sentence=_sentence(size, registered, rules, scope),
        as_at=scope.as_at,
        needs_caption=caption(
            _headline(needs, counts, "Needs"),
            "Share of people with each need",
            "Points are shares, lines 95% confidence intervals. Only people whose "
            "need is recorded, as present or absent, are counted.",
        ),
        needs=needs,
        needs_table=_table("Needs", needs),
        gaps_caption=caption(
            _headline(gaps, undone, "Gaps"),
            "Share of those due whose check is not complete",
            "Shares are of the people due each check. A declined step counts as "
            "not complete, as in the indicators.",
        ),
        gaps=gaps,
        gaps_table=_table("Gaps", gaps),
        series=SERIES,
    )


def _undone(
    lists: list[tuple[bool, set[str], set[str], int]],
) -> dict[bool, dict[str, tuple[int, int]]]:
    """Count, by check, those whose check is not complete, and those it is due to."""
    counts: dict[bool, dict[str, tuple[int, int]]] = {True: {}, False: {}}
    for check, name in CHECK_NAMES.items():
        for side in (True, False):
            due = [row for row in lists if row[0] is side and check in row[1]]
            undone = sum(people for *_, steps, people in due if check in steps)
            whole = sum(people for *_, people in due)
            counts[side][f"{name} not complete"] = (undone, whole)
    return counts


def _pairs(counts: Counts) -> Pairs:
    """Return each measure's two shares, left out where no one could count."""
    return tuple(
        (
            name,
            tuple(
                compared_share(series, series, *counts[side][name], exact=True)
                for side, series in zip((True, False), SERIES, strict=True)
            ),
        )
        for name in counts[True]
        if name != "people" and (counts[True][name][1] or counts[False][name][1])
    )


def _sentence(
    size: int, registered: int, rules: CohortRules, scope: CohortScope
) -> str:
    people = "1 person" if size == 1 else f"{value_text(size, 'count')} people"
    if rules.empty:
        return f"{people} are registered on {scope.day}; choose who is in the cohort"
    share = 100 * size / registered
    share_words = "less than 1%" if 0 < share < 1 else value_text(share, "percent")
    return (
        f"{people}, {share_words} of {value_text(registered, 'count')} registered: "
        f"{rules.words}"
    )


def _headline(pairs: Pairs, counts: Counts, title: str) -> str:
    higher, lower = [], []
    for name, _ in pairs:
        here, there = counts[True][name], counts[False][name]
        if not here[1] or not there[1]:
            continue
        gap = share_difference(here[0], here[1], there[0], there[1])
        if gap.lower > 0:
            higher.append(name)
        elif gap.upper < 0:
            lower.append(name)
    phrases = []
    if higher:
        phrases.append(f"more often {_some(higher)}")
    if lower:
        phrases.append(f"less often {_some(lower)}")
    if not phrases:
        return f"{title}: no difference from everyone else beyond chance"
    return f"{title}: {'; '.join(phrases)}"


def _some(names: list[str], most: int = 3) -> str:
    lower_names = [
        name if name[:2].isupper() else name[:1].lower() + name[1:] for name in names
    ]
    extra = len(lower_names) - most
    return listed(lower_names[:most] + ([f"{extra} more"] if extra > 0 else []))


def _table(title: str, pairs: Pairs) -> Table:
    columns = [Column(title)]
    for series in SERIES:
        columns += [
            Column(series, "percent"),
            *limit_columns("percent", series),
            Column(f"{series}: people counted", "count"),
        ]
    rows = tuple(
        (name, *(cell for item in items for cell in item.cells))
        for name, items in pairs
    )
    return Table(f"{title}: the cohort and everyone else", tuple(columns), rows)
