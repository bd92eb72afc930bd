"""Plans of people with complex needs and the steps of their care, person by person.

On an extract made for it, file by file: what is missing is said, and is never zero.
"""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from math import ceil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fixtures.by_hand.outcomes_by_hand import in_year
from fixtures.homes.kept import Homes
from fixtures.lakes import outcome_lake, small_lake
from fixtures.lakes.care_lake import (
    end_of,
    in_cohort,
    is_day,
    leaves,
    open_on,
    rows_of,
)

from data_access.answers.core import Mark
from data_access.catalogue.complex_needs import read_complex_needs
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.months import months_after
from data_access.questions.outcomes.plan_target import plan_target
from data_access.questions.outcomes.proactive_steps import proactive_steps
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

Tables = dict[str, pd.DataFrame]
Rows = dict[str, list[dict]]
FILES = ("patients", "cohorts", "caseload", "care_plans")
MONTH = date(2026, 6, 1)
PCN = ("P1", "P2")
LEAD, BOARD = Viewer(Role.CLINICAL_LEAD, PCN), Viewer()
PEOPLE, FRAIL = 600, 700
UNREAD = ("health_checks", "measures", "referrals")  # most of what a build would count


def extract() -> Tables:
    """Return a busy caseload, of which a third is frail or has two registers."""
    tables = outcome_lake.make_tables(seed=8, people=PEOPLE)
    rng = np.random.default_rng(81)
    ids = tables["patients"]["person_id"].to_numpy()
    since = [date(2023, 1, 1), date(2025, 9, 17), date(2026, 6, 30), date(2026, 7, 1)]
    kinds = ["frailty_severe", "frailty_moderate", "palliative", "long_term_conditions"]
    frail = pd.DataFrame(
        {
            "person_id": rng.choice(ids, FRAIL),
            "cohort": rng.choice(kinds, FRAIL),
            "from_date": rng.choice(since, FRAIL),
            "to_date": rng.choice([None, None, date(2026, 6, 30)], FRAIL),
        }
    )
    tables["cohorts"] = pd.concat([tables["cohorts"], frail], ignore_index=True)
    tables["caseload"]["coordinator_id"] = rng.choice(
        ["A", "B", "C", None], len(tables["caseload"])
    )
    tables["coordinators"] = pd.DataFrame(
        {
            "coordinator_id": ["A", "B", "C"],
            "pcn_code": ["N1", "N1", "N2"],
            "wte": [0.5, 1.0, 0.8],
            "started_on": [date(2024, 1, 1)] * 3,
            "left_on": [None, date(2026, 6, 30), None],
            "base_practice_code": None,
            "annual_cost_gbp": None,
        }
    )
    return tables


@pytest.fixture(scope="module")
def tables() -> Tables:
    return extract()


@pytest.fixture(scope="module")
def rows(tables: Tables) -> dict[str, Rows]:
    """Give the rows of each person, and of each episode its contacts."""
    contacts = tables["contacts"].rename(columns={"episode_id": "person_id"})
    return {name: rows_of(tables[name]) for name in FILES} | {
        "contacts": rows_of(contacts)
    }


@pytest.fixture(scope="module")
def home(tables: Tables, homes: Homes) -> Callable[..., Evidence]:
    """Give the evidence of the extract without some of its files."""

    def of(*absent: str) -> Evidence:
        def make(to: Path) -> None:
            left = {*absent, *UNREAD}
            kept = {name: tables[name] for name in tables if name not in left}
            small_lake.build(kept, to)

        named = "-".join(["complex", *absent]).replace("_", "-")
        return Evidence(homes.home(named, make)).at_one_version()

    return of


def ask(evidence: Evidence, viewer: Viewer = LEAD, **where: object) -> Context:
    given = {"month": MONTH, "pcn": "N1"} | where
    return Context(evidence, Selection(**given), viewer)  # type: ignore[arg-type]


class ByHand:
    """Everybody of the first PCN with complex needs in a month, walked through."""

    def __init__(self, rows: dict[str, Rows], month: date) -> None:
        self.month, self.end = month, end_of(month)
        self.people: list[str] = []
        self.planned: set[str] = set()
        self.steps = {name: set[str]() for name in ("on", "plan", "acted", "reviewed")}
        self.coordinators: set[str] = set()
        for (row,) in rows["patients"].values():
            who = row["person_id"]
            stays = row["registered_from"] <= self.end < leaves(row)
            here = stays and row["practice_code"] in PCN
            cases = rows["caseload"].get(who, []) if here else []
            self.coordinators |= {
                case["coordinator_id"]
                for case in cases
                if not pd.isna(case["coordinator_id"]) and open_on(case, self.end)
            }
            cohorts = rows["cohorts"].get(who, [])
            if here and self._complex(cohorts):
                self.people.append(who)
                self._walk(
                    who, cases, rows["care_plans"].get(who, []), rows["contacts"]
                )

    def _complex(self, cohorts: list[dict]) -> bool:
        def on(*names: str) -> int:
            return sum(in_cohort(cohorts, name, self.end) for name in names)

        two = on("smi", "learning_disability", "dementia", "diabetes", "cancer") >= 2
        return two or on("frailty_severe", "frailty_moderate", "palliative") > 0

    def _recent(self, day: object) -> bool:
        return in_year(day, self.month)

    def _walk(
        self, who: str, cases: list[dict], plans: list[dict], contacts: dict
    ) -> None:
        kept = [plan for plan in plans if plan["declined"] is not True]
        held = [
            plan
            for plan in kept
            if self._recent(plan["agreed_on"]) or self._recent(plan["reviewed_on"])
        ]
        if held:
            self.planned.add(who)
        first = self.end.replace(year=self.end.year - 1)
        if not any(
            case["opened_on"] <= self.end
            and (not is_day(case["closed_on"]) or case["closed_on"] > first)
            for case in cases
        ):
            return
        self.steps["on"].add(who)
        if not held:
            return
        self.steps["plan"].add(who)
        days = [
            contact["contact_on"]
            for case in cases
            for contact in contacts.get(case["episode_id"], [])
            if contact["attended"] == "attended" and contact["mode"] != "admin"
        ]
        begun = min(plan["agreed_on"] for plan in held)
        if not any(self._recent(day) and day > begun for day in days):
            return
        self.steps["acted"].add(who)
        if any(self._recent(plan["reviewed_on"]) for plan in kept):
            self.steps["reviewed"].add(who)


def test_the_definition_written_here_is_that_of_the_file() -> None:
    needs = read_complex_needs()
    assert set(needs.any_of) == {"frailty_severe", "frailty_moderate", "palliative"}
    assert len(needs.several_of) == 5
    assert needs.at_least == 2


def test_plans_and_their_pace_are_those_of_the_people(
    home: Callable[..., Evidence], rows: dict[str, Rows]
) -> None:
    report = plan_target(ask(home()))
    months = [months_after(MONTH, back) for back in range(-12, 1)]
    by_hand = [ByHand(rows, month) for month in months]
    assert report.path.months[:13] == tuple(months)
    assert report.path.done[:13] == tuple(len(found.planned) for found in by_hand)
    now = by_hand[-1]
    people, having = len(now.people), len(now.planned)
    assert people > 100
    wanted = ceil(0.95 * people - 1e-9)
    assert report.path.needed == wanted
    assert report.path.months[-1] == date(2027, 12, 1)
    had, needed = report.pace.table.rows
    # Who left on the last day is in post no more.
    assert had[1:3] == (people, having)
    assert had[3:] == pytest.approx(
        (100 * having / people, having / 12, 0.5, having / 12 / 0.5)
    )
    assert needed[1:] == pytest.approx(
        (people, wanted, 95, wanted / 12, 0.5, wanted / 12 / 0.5)
    )
    assert "2 or more of SMI" in report.caption.summary


def test_the_steps_count_people_of_the_step_before(
    home: Callable[..., Evidence], rows: dict[str, Rows]
) -> None:
    now = ByHand(rows, MONTH)
    counts = [len(now.people), *(len(people) for people in now.steps.values())]
    assert all(before > after + 3 for before, after in pairwise(counts))
    report = proactive_steps(ask(home()))
    shown = report.table.rows
    assert [row[1] for row in shown] == counts
    assert [row[2] for row in shown[1:]] == counts[:-1]
    lost = [before - after for before, after in pairwise(counts)]
    assert [row[-1] for row in shown[1:]] == lost
    assert f"Of {counts[0]} people" in report.caption.headline
    names = [str(row[0]).lower() for row in shown]
    most = lost.index(max(lost))
    assert (
        f"Most are lost between {names[most]} and {names[most + 1]}: {max(lost)}."
    ) in report.caption.summary


NO_CONTACTS = ("contacts", "coordinators")
NO_CASELOAD = ("caseload", *NO_CONTACTS)
LATER = ("Taken on", "Plan agreed", "Plan acted on", "Plan reviewed")


@pytest.mark.parametrize(
    ("absent", "unknown"),
    [(NO_CONTACTS, LATER[2:]), (("care_plans",), LATER[1:])],
)
def test_a_step_whose_file_is_absent_says_so_and_is_not_zero(
    absent: tuple[str, ...],
    unknown: tuple[str, ...],
    home: Callable[..., Evidence],
    rows: dict[str, Rows],
) -> None:
    report = proactive_steps(ask(home(*absent)))
    people = {item.name: item for item in report.places}
    assert people["Identified"].value == len(ByHand(rows, MONTH).people)
    for name, item in people.items():
        assert (item.mark is Mark.NO_DATA) == (name in unknown)
        assert (item.value is None) == (name in unknown)
    for name in unknown:
        assert f"{name.lower()} needs " in report.caption.summary
    assert f"{absent[0]}.csv" in report.caption.summary


def test_without_posts_coordinators_are_those_named_on_open_cases(
    home: Callable[..., Evidence], rows: dict[str, Rows]
) -> None:
    named = ByHand(rows, MONTH).coordinators
    assert len(named) == 3
    pace = plan_target(ask(home(*NO_CONTACTS))).pace
    assert pace.table.rows[0][5] == 3
    assert "coordinator named on an open case" in pace.caption.summary
    assert "load coordinators.csv" in pace.caption.summary


def test_without_caseload_or_posts_the_pace_has_no_coordinators(
    home: Callable[..., Evidence],
) -> None:
    pace = plan_target(ask(home(*NO_CASELOAD))).pace
    assert pace.table.rows[0][4] > 0
    assert pace.table.rows[0][5:] == (Mark.NO_DATA, Mark.NO_DATA)
    assert "load coordinators.csv, or caseload.csv" in pace.caption.summary


def test_one_practice_has_no_coordinators_of_its_own(
    home: Callable[..., Evidence],
) -> None:
    report = plan_target(ask(home(), practice="P1"))
    assert report.pace.table.rows[0][5:] == (Mark.NO_DATA, Mark.NO_DATA)
    assert "choose all practices" in report.pace.caption.summary


def test_without_plans_or_registers_the_file_is_named(
    home: Callable[..., Evidence],
) -> None:
    with pytest.raises(CareImpactError, match=r"care_plans\.csv"):
        plan_target(ask(home("care_plans")))
    for absent in (("cohorts",), NO_CASELOAD):
        with pytest.raises(CareImpactError, match=rf"{absent[0]}\.csv"):
            proactive_steps(ask(home(*absent)))


def test_before_the_target_was_set_there_is_none(home: Callable[..., Evidence]) -> None:
    with pytest.raises(CareImpactError, match="choose July 2025 or later"):
        plan_target(ask(home(), month=date(2025, 6, 1)))


def test_a_board_is_shown_rounded_people_and_no_month_too_small(
    home: Callable[..., Evidence], rows: dict[str, Rows]
) -> None:
    now = ByHand(rows, MONTH)
    report = plan_target(ask(home(), BOARD))
    had = report.pace.table.rows[0]
    rounded = [5 * ((len(part) + 2) // 5) for part in (now.people, now.planned)]
    assert list(had[1:3]) == rounded
    assert had[4] == pytest.approx(rounded[1] / 12)
    assert all(done is None or done % 5 == 0 for done in report.path.done)
    steps = proactive_steps(ask(home(), BOARD))
    for item in steps.places:
        assert item.value is None or item.value % 5 == 0
    reached = [len(people) for people in now.steps.values()]
    lost = [before - after for before, after in pairwise([len(now.people), *reached])]
    for row, few in zip(steps.table.rows[1:], lost, strict=True):
        assert isinstance(row[-1], Mark) or (row[-1] % 5 == 0 and few >= 8)
