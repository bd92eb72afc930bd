"""Recompute what every page shows from the CSV extract alone, in plain pandas.

Nothing of the product's reading, building or counting is used: only what it shows is
read, each figure by its name, as each of the four readers. See
tests/fixtures/recomputed for the counting.
"""

import re
from collections import Counter as Tally
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fixtures.homes.answered import door_of
from fixtures.homes.kept import Homes
from fixtures.homes.loaded import PUBLISHED
from fixtures.recomputed.caseload_cells import (
    caseload_cells,
    check_cells,
    plan_cells,
    referral_cells,
)
from fixtures.recomputed.cells import Cell, same, shown_number
from fixtures.recomputed.csv_extract import read_extract
from fixtures.recomputed.england_cells import england_cells
from fixtures.recomputed.indicator_cells import (
    KNOWN,
    SCALES,
    group_cells,
    months_told,
    practice_cells,
    trend_cells,
    unit_of,
)
from fixtures.recomputed.monthly import Counter
from fixtures.recomputed.people_cells import (
    cohort_cells,
    data_cells,
    equity_cells,
    flow_cells,
    money_cells,
    score_cells,
)
from fixtures.recomputed.proactive_cells import proactive_cells
from fixtures.recomputed.reach_cells import reach_cells

from data_access.demo import DemoSettings
from data_access.demo.writing import write_demo
from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.figures.viewers import viewer_as
from data_access.questions.indicators.this_month import this_month
from data_access.selection import Selection
from data_access.viewer import Role

SAME_PEOPLE = DemoSettings(patients=3_000)  # as fixtures.homes.loaded loads
PUBLIC_DIGITS = 3
PRACTICE = "X90101"  # which the clinical lead answers for
EVERY_PAGE = {
    "caseload",
    "england",
    "equity",
    "health-checks",
    "impact",
    "indicator",
    "outcomes",
    "quality",
    "referrals",
    "start",
    "value",
}


@pytest.fixture(scope="module")
def counter(homes: Homes) -> Counter:
    """Count the people of the demo home from CSV files."""
    folder = homes.home(
        "demo-as-csv", lambda to: write_demo(to, SAME_PEOPLE, form="csv")
    )
    return Counter(read_extract(folder))


class Reader:
    """What one reader is shown of the demo home, each figure asked once."""

    def __init__(self, home: Path, role: Role, **query: str) -> None:
        door = door_of(home)
        viewer = viewer_as(door, role)
        selection = Selection.from_query(query)
        self.request = Request(door, viewer, selection, query)
        self._kept: dict[str, dict[str, Any] | None] = {}
        self.exact = role is Role.PCN_MANAGER or bool(query)

    def figure(self, name: str) -> dict[str, Any] | None:
        """Return a figure as plain values; None where there is nothing to show."""
        if name not in self._kept:
            try:
                shown = show(FIGURES[name], self.request)
                self._kept[name] = plain_figure(shown)
            except (CareImpactError, KeyError):
                self._kept[name] = None
        return self._kept[name]

    def period(self, name: str) -> list[pd.Timestamp]:
        """Return the months that a figure says it is of."""
        plain = self.figure(name)
        return [] if plain is None else months_told(plain["subtitle"])

    def compare(self, cells: Iterable[Cell]) -> tuple[Tally[str], list[str]]:
        """Return how many numbers of each page agree, and what differs."""
        agree: Tally[str] = Tally()
        differ = []
        for cell in cells:
            plain = self.figure(cell.figure)
            shown = None if plain is None else shown_number(plain, cell)
            if shown is None or isinstance(shown, str):
                continue  # a mark; that no small number is shown is checked below
            mine = cell.exact() if self.exact else cell.rounded()
            digits = None if self.exact else PUBLIC_DIGITS
            slack = 0.0 if self.exact else cell.slack()
            near_enough = mine is not None and abs(shown - mine) <= slack
            if mine is None or not (same(shown, mine, digits=digits) or near_enough):
                differ.append(f"{cell}: shown {shown}, counted {mine}")
            else:
                agree[cell.figure.split("/")[0]] += 1
        return agree, differ


def everything(counter: Counter, reader: Reader) -> list[Cell]:
    """Return every cell that is shown of the whole PCN."""
    last = counter.extract.last
    before = last - pd.DateOffset(months=3)
    return [
        *trend_cells(counter, "all", "all"),
        *practice_cells(counter, reader.period, before),
        *group_cells(counter, reader.period),
        *caseload_cells(counter, last),
        *referral_cells(counter, last),
        *check_cells(counter, last),
        *plan_cells(counter, last),
        *proactive_cells(counter, last),
        *reach_cells(counter, last),
        *equity_cells(counter, last),
        *score_cells(counter, last),
        *data_cells(counter),
        *money_cells(counter),
        *flow_cells(counter, last),
        *england_cells(PUBLISHED),
    ]


@pytest.mark.parametrize("role", [Role.PCN_MANAGER, Role.BOARD, Role.COMMISSIONER])
def test_every_number_of_every_page_is_what_the_csv_files_give(
    role: Role, demo_home: Path, counter: Counter
) -> None:
    reader = Reader(demo_home, role)
    agree, differ = reader.compare(everything(counter, reader))
    assert not differ, "\n".join(differ)
    assert set(agree) == EVERY_PAGE, agree
    assert sum(agree.values()) >= (1_900 if role is Role.PCN_MANAGER else 600)
    assert min(agree.values()) >= 2


def test_the_clinical_lead_of_a_practice_is_shown_its_exact_numbers(
    demo_home: Path, counter: Counter
) -> None:
    last = counter.extract.last
    lead = Reader(demo_home, Role.CLINICAL_LEAD, practice=PRACTICE)
    cells = [
        *trend_cells(counter, PRACTICE, "all"),
        *cohort_cells(counter, last, (PRACTICE,)),
    ]
    agree, differ = lead.compare(cells)
    assert not differ, "\n".join(differ)
    assert agree["indicator"] > 300
    assert agree["cohorts"] > 20


@pytest.mark.parametrize("cohort", ["long_term_conditions", "diabetes"])
def test_a_cohort_is_shown_its_own_numbers(
    cohort: str, demo_home: Path, counter: Counter
) -> None:
    manager = Reader(demo_home, Role.PCN_MANAGER, cohort=cohort)
    agree, differ = manager.compare(trend_cells(counter, "all", cohort))
    assert not differ, "\n".join(differ)
    assert sum(agree.values()) > 300


@pytest.mark.parametrize("role", [Role.PCN_MANAGER, Role.BOARD])
def test_the_cards_of_the_month_show_what_the_csv_files_give(
    role: Role, demo_home: Path, counter: Counter
) -> None:
    reader = Reader(demo_home, role)
    cards = reader.request.ask(this_month).cards
    compared = 0
    for card in cards:
        if card.value is None or card.indicator not in KNOWN:
            continue
        n, d = counter.cell(card.indicator, pd.Timestamp(card.month))
        cell = indicator_cell(card.indicator, n, d)
        mine = cell.exact() if reader.exact else cell.rounded()
        assert mine is not None, card
        digits = None if reader.exact else PUBLIC_DIGITS
        assert same(card.value, mine, digits=digits), (card.indicator, card.value, mine)
        compared += 1
    assert compared >= (12 if reader.exact else 8)


def indicator_cell(indicator: str, n: float, d: float) -> Cell:
    """Return a number of an indicator that stands outside any table."""
    kind, scale = SCALES[unit_of(indicator)]
    return Cell("", (), "", n, d, scale, kind)


def test_the_grid_of_practices_shows_what_the_csv_files_give(
    demo_home: Path, counter: Counter
) -> None:
    """Its cells are words, so each is compared to the digits that it gives."""
    table = Reader(demo_home, Role.PCN_MANAGER).figure("month/practices")["table"]
    practices = counter.extract["practices"].set_index("practice_name")["practice_code"]
    places = {"All practices": "all", **practices.to_dict()}
    names = {name: id_ for id_, name in GRID_NAMES.items()}
    compared = 0
    for name, *cells in table["rows"]:
        indicator = names.get(name)
        if indicator is None:
            continue
        for column, text in zip(table["columns"][1:], cells, strict=True):
            number = re.match(r"-?[0-9][0-9,]*(\.[0-9]+)?", text)
            if number is None or column["label"] not in places:
                continue
            where = places[column["label"]]
            n, d = counter.cell(indicator, counter.extract.last, practice=where)
            mine = indicator_cell(indicator, n, d).exact()
            decimals = len(number[1] or ".") - 1
            shown = float(number[0].replace(",", ""))
            assert mine is not None
            assert abs(shown - mine) <= 0.5 * 10**-decimals + 1e-9, (name, text, mine)
            compared += 1
    assert compared > 40


GRID_NAMES = {
    "diabetes_processes": "Diabetes care processes",
    "caseload_open": "People on the caseload",
    "caseload_new": "People starting on the caseload",
    "contacts": "Contacts with people on the caseload",
    "home_visits": "Home visits to people on the caseload",
    "did_not_attend": "Contacts not attended",
    "care_plan": "Personalised care and support plan in place",
    "referrals_in": "Referrals to the care coordinators",
    "referrals_out": "Referrals to other services",
    "emergency": "Emergency admissions",
    "ambulatory_sensitive": "Ambulatory-sensitive admissions",
    "bed_days": "Emergency bed days",
    "attendances": "A&E attendances",
    "gp_appointments": "GP appointments",
}


def test_nothing_small_is_shown_outside_direct_care(
    demo_home: Path, counter: Counter
) -> None:
    """A cell of 1 to 7 is a mark; and one in direct care would be a number."""
    board = Reader(demo_home, Role.BOARD)
    withheld = 0
    for cell in everything(counter, board):
        if cell.rounded() is not None:
            continue
        plain = board.figure(cell.figure)
        shown = None if plain is None else shown_number(plain, cell)
        assert not isinstance(shown, float | int), (cell, shown)
        withheld += isinstance(shown, str)
    assert withheld > 300
