"""Recount people, cohorts and worklists from the loaded rows, in plain Python."""

from collections import Counter
from datetime import date

import pandas as pd
import pytest
from fixtures.by_hand.worklist_by_hand import (
    AS_AT,
    COORDINATORS,
    LEARNING,
    SMI,
    Person,
    make_person,
)
from fixtures.homes.kept import Homes
from fixtures.lakes import people_lake, small_lake
from fixtures.lakes.care_lake import is_day
from sqlalchemy import text

from data_access.catalogue.cohorts import cohort_name
from data_access.choices.cohort_rules import CohortRules
from data_access.door import Context
from data_access.questions.cohorts.cohort_overlap import cohort_overlap
from data_access.questions.cohorts.cohort_practices import cohort_practices
from data_access.questions.cohorts.cohort_report import cohort_report
from data_access.questions.cohorts.worklist import worklist
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

LEAD = Viewer(Role.CLINICAL_LEAD, ("P1", "P2"))

RULES = (
    CohortRules(on="diabetes"),
    CohortRules(on="smi", without="dementia", left="some"),
    CohortRules(age="65plus", frailty="moderate"),
    CohortRules(housebound="yes", admitted="1"),
    CohortRules(care_home="no", carer="yes"),
    CohortRules(contact="6", left="one"),
    CohortRules(contact="recent"),
    CohortRules(admitted="none", on="carer", also="cancer"),
)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    tables = people_lake.make_tables(seed=11, people=300, referrals=300)
    tables["admissions"].loc[0, "admitted_on"] = AS_AT
    tables["admissions"].loc[0, "discharged_on"] = AS_AT
    episodes = tables["caseload"].set_index("episode_id")["person_id"]
    tables["caseload"]["coordinator_id"] = [
        ("C1", "C2", "gone", None)[place % 4]
        for place in range(len(tables["caseload"]))
    ]
    tables["coordinators"] = pd.DataFrame(COORDINATORS)
    tables["contacts"]["person_id"] = tables["contacts"]["episode_id"].map(episodes)
    return tables


@pytest.fixture(scope="module")
def people(tables: dict[str, pd.DataFrame]) -> dict[str, Person]:
    rows: dict[str, dict[str, list[dict]]] = {}
    for name, table in tables.items():
        if "person_id" in table.columns and name != "patients":
            for row in table.to_dict("records"):
                held = rows.setdefault(row["person_id"], {})
                held.setdefault(name, []).append(row)
    found = {}
    for row in tables["patients"].to_dict("records"):
        left = row["registered_to"]
        gone = is_day(row["deceased_on"]) or (is_day(left) and left <= AS_AT)
        if row["registered_from"] > AS_AT or gone:
            continue
        mine = {name: [] for name in tables} | rows.get(row["person_id"], {})
        found[row["person_id"]] = make_person(row, mine)
    return found


@pytest.fixture(scope="module")
def evidence(tables: dict[str, pd.DataFrame], homes: Homes) -> Evidence:
    lake = {**tables, "contacts": tables["contacts"].drop(columns="person_id")}
    return Evidence(homes.home("cohorts", lambda home: small_lake.build(lake, home)))


def asked(evidence: Evidence) -> Context:
    return Context(evidence, Selection(pcn="N1"), LEAD)


def months_before(months: int) -> date:
    year, month = divmod(AS_AT.year * 12 + AS_AT.month - 1 - months, 12)
    return date(year, month + 1, min(AS_AT.day, 30))


def lapsed(person: Person, months: int) -> bool:
    return person.last_contact is None or person.last_contact <= months_before(months)


def meets(person: Person, rules: CohortRules) -> bool:
    ages = {"65plus": (65, 200)}
    tests = [
        rules.on == "all" or rules.on in person.registers,
        rules.also == "all" or rules.also in person.registers,
        rules.without not in person.registers,
        rules.frailty == "all" or (person.frailty or 0) >= 2,
        rules.admitted == "all"
        or (person.admissions == 0) == (rules.admitted == "none"),
        rules.contact in ("all", "recent", "6"),
    ]
    if rules.age != "all":
        low, high = ages[rules.age]
        tests.append(low <= person.age <= high)
    for flag in ("housebound", "carer", "care_home"):
        wanted = getattr(rules, flag)
        if wanted != "all":
            tests.append(getattr(person, flag) is (wanted == "yes"))
    if rules.contact == "recent":
        tests.append(not lapsed(person, 3))
    if rules.contact == "6":
        tests.append(lapsed(person, 6))
    if rules.left == "some":
        tests.append(person.steps_left > 0)
    if rules.left == "one":
        tests.append(person.nearest == 1)
    return all(tests)


def members(people: dict[str, Person], rules: CohortRules) -> list[Person]:
    mine = [one for one in people.values() if one.practice in LEAD.practices]
    return [one for one in mine if meets(one, rules)]


def steps(text_: str) -> set[str]:
    return {step for step in text_.split("\x1f") if step}


def test_everybody_is_what_counting_their_rows_gives(
    evidence: Evidence, people: dict[str, Person]
) -> None:
    with evidence.connect() as connection:
        rows = connection.execute(text("select * from person_now")).all()
    assert {row.person_id for row in rows} == set(people)
    assert {row.as_at for row in rows} == {AS_AT}
    for row in rows:
        person = people[row.person_id]
        assert steps(row.registers) == person.registers
        assert (row.age, row.frailty) == (person.age, person.frailty)
        assert row.housebound == person.housebound
        assert (row.carer, row.care_home) == (person.carer, person.care_home)
        assert row.emergency_12m == person.admissions
        assert row.last_contact_on == person.last_contact
        assert row.referred_on == person.referred
        assert row.listed_on == person.listed
        assert row.on_caseload == person.open_episode
        assert steps(row.due) == set(person.due)
        every = [person.missing(check) for check in person.due]
        assert steps(row.missing) == set().union(*every)
        refused = [person.refused(check) for check in person.due]
        assert steps(row.declined) == set().union(*refused)
        assert (row.steps_left, row.nearest) == (person.steps_left, person.nearest)
        assert row.coordinator == person.coordinator
        left = [check for check in person.due if person.missing(check)]
        assert steps(row.due_since) == {f"{c}:{person.since(c)}" for c in left}


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.to_query())
def test_a_cohort_is_everybody_who_meets_the_rules(
    evidence: Evidence, people: dict[str, Person], rules: CohortRules
) -> None:
    mine = members(people, rules)
    report = cohort_report(asked(evidence), rules)
    assert report.size == len(mine) > 0
    keys = worklist(asked(evidence), rules).keys
    assert sorted(keys) == sorted(person.id for person in mine)


def test_needs_and_gaps_are_shares_of_those_of_whom_it_is_known(
    evidence: Evidence, people: dict[str, Person]
) -> None:
    rules = CohortRules(on="diabetes")
    report = cohort_report(asked(evidence), rules)
    inside = members(people, rules)
    others = [one for one in members(people, CohortRules()) if one not in inside]
    needs, gaps = dict(report.needs), dict(report.gaps)
    for side, group in enumerate((inside, others)):
        known = [one for one in group if one.housebound is not None]
        item = needs["Housebound"][side]
        assert item.denominator == len(known)
        housebound = sum(bool(one.housebound) for one in known)
        assert item.value == pytest.approx(100 * housebound / len(known))
        due = [one for one in group if "dementia_review" in one.due]
        undone = sum("dementia_review:all" not in one.done for one in due)
        item = gaps["Dementia care plan review not complete"][side]
        assert item.denominator == len(due)
        assert item.value == pytest.approx(100 * undone / len(due))


def test_overlaps_are_exact_sets_of_registers(
    evidence: Evidence, people: dict[str, Person]
) -> None:
    rules = CohortRules(frailty="moderate")
    report = cohort_overlap(asked(evidence), rules)
    shown = {name for name, _ in report.registers}
    expected: Counter[frozenset[str]] = Counter()
    for person in members(people, rules):
        held = frozenset(cohort_name(one) for one in person.registers) & shown
        if held:
            expected[held] += 1
    assert sum(row[2] for row in report.table.rows) == sum(expected.values()) > 20
    for overlap in report.overlaps:
        assert overlap.people == expected[frozenset(overlap.registers)]


def test_the_worklist_is_ranked_by_what_is_left_to_do(
    evidence: Evidence, people: dict[str, Person]
) -> None:
    rules = CohortRules(on="diabetes")

    def rank(person: Person) -> tuple[object, ...]:
        band = 0 if person.nearest == 1 else 1 if person.steps_left else 2
        home = 0 if person.housebound or person.care_home else 1
        unseen = 1 if person.last_contact is None else 2
        state = 0 if person.referred else unseen
        since = person.referred or person.last_contact or person.listed
        return band, home, state, since is None, since or date.min, person.id

    expected = [one.id for one in sorted(members(people, rules), key=rank)]
    report = worklist(asked(evidence), rules)
    assert list(report.keys) == expected
    assert [row[1] for row in report.table.rows] == [one[:8] for one in expected]
    assert [row[0] for row in report.table.rows] == [*range(1, len(expected) + 1)]
    practices = cohort_practices(asked(evidence), rules)
    by_name = {row[0]: row[1:] for row in practices.table.rows}
    for code, name in (("P1", "One"), ("P2", "Two")):
        mine = [one for one in members(people, rules) if one.practice == code]
        counted = by_name[name]
        assert counted[0] == len(mine)
        assert counted[-2] == sum(one.steps_left > 0 for one in mine)
        assert counted[-1] == sum(one.nearest == 1 for one in mine)


def test_one_step_from_a_complete_check_lists_that_and_nothing_else(
    evidence: Evidence, people: dict[str, Person]
) -> None:
    """The sentence, read word by word: all but one step of a check were done."""
    rules = CohortRules(left="one")
    report = worklist(asked(evidence), rules)
    parts = {"SMI: ": ("smi", SMI), "LD: ": ("learning_disability", LEARNING)}
    listed = set(report.keys)
    for key, row in zip(report.keys, report.table.rows, strict=True):
        (to_do,) = str(row[2]).split("; ")
        check, elements = next(parts[p] for p in parts if to_do.startswith(p))
        done = [one for one in elements if f"{check}:{one}" in people[key].done]
        assert len(done) == len(elements) - 1
    for person in members(people, CohortRules()):
        almost = any(
            sum(f"{check}:{one}" in person.done for one in elements)
            == len(elements) - 1
            and not {f"{check}:{one}" for one in elements} <= person.done
            and not person.refused(check)
            for check, elements in parts.values()
            if check in person.due
        )
        assert (person.id in listed) is almost
    assert len(listed) > 3


def test_a_row_says_what_is_due_first_and_since_when(
    evidence: Evidence, people: dict[str, Person]
) -> None:
    labels = [
        column.label for column in worklist(asked(evidence), RULES[0]).table.columns
    ]
    assert labels[2:6] == ["To do", "Due since", "Last contact", "Coordinator"]
    report = worklist(asked(evidence), CohortRules(left="some"))
    for key, row in zip(report.keys, report.table.rows, strict=True):
        person = people[key]
        _, shown, to_do, since, seen, coordinator, *_ = row
        assert shown == key[:8]
        assert len(shown) == 8 < len(key)
        assert since in {person.since(c) for c in person.due if person.missing(c)}
        assert seen == (person.last_contact or "Never seen")
        number = person.coordinator
        unknown = "Not known" if person.open_episode else "—"
        assert coordinator == (f"Coordinator {number}" if number else unknown)
        also = [] if row[8] == "—" else str(row[8]).split("; ")
        assert len(str(to_do).split("; ")) + len(also) == person.steps_left
