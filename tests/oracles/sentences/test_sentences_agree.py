"""No sentence contradicts the number beside it, the marks in its table or itself.

A program reads the words of every figure of the registry as a board and as a manager,
with the answer that they are of before it. Networks of a few hundred people make most
of the odd cases: suppressed months, places without a figure, groups of nobody.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures.homes.kept import Homes
from fixtures.worlds.small_network import load_network, small_network

from data_access.answers.core import Compared, Mark, Table, Trend
from data_access.door import Door, NoCache
from data_access.errors import CareImpactError
from data_access.figures.record import ShownFigure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.figures.viewers import viewer_as
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role
from data_access.words.numbers import month_text, number_text, value_text

NETWORKS = max(int(os.environ.get("CARE_IMPACT_NETWORKS", "0")), 1)
SEEDS = range(5, 5 + NETWORKS)
REASONS = {
    Mark.SUPPRESSED: "Suppressed, because numbers are small",
    Mark.TOO_FEW: "Too few people to compare",
    Mark.NO_DATA: "No data",
}
MOST = re.compile(r"^Most with (?P<names>.+): (?P<people>[\d,]+) people")
ALIKE = re.compile(r"\bno (group|practice|route|check|PCN)\b|^No difference", re.I)
NOTHING = re.compile(r"\b(none|nobody|no one)\b|(?<![\d.,])0 (of|people|referrals)\b")


def contradictions(shown: ShownFigure) -> Iterator[str]:
    """Give each sentence of a figure that its own answer contradicts."""
    caption, table = shown.report.caption, shown.report.table
    words = f"{caption.headline}. {caption.summary}"
    trend = getattr(shown.report, "trend", None)
    if isinstance(trend, Trend):
        yield from _of_a_trend(words, trend)
    places = getattr(shown.report, "places", None) or ()
    if places and all(isinstance(place, Compared) for place in places):
        yield from _of_places(words, places)
    yield from _of_the_most(caption.headline, table)
    if NOTHING.search(caption.headline) and Mark.SUPPRESSED in _cells(table):
        yield f"nothing is said where something is withheld: {caption.headline}"


def _of_a_trend(words: str, trend: Trend) -> Iterator[str]:
    at = trend.latest
    value, low, high = trend.values[at], trend.lower[at], trend.upper[at]
    if month_text(trend.months[at]) not in words:
        yield f"not of {trend.months[at]}: {words}"
    if value is not None and value_text(value, trend.unit) not in words:
        yield f"{value} is not said: {words}"
    if (
        value is None
        and str((trend.marks[at] or Mark.NO_DATA).value.lower()) not in words
    ):
        yield f"why there is no number is not said: {words}"
    if low is None or high is None:
        if "usually lie" in words:
            yield f"limits that are not there: {words}"
        return
    if low > high:
        yield f"limits from {low} to {high}"
    if value is None and high <= 0:
        yield f"usually nothing, and not nothing now: {words}"
    usual = trend.verdict.reading == "no more than usual variation"
    if value is not None and usual and not trend.rule[at] and not low <= value <= high:
        yield f"{value} is called usual, from {low} to {high}"


def _of_places(words: str, places: Sequence[Compared]) -> Iterator[str]:
    for mark, reason in REASONS.items():
        told = re.search(rf"{reason}: ([^.]+)\.", words)
        names = re.split(", | and ", told[1]) if told else []
        for place in places:
            if place.name in names and place.mark is not mark:
                yield f"{place.name} is {place.mark}, not {reason}"
    flagged = [place.name for place in places if place.flag]
    if flagged and ALIKE.search(words.split(". ")[0]):
        yield f"{flagged} differ: {words}"
    for place in places:
        limits = (place.lower, place.value, place.upper)
        known = [limit for limit in limits if limit is not None]
        if known != sorted(known):
            yield f"{place.name}: {place.value} from {place.lower} to {place.upper}"
        if place.mark is not None and place.value is not None:
            yield f"{place.name} has a number and a mark"


def _of_the_most(headline: str, table: Table) -> Iterator[str]:
    told = MOST.match(headline)
    if told is None:
        return
    people = {
        str(name): cell
        for name, cell, *_ in table.rows
        if isinstance(cell, (int, float))
    }
    most = [name for name, cell in people.items() if cell == max(people.values())]
    if told["people"] != number_text(max(people.values())):
        yield f"{headline}: {people}"
    if not all(name in told["names"] for name in most):
        yield f"{headline}, and not {most}"


def _cells(table: Table) -> set[object]:
    return {cell for row in table.rows for cell in row}


@pytest.fixture(scope="module", params=SEEDS)
def home(request: pytest.FixtureRequest, homes: Homes) -> Path:
    """Give a small network."""
    seed = request.param
    return homes.home(
        f"world-{seed}", lambda folder: load_network(folder, small_network(seed))
    )


@pytest.mark.parametrize("role", [Role.BOARD, Role.PCN_MANAGER])
def test_no_sentence_contradicts_what_stands_beside_it(home: Path, role: Role) -> None:
    door = Door(Evidence(home), NoCache())
    viewer = viewer_as(door, role)
    found, read = [], 0
    for query in ({}, {"month": "2026-05"}, {"practice": "X90101"}):
        request = Request(door, viewer, Selection.from_query(query), query)
        for name, figure in FIGURES.items():
            try:
                shown = show(figure, request)
            except CareImpactError:
                continue
            read += 1
            found += [f"{query} {name}: {what}" for what in contradictions(shown)]
    assert read > 600
    assert not found, "\n".join(found)


def test_the_program_finds_a_sentence_that_is_wrong(home: Path) -> None:
    """Were a month, a number or a name another one, it would be told."""
    door = Door(Evidence(home), NoCache())
    request = Request(door, viewer_as(door, Role.PCN_MANAGER), Selection())
    wrong = (
        ("indicator/gp_appointments/trend", r"in \w+ \d{4}", "in May 1999"),
        ("indicator/gp_appointments/trend", r": [\d.,]+", ": 1.1"),
        ("caseload/people/practice", r"[\d,]+ people", "4 people"),
        ("caseload/people/practice", r"with .*:", "with the Moon:"),
    )
    for name, right, instead in wrong:
        shown = show(FIGURES[name], request)
        assert list(contradictions(shown)) == []
        caption = shown.report.caption
        changed = replace(
            caption,
            headline=re.sub(right, instead, caption.headline, count=1),
            summary="",
        )
        assert changed.headline != caption.headline
        other = replace(shown.report, caption=changed)  # type: ignore[type-var]
        assert list(contradictions(replace(shown, report=other))), instead
