"""Recount who is on the caseload, who came and went, and how they were seen."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from fixtures.by_hand import caseload_by_hand as by_hand
from fixtures.by_hand.caseload_by_hand import OUTSIDE, Caseload, right
from fixtures.lakes.care_lake import WEIGHTS

from data_access.answers.core import Comparison, Mark
from data_access.catalogue.complexity import read_complexity
from data_access.questions.caseload.caseload_by_coordinator import (
    caseload_by_coordinator,
)
from data_access.questions.caseload.caseload_compared import caseload_compared
from data_access.questions.caseload.caseload_flow import caseload_flow
from data_access.questions.caseload.caseload_load import caseload_load
from data_access.questions.caseload.contact_modes import contact_modes
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

NOBODY = "No coordinator recorded"


@pytest.fixture(scope="module")
def small(care_store: Evidence, care_tables: dict[str, pd.DataFrame]) -> Caseload:
    """Give a caseload of few people, so that much of it must be withheld."""
    months = (date(2024, 10, 1), date(2025, 12, 1), date(2026, 6, 1))
    return Caseload(care_store, care_tables, "N1", months)


@pytest.fixture(scope="module")
def large(demo_home: Path) -> Caseload:
    """Give the demo's caseload, of which most can be shown."""
    return by_hand.demo(demo_home)


@pytest.fixture(params=["small", "large"])
def caseload(request: pytest.FixtureRequest) -> Caseload:
    return request.getfixturevalue(request.param)


def cells(answer: Comparison) -> dict[str, object]:
    """Give what the chart shows of each place, and see that the table says the same."""
    shown = {p.code: p.mark if p.value is None else p.value for p in answer.places}
    assert [row[1] for row in answer.table.rows] == list(shown.values())
    return shown


def people(answer: Comparison) -> dict[str, object]:
    """Give the people that the table has of each place drawn."""
    rows = {row[0]: row[1] for row in answer.table.rows}
    return {place.code: rows[place.name] for place in answer.places}


def agree(shown: dict[str, object], counts: dict[str, int], *, exact: bool) -> None:
    for code, cell in shown.items():
        assert right(cell, counts.get(code, 0), exact=exact), (code, cell, counts)
    if not exact and not any(1 <= count < 8 for count in counts.values()):
        assert Mark.SUPPRESSED not in shown.values()


# --- whose cases are open --------------------------------------------------------


def test_open_cases_by_practice(caseload: Caseload) -> None:
    shown_to_a_board = 0
    for month in caseload.months:
        for cohort in ("all", "smi", "diabetes"):
            counts = {
                code: len(caseload.open_in(month, practice=code, cohort=cohort))
                for code in caseload.practices
            }
            for viewer in caseload.viewers:
                context = caseload.context(viewer, month, cohort=cohort)
                shown = cells(caseload_compared(context, "practice"))
                assert set(shown) == set(caseload.practices)
                agree(shown, counts, exact=viewer == caseload.manager)
                shown_to_a_board += viewer in OUTSIDE and any(
                    isinstance(cell, float) for cell in shown.values()
                )
    assert shown_to_a_board > 0


def test_a_manager_of_one_practice_sees_that_one_exactly(caseload: Caseload) -> None:
    mine, *others = caseload.practices
    viewer = Viewer(Role.PCN_MANAGER, (mine,))
    month = caseload.months[-1]
    answer = caseload_compared(caseload.context(viewer, month), "practice")
    shown = cells(answer)
    assert shown[mine] == len(caseload.open_in(month, practice=mine))
    for code in others:
        count = len(caseload.open_in(month, practice=code))
        assert right(shown[code], count, exact=False)


@pytest.mark.parametrize("one", [False, True])
def test_open_cases_by_cohort(caseload: Caseload, one: bool) -> None:
    where = {"practice": caseload.practices[-1]} if one else {}
    known = sorted(set(caseload.tables["cohorts"]["cohort"]))
    most = 0
    for month in caseload.months:
        counts = {c: len(caseload.open_in(month, cohort=c, **where)) for c in known}
        most = max(most, *counts.values())
        for viewer in caseload.viewers:
            context = caseload.context(viewer, month, **where)
            shown = cells(caseload_compared(context, "cohort"))
            assert set(shown) >= {code for code, count in counts.items() if count}
            for code, cell in shown.items():
                exact = viewer == caseload.manager
                assert right(cell, counts[code], exact=exact), (month, code, cell)
    assert most > 1


@pytest.mark.parametrize("cohort", ["all", "diabetes"])
def test_open_cases_by_coordinator(caseload: Caseload, cohort: str) -> None:
    numbers = caseload.numbers()
    for month in caseload.months:
        counts: Counter[str] = Counter()
        for cases in caseload.open_in(month, cohort=cohort).values():
            newest = max(cases, key=lambda c: (c["opened_on"], c["episode_id"]))
            counts[numbers.get(newest["coordinator_id"], "unknown")] += 1
        posts = caseload.in_post(month)
        for viewer in caseload.viewers:
            context = caseload.context(viewer, month, cohort=cohort)
            answer = caseload_by_coordinator(context)
            shown = people(answer)
            assert set(shown) >= {code for code, count in counts.items() if count}
            # Where all are withheld, zeros are too, or the others would be counted.
            told = {code for code, cell in shown.items() if cell is not Mark.SUPPRESSED}
            assert told - {*posts} <= {*counts}
            agree(shown, counts, exact=viewer == caseload.manager)
            for item in answer.places:
                post = f"{posts[item.code]:g} WTE" if item.code in posts else "left"
                name = f"Coordinator {item.code} ({post})"
                assert item.name == (NOBODY if item.code == "unknown" else name)
                cell = shown[item.code]
                if isinstance(cell, Mark) or item.code not in posts:
                    assert item.value is None
                else:
                    assert item.value == pytest.approx(cell / posts[item.code])
            together = answer.table.rows[-1]
            assert together[0] == "All coordinators"
            if answer.average is not None:
                everyone = len(caseload.open_in(month, cohort=cohort))
                exact = viewer == caseload.manager
                assert together[1] == (everyone if exact else by_hand.rounded(everyone))
                whole = sum(posts.values())
                assert answer.average == pytest.approx(together[1] / whole)


def test_the_headline_names_the_most(caseload: Caseload) -> None:
    month = caseload.months[-1]
    answer = caseload_compared(caseload.context(caseload.manager, month), "practice")
    counts = {
        place.name: len(caseload.open_in(month, practice=place.code))
        for place in answer.places
    }
    most = max(counts, key=lambda name: counts[name])
    assert answer.caption.headline == f"Most with {most}: {counts[most]} people"


# --- who came and went -----------------------------------------------------------


def test_people_start_and_finish_in_each_month(caseload: Caseload) -> None:
    month = caseload.months[-1]
    opened = [
        case["opened_on"]
        for person, cases in caseload.cases.items()
        for case in cases
        if person in caseload.people
    ]
    counted = 0
    for where in ({}, {"practice": caseload.practices[0]}, {"cohort": "diabetes"}):
        for viewer in caseload.viewers:
            report = caseload_flow(caseload.context(viewer, month, **where))
            exact = viewer == caseload.manager
            assert report.dates[-1] == month
            if not where:
                assert report.dates[0] == min(opened).replace(day=1)
            lines = zip(*(line.values for line in report.lines), strict=True)
            for row, drawn in zip(report.table.rows, lines, strict=True):
                for column, cell, point in zip(
                    ("opened_on", "closed_on"), row[1:], drawn, strict=True
                ):
                    count = caseload.moved(column, row[0], **where)
                    assert right(cell, count, exact=exact), (row, column, count)
                    assert point == (None if isinstance(cell, Mark) else cell)
                    counted += count
    assert counted > 50


def test_the_year_is_added_up_only_where_every_month_is_shown(
    caseload: Caseload,
) -> None:
    month = caseload.months[-1]
    year = [
        (pd.Timestamp(month) - pd.DateOffset(months=back)).date() for back in range(12)
    ]
    started, finished = (
        sum(caseload.moved(column, day) for day in year)
        for column in ("opened_on", "closed_on")
    )
    report = caseload_flow(caseload.context(caseload.manager, month))
    said = f"{started} started and {finished} finished in the year to"
    assert report.caption.headline.startswith(said)
    for viewer in OUTSIDE:
        report = caseload_flow(caseload.context(viewer, month))
        rows = report.table.rows[-12:]
        if any(Mark.SUPPRESSED in row for row in rows):
            assert report.caption.headline.startswith("People starting and finishing")
            continue
        came, went = (sum(row[column] for row in rows) for column in (1, 2))
        said = f"{came:.0f} started and {went:.0f} finished"
        assert report.caption.headline.startswith(said)


# --- how heavy the work is -------------------------------------------------------


def test_weights_are_those_of_the_oracle() -> None:
    held = {str(level): weight for level, weight in WEIGHTS.items()}
    assert read_complexity().weights == {**held, "unknown": 1.5}


def test_open_cases_for_each_coordinator(caseload: Caseload) -> None:
    month = caseload.months[-1]
    for viewer in caseload.viewers:
        exact = viewer == caseload.manager
        report = caseload_load(caseload.context(viewer, month))
        assert len(report.table.rows) > 20
        for day, wte, plain, heavy in report.table.rows:
            posts = sum(caseload.in_post(day).values())
            assert wte == pytest.approx(posts)
            count, weight = len(caseload.open_in(day)), caseload.weighted(day)
            assert right(plain, count, exact=exact, per=posts), (day, plain, count)
            assert right(heavy, weight, exact=exact, per=posts), (day, heavy, weight)


def test_a_weighted_figure_gives_no_withheld_one_away(small: Caseload) -> None:
    """Weights are from 1 to 2, so ten weighted cases are those of 4 to 12 people."""
    hidden = 0
    for viewer in OUTSIDE:
        report = caseload_load(small.context(viewer, small.months[-1]))
        for day, _, plain, heavy in report.table.rows:
            if plain is Mark.SUPPRESSED:
                hidden += 1
                assert heavy is Mark.SUPPRESSED, day
    assert hidden > 0


def test_the_load_is_of_the_whole_pcn_whatever_is_chosen(caseload: Caseload) -> None:
    month = caseload.months[-1]
    for viewer in caseload.viewers:
        whole = caseload_load(caseload.context(viewer, month))
        where = {"practice": caseload.practices[0], "cohort": "smi"}
        part = caseload_load(caseload.context(viewer, month, **where))
        assert part.table.rows == whole.table.rows


# --- how people are seen ---------------------------------------------------------


@pytest.mark.parametrize("cohort", ["all", "diabetes", "smi"])
def test_contacts_by_mode(caseload: Caseload, cohort: str) -> None:
    counted = 0
    for month in caseload.months:
        for viewer in caseload.viewers:
            answer = contact_modes(caseload.context(viewer, month, cohort=cohort))
            counts = caseload.contacts_of(month, cohort=cohort)
            shown = cells(answer)
            assert set(shown) >= set(counts)
            agree(shown, counts, exact=viewer == caseload.manager)
            counted += sum(counts.values())
            if viewer == caseload.manager and counts:
                share = 100 * max(counts.values()) / sum(counts.values())
                of_all = f"{share:.0f}% of {sum(counts.values())} contacts"
                assert of_all in answer.caption.headline
    assert counted > 0 or (cohort != "all" and len(caseload.practices) == 2)


@pytest.mark.parametrize(
    "question",
    [contact_modes, caseload_by_coordinator],
)
def test_parts_of_one_practice_are_for_direct_care(
    caseload: Caseload, question: Callable
) -> None:
    month, code = caseload.months[-1], caseload.practices[0]
    for viewer in (*OUTSIDE, Viewer(Role.PCN_MANAGER, caseload.practices[1:])):
        with pytest.raises(NotPermittedError):
            question(caseload.context(viewer, month, practice=code))
    manager, everywhere = caseload.manager, caseload.practices
    parts = [
        people(question(caseload.context(manager, month, practice=code)))
        for code in everywhere
    ]
    whole = people(question(caseload.context(manager, month)))
    assert sum(whole.values()) > 0
    for code, count in whole.items():
        assert sum(part.get(code, 0) for part in parts) == count


def test_much_of_a_larger_caseload_is_shown_to_a_board(large: Caseload) -> None:
    board, month = OUTSIDE[0], large.months[-1]
    by_mode = cells(contact_modes(large.context(board, month)))
    by_coordinator = people(caseload_by_coordinator(large.context(board, month)))
    for shown in (by_mode, by_coordinator):
        assert sum(isinstance(cell, float) and cell > 0 for cell in shown.values()) > 1
