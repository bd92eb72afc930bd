"""Who of everyone registered is in the estimate, and why are the others not?"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data_access.answers.core import Caption, Cell, Column, Mark, Table, TableReport
from data_access.disclosure.breakdown import withheld_parts
from data_access.disclosure.rule import is_small
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.impact_sums import impact_rows
from data_access.questions.impact.matched import NOTHING, read_matched
from data_access.questions.parts.small_counts import shown_count, shown_share
from data_access.words.numbers import number_text, value_text
from data_access.words.sentences import listed

_STEPS = (
    ("registered", "Registered in the period"),
    (
        "eligible",
        "Could have been compared: a year registered, not yet on the caseload",
    ),
    ("joined_before_study", "Already on the caseload before the period"),
    ("started", "Started on the caseload"),
    ("started_without_a_year_of_data", "left out: no year of data before the start"),
    ("started_newly_registered", "left out: registered for less than a year"),
    ("started_without_follow_up_yet", "left out: no final month of follow-up yet"),
    ("started_eligible", "Started and eligible"),
    ("unmatched", "left out: nobody of the same risk to compare with"),
    ("matched", "Compared"),
    ("gone_before_follow_up", "left out: died or left in the month of the start"),
    ("followed", "Compared and followed"),
    ("died_in_follow_up", "of whom died in follow-up (counted until then)"),
    ("left_in_follow_up", "of whom left in follow-up (counted until then)"),
    ("comparison_people", "People they are compared with"),
)

_LEFT_OUT = {
    "started_without_a_year_of_data": "started within the first year of data",
    "started_newly_registered": "had been registered for less than a year",
    "started_without_follow_up_yet": "have no final month of follow-up yet",
    "unmatched": "(with {events} admissions) had nobody of the same risk to compare "
    "with",
}

# What each step is divided into, the whole before its parts; the rest are one part.
_DIVIDED = {
    "started": (
        "started_without_a_year_of_data",
        "started_newly_registered",
        "started_without_follow_up_yet",
        "started_eligible",
    ),
    "started_eligible": ("unmatched", "matched"),
    "matched": ("gone_before_follow_up", "followed"),
    "followed": ("died_in_follow_up", "left_in_follow_up"),
}


def impact_flow(context: Context) -> TableReport:
    """Report how many people remain at each step, small numbers suppressed."""
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        rows = impact_rows(connection, "impact_flow", matched.place.pcn)
    if rows.empty:
        raise CareImpactError(NOTHING)
    exact = context.viewer.exact_for(matched.place.practice_codes)
    counts = rows.sum(numeric_only=True)
    people = flow_shown(counts, exact=exact)
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (step_name, people[name]) for name, step_name in _STEPS if name in people
    )
    eligible = int(counts["started_eligible"])
    share = shown_share(int(counts["unmatched"]), eligible, exact=exact)
    if Mark.SUPPRESSED in (people["unmatched"], people["started_eligible"]):
        share = Mark.SUPPRESSED
    headline = "Too few people to say how many of those who started are compared"
    if not isinstance(share, Mark):
        headline = (
            f"{value_text(100 - share, 'percent')} of those who started and are "
            "eligible are compared"
        )
    return TableReport(
        caption=Caption(
            headline=headline,
            subtitle=f"People at each step of the estimate, {matched.place.pcn_name}",
            summary=(
                "The estimate is of those compared. Who starts in a month in which "
                "nobody of the same risk was outside the caseload is left out."
            ),
            definition="matching",
        ),
        table=Table(
            "Flow of people", (Column("Step"), Column("People", "count")), cells
        ),
    )


def who_is_in(people: Mapping[str, int | Mark]) -> str:
    """Say of how many the estimate is, and why the others who started are not in it.

    `people` is `flow_shown`.
    """
    started, compared = people["started"], people["matched"]
    if isinstance(started, Mark) or isinstance(compared, Mark):
        return "It is of the people who started and could be compared."
    events = people.get("events_of_unmatched", 0)
    why = [
        f"{_number(people[step])} {words.format(events=_number(events))}"
        for step, words in _LEFT_OUT.items()
        if people.get(step, 0) != 0
    ]
    whole = f"It is of the {number_text(compared)} of {number_text(started)} people"
    if not why:
        return f"{whole} who started."
    return f"{whole} who started who could be compared: {listed(why)}."


def _number(people: int | Mark) -> str:
    return "some" if isinstance(people, Mark) else number_text(people)


def flow_shown(counts: pd.Series, *, exact: bool) -> dict[str, int | Mark]:
    """Return the people at each step, by its name, as a reader may know them."""
    hidden = set() if exact else _hidden(counts)
    return {
        str(name): Mark.SUPPRESSED
        if name in hidden
        else shown_count(int(count), exact=exact)
        for name, count in counts.items()
    }


def _hidden(counts: pd.Series) -> set[str]:
    """Return the steps that may not be shown, as those of any breakdown.

    A step is withheld with the parts of it from which it could be found again.
    """
    hidden: set[str] = set()
    for whole, parts in _DIVIDED.items():
        held = [name for name in parts if name in counts]
        rest = float(counts[whole]) - sum(float(counts[name]) for name in held)
        sizes = np.array([*(float(counts[name]) for name in held), max(rest, 0.0)])
        if whole in hidden or is_small(np.array([float(counts[whole])])).any():
            flags = np.ones(len(sizes), dtype=bool)
        else:
            flags = withheld_parts(sizes)
        hidden |= {name for name, flag in zip(held, flags[:-1], strict=True) if flag}
    return hidden
