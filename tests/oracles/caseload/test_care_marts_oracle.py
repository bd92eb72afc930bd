"""Recount checks of the year, places, modes, coordinators and waits, one by one."""

from collections import defaultdict
from datetime import date

import pandas as pd
import pytest
from fixtures.by_hand.checks_by_hand import Row
from fixtures.lakes import care_lake, small_lake
from fixtures.lakes.care_lake import end_of, is_day, leaves, open_on, registered_in
from sqlalchemy import text

from data_access.queries.episodes import episodes
from data_access.questions.parts.elapsed import elapsed
from data_access.store.evidence import Evidence

SMI = {("smi", element) for element in small_lake.SMI}
LEARNING = {("learning_disability", e) for e in ("check", "action_plan")}
Counts = dict[tuple, float]


@pytest.fixture
def tables(care_tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return care_tables


@pytest.fixture
def store(care_store: Evidence) -> Evidence:
    return care_store


def read(store: Evidence, query: str, **values: str) -> pd.DataFrame:
    with store.connect() as connection:
        frame = pd.DataFrame(connection.execute(text(query), values).all())
    for column in {"month", "opened_on", "closed_on"} & set(frame):
        frame[column] = pd.to_datetime(frame[column]).dt.date
    return frame


def people(tables: dict[str, pd.DataFrame]) -> list[Row]:
    return tables["patients"].to_dict("records")


def breakdown(store: Evidence, dimension: str) -> Counts:
    rows = read(
        store,
        "select * from indicator_month where cohort = 'all' and practice_code <> 'all' "
        "and dimension = :dimension",
        dimension=dimension,
    )
    assert rows["denominator"].isna().all()
    return {
        (r.indicator, r.month, r.practice_code, r.category): r.numerator
        for r in rows.itertuples()
    }


def agree(found: Counts, expected: Counts) -> None:
    """Each cell is what counting gave, zero where nothing was; and nothing is lost."""
    assert {key: value for key, value in found.items() if value} == {
        key: value for key, value in expected.items() if value
    }
    assert len(found) > len([value for value in found.values() if value]) > 50


# --- breakdowns ------------------------------------------------------------------


def test_contacts_by_mode_are_what_counting_them_gives(store, tables) -> None:
    contacts = tables["contacts"].merge(
        tables["caseload"][["episode_id", "person_id"]], on="episode_id"
    )
    by_person = care_lake.rows_of(contacts)
    expected: Counts = defaultdict(float)
    for row in people(tables):
        for month in care_lake.months():
            if not registered_in(row, month):
                continue
            for contact in by_person.get(row["person_id"], []):
                inside = month <= contact["contact_on"] <= end_of(month)
                seen = contact["attended"] == "attended"
                if inside and seen and contact["mode"] != "admin":
                    key = ("contacts", month, row["practice_code"], contact["mode"])
                    expected[key] += 1
    found = breakdown(store, "mode")
    covered = {key[1:3] for key in found}
    agree(found, {k: v for k, v in expected.items() if k[1:3] in covered})


def test_everybody_on_the_caseload_has_one_coordinator(store, tables) -> None:
    pcn = dict(tables["practices"][["practice_code", "pcn_code"]].to_numpy())
    numbers = {("N1", "C3"): "1", ("N1", "C1"): "2", ("N2", "C2"): "1"}
    cases = care_lake.rows_of(tables["caseload"])
    expected: Counts = defaultdict(float)
    for row in people(tables):
        for month in care_lake.months():
            if not registered_in(row, month) or leaves(row) <= end_of(month):
                continue
            mine = [
                e for e in cases.get(row["person_id"], []) if open_on(e, end_of(month))
            ]
            if not mine:
                continue
            newest = max(mine, key=lambda e: (e["opened_on"], e["episode_id"]))
            who = newest["coordinator_id"]
            number = numbers.get((pcn[row["practice_code"]], who), "unknown")
            expected["caseload_open", month, row["practice_code"], number] += 1
    found = breakdown(store, "coordinator")
    covered = {key[1:3] for key in found}
    agree(found, {k: v for k, v in expected.items() if k[1:3] in covered})


def done_in(checks: list[dict], first: date, last: date) -> list[dict]:
    return [c for c in checks if not c["declined"] and first <= c["done_on"] <= last]


def test_a_check_is_counted_where_its_last_part_was_done(store, tables) -> None:
    checks = care_lake.rows_of(tables["health_checks"])
    cohorts = care_lake.rows_of(tables["cohorts"])
    expected: Counts = defaultdict(float)
    for row in people(tables):
        person = row["person_id"]
        for month in care_lake.months():
            end = end_of(month)
            if row["registered_from"] > end or leaves(row) <= end:
                continue
            done = done_in(checks.get(person, []), care_lake.year_before(end), end)
            for id_, cohort, check, parts in (
                ("smi_check", "smi", "smi", SMI),
                ("dementia_review", "dementia", "dementia_review", None),
            ):
                mine = [c for c in done if c["check"] == check]
                complete = {(c["check"], c["element"]) for c in mine} >= (
                    parts or set()
                )
                on = care_lake.in_cohort(cohorts.get(person, []), cohort, end)
                if not (on and mine and complete):
                    continue
                last = max(c["done_on"] for c in mine)
                where = [c["place"] for c in mine if c["done_on"] == last]
                place = min(w if isinstance(w, str) else "unknown" for w in where)
                expected[id_, month, row["practice_code"], place] += 1
    found = breakdown(store, "place")
    covered = {key[:3] for key in found}
    mine = {k: v for k, v in found.items() if k[0] in ("smi_check", "dementia_review")}
    agree(mine, {k: v for k, v in expected.items() if k[:3] in covered})


@pytest.mark.parametrize(
    ("indicator", "dimension"),
    [
        ("contacts", "mode"),
        ("caseload_open", "coordinator"),
        ("smi_check", "place"),
        ("ld_check", "place"),
    ],
)
def test_breakdowns_add_up_to_their_indicator(store, indicator, dimension) -> None:
    rows = read(
        store,
        "select * from indicator_month where indicator = :indicator",
        indicator=indicator,
    )
    keys = ["month", "pcn_code", "practice_code", "cohort"]
    parts = rows[rows["dimension"] == dimension].groupby(keys)["numerator"].sum()
    whole = rows[rows["dimension"] == "all"].set_index(keys)["numerator"]
    assert len(parts) > 20
    assert (parts - whole.reindex(parts.index)).abs().max() == 0


# --- the year --------------------------------------------------------------------


def test_the_year_so_far_is_what_counting_people_gives(store, tables) -> None:
    checks = care_lake.rows_of(tables["health_checks"])
    cohorts = care_lake.rows_of(tables["cohorts"])
    rows = read(store, "select * from check_year where practice_code <> 'all'")
    held = rows[rows["indicator"].isin(["smi_check", "ld_check", "dementia_review"])]
    assert held["month"].min() == date(2024, 4, 1)
    assert held["numerator"].sum() > 20
    for cell in held.itertuples():
        began = cell.month.year - (cell.month.month < 4)
        april, end = date(began, 4, 1), end_of(cell.month)
        register = done = completed = 0
        for row in people(tables):
            if row["practice_code"] != cell.practice_code:
                continue
            if row["registered_from"] > end or leaves(row) <= end:
                continue
            mine = cohorts.get(row["person_id"], [])
            day = _completed(cell.indicator, row, checks, april, end)
            if _on_register(cell.indicator, row, mine, end):
                register += 1
                done += day is not None
                completed += day is not None and day >= cell.month
        counted = (cell.numerator, cell.denominator, cell.completed)
        assert counted == (done, register, completed), cell


def _on_register(id_: str, row: Row, cohorts: list[dict], end: date) -> bool:
    if id_ == "ld_check":
        old_enough = care_lake.age_at(row, end) >= 14
        return old_enough and care_lake.in_cohort(cohorts, "learning_disability", end)
    cohort = {"smi_check": "smi", "dementia_review": "dementia"}[id_]
    return care_lake.in_cohort(cohorts, cohort, end)


def _completed(
    id_: str, row: Row, checks: dict[str, list[dict]], april: date, end: date
) -> date | None:
    """Return the day on which the last part was first recorded since April."""
    done = done_in(checks.get(row["person_id"], []), april, end)
    if id_ == "dementia_review":
        days = [c["done_on"] for c in done if c["check"] == id_]
        return min(days, default=None)
    parts = SMI if id_ == "smi_check" else LEARNING
    firsts = []
    for part in parts:
        days = [c["done_on"] for c in done if (c["check"], c["element"]) == part]
        if not days:
            return None
        firsts.append(min(days))
    known = is_day(row["ethnicity"]) and row["ethnicity"] != "unknown"
    return max(firsts) if id_ == "smi_check" or known else None


# --- the caseload ----------------------------------------------------------------


def first_contacts(tables: dict[str, pd.DataFrame]) -> dict[str, date]:
    found: dict[str, date] = {}
    for contact in tables["contacts"].to_dict("records"):
        if contact["attended"] == "attended" and contact["mode"] != "admin":
            id_, day = contact["episode_id"], contact["contact_on"]
            found[id_] = min(found.get(id_, day), day)
    return found


def test_waiting_and_weighted_cases_are_what_counting_gives(store, tables) -> None:
    seen = first_contacts(tables)
    cases = care_lake.rows_of(tables["caseload"])
    waiting: Counts = defaultdict(float)
    weighted: Counts = defaultdict(float)
    pcn = dict(tables["practices"][["practice_code", "pcn_code"]].to_numpy())
    for row in people(tables):
        for month in care_lake.months():
            end = end_of(month)
            mine = [e for e in cases.get(row["person_id"], []) if open_on(e, end)]
            here = registered_in(row, month) and leaves(row) > end
            if not mine or not here:
                continue
            late = [seen.get(e["episode_id"], date.max) > end for e in mine]
            waiting[month, row["practice_code"]] += any(late)
            weights = [care_lake.WEIGHTS.get(e["complexity"], 1.5) for e in mine]
            weighted[month, pcn[row["practice_code"]]] += max(weights)
    rows = read(
        store,
        "select * from indicator_month where dimension = 'all' and cohort = 'all' and "
        "indicator in ('waiting_first_contact', 'caseload_weighted_per_wte')",
    )
    kinds = {"waiting_first_contact": 0, "caseload_weighted_per_wte": 0}
    for cell in rows.itertuples():
        if cell.indicator == "caseload_weighted_per_wte":
            assert cell.numerator == weighted.get((cell.month, cell.pcn_code), 0)
        elif cell.practice_code != "all":
            assert cell.numerator == waiting.get((cell.month, cell.practice_code), 0)
        kinds[cell.indicator] += 1
    assert min(kinds.values()) > 20
    assert sum(waiting.values()) > 20


def test_episodes_hold_nobody_and_every_opening(store, tables) -> None:
    rows = read(store, "select * from caseload_episode")
    assert not {"person_id", "episode_id", "coordinator_id"} & set(rows)
    patients = tables["patients"].set_index("person_id")
    expected = sorted(
        (patients.loc[e["person_id"], "practice_code"], e["opened_on"])
        for e in tables["caseload"].to_dict("records")
        if registered_in(patients.loc[e["person_id"]], e["opened_on"].replace(day=1))
    )
    everyone = rows[rows["cohort"] == "all"]
    pairs = zip(everyone["practice_code"], everyone["opened_on"], strict=True)
    assert sorted(pairs) == expected


def test_a_coordinator_is_a_number_whatever_the_extract_calls_them(store) -> None:
    rows = read(store, "select * from coordinator order by pcn_code, coordinator")
    assert "coordinator_id" not in rows
    assert list(rows["coordinator"]) == ["1", "2", "1"]
    assert list(rows["wte"]) == [0.6, 1.0, 0.8]


@pytest.mark.parametrize("event", ["closed_on", "first_contact_on"])
def test_times_are_followed_as_far_as_each_case_can_be(store, tables, event) -> None:
    first, end = date(2025, 1, 1), date(2025, 12, 31)
    with store.connect() as connection:
        times = elapsed(episodes(connection, "N1", "all", first, end), event, end)
    seen = first_contacts(tables)
    patients = tables["patients"].set_index("person_id")
    expected = []
    for case in tables["caseload"].to_dict("records"):
        row = patients.loc[case["person_id"]]
        opened = case["opened_on"]
        here = row["practice_code"] in ("P1", "P2")
        if not (here and first <= opened <= end):
            continue
        if not registered_in(row, opened.replace(day=1)):
            continue
        closed = case["closed_on"]
        over = min(leaves(row), closed if is_day(closed) else date.max)
        happens = over if event == "closed_on" else seen.get(case["episode_id"])
        came = happens is not None and happens <= min(over, end)
        days = ((happens if came else min(over, end)) - opened).days
        expected.append((float(max(days, 0)), came, not came and over <= end))
    columns = (times.days, times.happened, times.ended)
    found = list(zip(*(column.tolist() for column in columns), strict=True))
    assert sorted(found) == sorted(expected)
    assert len(found) > 10
