"""Recount people, cohorts and worklists from the loaded rows, in plain Python."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pytest
from fixtures.by_hand.checks_by_hand import a_year_after
from fixtures.homes.kept import Homes
from fixtures.lakes import people_lake, small_lake
from fixtures.lakes.care_lake import age_at, is_day
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

AS_AT = date(2026, 6, 30)
YEAR, TWO_YEARS = date(2025, 6, 30), date(2024, 6, 30)  # a day is after them or not
EMERGENCY = ("21", "2A")
LEAD = Viewer(Role.CLINICAL_LEAD, ("P1", "P2"))
SMI = ("alcohol", "blood_glucose", "lipids", "blood_pressure", "bmi", "smoking")
LEARNING = ("check", "action_plan", "ethnicity")

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


@dataclass
class Person:
    """One person as plain Python finds them on the day of the extract."""

    id: str
    practice: str
    age: int
    frailty: int | None
    housebound: bool | None
    carer: bool | None
    care_home: bool | None
    registers: set[str]
    admissions: int
    last_contact: date | None
    referred: date | None
    listed: date | None
    open_episode: bool
    due: dict[str, set[str]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    declined: set[str] = field(default_factory=set)

    def missing(self, check: str) -> set[str]:
        steps = {f"{check}:{element}" for element in self.due[check]}
        return steps - self.done - self.declined

    def refused(self, check: str) -> set[str]:
        steps = {f"{check}:{element}" for element in self.due[check]}
        return (steps & self.declined) - self.done

    @property
    def steps_left(self) -> int:
        return sum(len(self.missing(check)) for check in self.due)

    @property
    def nearest(self) -> int | None:
        left = [
            len(self.missing(check))
            for check in self.due
            if self.missing(check) and not self.refused(check)
        ]
        return min(left, default=None)


def read_flag(value: object) -> bool | None:
    return None if pd.isna(value) else bool(value)


def spells(rows: list[dict]) -> int:
    """Count emergency spells of a year: stays that touch are one."""
    stays = sorted(
        (row for row in rows if row["method"] in (*EMERGENCY, "2B")),
        key=lambda row: (row["admitted_on"], row["method"] not in EMERGENCY),
    )
    chains: list[list[dict]] = []
    end = None
    for stay in stays:
        if end is None or stay["admitted_on"] > end:
            chains.append([])
            end = stay["discharged_on"]
        chains[-1].append(stay)
        end = max(end, stay["discharged_on"])
    starts = [
        min(one["admitted_on"] for one in chain if one["method"] in EMERGENCY)
        for chain in chains
        if any(one["method"] in EMERGENCY for one in chain)
    ]
    return sum(start > YEAR for start in starts)


def make_person(row: dict, mine: dict[str, list[dict]]) -> Person:
    now = [
        one
        for one in mine["cohorts"]
        if one["from_date"] <= AS_AT
        and not (is_day(one["to_date"]) and one["to_date"] <= AS_AT)
    ]
    registers = {one["cohort"] for one in now}
    waiting = [
        one["received_on"]
        for one in mine["referrals"]
        if one["direction"] == "in"
        and one["destination"] == "care_coordinator"
        and one["decision"] not in ("declined_by_patient", "not_appropriate")
        and not is_day(one["first_contact_on"])
        and not is_day(one["closed_on"])
    ]
    seen = [
        one["contact_on"]
        for one in mine["contacts"]
        if one["attended"] == "attended" and one["mode"] != "admin"
    ]
    efi = row["efi"]
    frailty = None if pd.isna(efi) else sum(efi > limit for limit in (0.12, 0.24, 0.36))
    person = Person(
        id=row["person_id"],
        practice=row["practice_code"],
        age=age_at(row, AS_AT),
        frailty=frailty,
        housebound=read_flag(row["housebound"]),
        carer="carer" in registers or read_flag(row["carer"]),
        care_home=read_flag(row["care_home"]),
        registers=registers,
        admissions=spells(mine["admissions"]),
        last_contact=max(seen, default=None),
        referred=min(waiting, default=None),
        listed=min((one["from_date"] for one in now), default=None),
        open_episode=any(
            one["opened_on"] <= AS_AT
            and not (is_day(one["closed_on"]) and one["closed_on"] <= AS_AT)
            for one in mine["caseload"]
        ),
    )
    give_steps(person, row, mine)
    return person


DUE = {
    "smi": {"smi": SMI},
    "learning_disability": {"learning_disability": LEARNING},
    "dementia": {"dementia_review": ("all",)},
    "diabetes": {"diabetes_care_processes": ("all",), "diabetes_foot": ("all",)},
}


def give_steps(person: Person, row: dict, mine: dict[str, list[dict]]) -> None:
    for register in person.registers & set(DUE):
        if register != "learning_disability" or person.age >= 14:
            person.due |= {check: set(parts) for check, parts in DUE[register].items()}
    if any(
        one["cohort"] == "cancer" and TWO_YEARS < one["from_date"] <= AS_AT
        for one in mine["cohorts"]
    ):
        person.due["cancer_review"] = {"all"}
    if person.open_episode:
        person.due["care_plan"] = {"all"}
    for one in mine["health_checks"]:
        element = one["element"] if is_day(one["element"]) else "all"
        step = f"{one['check']}:{element}"
        if step == "cancer_review:all" and not one["declined"]:
            continue
        if YEAR < one["done_on"] <= AS_AT and step != "learning_disability:ethnicity":
            (person.declined if one["declined"] else person.done).add(step)
    if reviewed_in_time(mine):
        person.done.add("cancer_review:all")
    if is_day(row["ethnicity"]) and row["ethnicity"] != "unknown":
        person.done.add("learning_disability:ethnicity")
    give_plan(person, mine)


def reviewed_in_time(mine: dict[str, list[dict]]) -> bool:
    """Say whether a recent cancer was reviewed within a year of its diagnosis."""
    return any(
        one["from_date"] <= review["done_on"] <= a_year_after(one["from_date"])
        and review["done_on"] <= AS_AT
        for one in mine["cohorts"]
        if one["cohort"] == "cancer" and TWO_YEARS < one["from_date"] <= AS_AT
        for review in mine["health_checks"]
        if review["check"] == "cancer_review" and not review["declined"]
    )


def give_plan(person: Person, mine: dict[str, list[dict]]) -> None:
    for one in mine["care_plans"]:
        recent = [d for d in (one["agreed_on"], one["reviewed_on"]) if is_day(d)]
        if one["declined"] and one["agreed_on"] > YEAR:
            person.declined.add("care_plan:all")
        elif not one["declined"] and max(recent) > YEAR:
            person.done.add("care_plan:all")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    tables = people_lake.make_tables(seed=11, people=300, referrals=300)
    tables["admissions"].loc[0, "admitted_on"] = AS_AT
    tables["admissions"].loc[0, "discharged_on"] = AS_AT
    episodes = tables["caseload"].set_index("episode_id")["person_id"]
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


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.to_query())
def test_a_cohort_is_everybody_who_meets_the_rules(
    evidence: Evidence, people: dict[str, Person], rules: CohortRules
) -> None:
    mine = members(people, rules)
    report = cohort_report(asked(evidence), rules)
    assert report.size == len(mine) > 0
    ids = [row[1] for row in worklist(asked(evidence), rules).table.rows]
    assert sorted(ids) == sorted(person.id for person in mine)


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
    assert [row[1] for row in report.table.rows] == expected
    assert [row[0] for row in report.table.rows] == [*range(1, len(expected) + 1)]
    practices = cohort_practices(asked(evidence), rules)
    by_name = {row[0]: row[1:] for row in practices.table.rows}
    for code, name in (("P1", "One"), ("P2", "Two")):
        mine = [one for one in members(people, rules) if one.practice == code]
        counted = by_name[name]
        assert counted[0] == len(mine)
        assert counted[-2] == sum(one.steps_left > 0 for one in mine)
        assert counted[-1] == sum(one.nearest == 1 for one in mine)
