"""Follow the people of two draws from the loaded rows, in plain Python, and compare."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.lakes import people_lake, small_lake
from fixtures.lakes.care_lake import is_day

from data_access.choices.cohort_rules import CohortRules
from data_access.choices.lots_wanted import LotsWanted
from data_access.door import Context
from data_access.months import month_end, months_after
from data_access.questions.lots.followed import (
    by_lot,
    moved_by_lot,
    read_followed,
    year_before,
)
from data_access.questions.lots.lots_estimate import lots_estimate
from data_access.questions.lots.lots_followed import lots_followed
from data_access.questions.lots.lots_list import lots_list
from data_access.questions.lots.lots_plan import lots_plan
from data_access.selection import Selection
from data_access.state.draws import Draw, Drawn
from data_access.stats.lots import draw_lots
from data_access.stats.trials import estimate_trials
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

AS_AT = date(2026, 6, 30)
FINAL = date(2026, 4, 1)  # two months are provisional
EMERGENCY = ("21", "2A")
LEAD = Viewer(Role.CLINICAL_LEAD, ("P1", "P2"))
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return people_lake.make_tables(seed=11, people=300, referrals=300)


@pytest.fixture(scope="module")
def context(tables: Tables, homes: Homes) -> Context:
    home = homes.home("lots", lambda home: small_lake.build(tables, home))
    return Context(Evidence(home), Selection(pcn="N1"), LEAD)


@pytest.fixture(scope="module")
def draws(tables: Tables) -> tuple[Draw, ...]:
    """Two draws of everybody, one by month and one every two, with one unknown person.

    The last practice is another PCN's: nobody may follow its people here.
    """
    patients = tables["patients"]
    made = []
    for half, (first, steps, apart) in enumerate(
        ((date(2025, 9, 1), 5, 1), (date(2025, 7, 1), 4, 2))
    ):
        mine = patients.iloc[half::2]
        groups = {
            str(code): sorted(rows["person_id"])
            for code, rows in mine.groupby("practice_code")
        }
        groups["P1"].append("f" * 32)  # erased since
        lots = draw_lots(groups, steps, f"seed {half}")
        practice_of = {one: code for code, group in groups.items() for one in group}
        people = tuple(Drawn(one, practice_of[one], n) for one, n in lots.items())
        rules = CohortRules(on="smi") if half else CohortRules(age="65plus")
        made.append(Draw(rules, first, steps, apart, f"seed {half}", "A. Lead", people))
    return tuple(made)


def first_starts(tables: Tables) -> dict[str, date]:
    starts: dict[str, date] = {}
    for row in tables["caseload"].to_dict("records"):
        day = starts.get(row["person_id"], row["opened_on"])
        starts[row["person_id"]] = min(day, row["opened_on"])
    return starts


def admissions(tables: Tables) -> Counter[tuple[str, date]]:
    """Count emergency spells by person and month: stays that touch are one."""
    counts: Counter[tuple[str, date]] = Counter()
    stays = tables["admissions"]
    stays = stays[stays["method"].isin([*EMERGENCY, "2B"])].to_dict("records")
    stays.sort(key=lambda row: (row["admitted_on"], row["method"] not in EMERGENCY))
    chains: dict[str, list[list[dict]]] = defaultdict(list)
    ends: dict[str, date] = {}
    for stay in stays:
        who = stay["person_id"]
        if who not in ends or stay["admitted_on"] > ends[who]:
            chains[who].append([])
        chains[who][-1].append(stay)
        ends[who] = max(ends.get(who, date.min), stay["discharged_on"])
    for who, each in chains.items():
        for chain in each:
            dates = [one["admitted_on"] for one in chain if one["method"] in EMERGENCY]
            if dates:
                counts[who, min(dates).replace(day=1)] += 1
    return counts


def days_there(row: dict, month: date) -> int:
    last = min(
        [month_end(month)]
        + [day for day in (row["registered_to"], row["deceased_on"]) if is_day(day)]
    )
    return max((last - max(row["registered_from"], month)).days + 1, 0)


def sides(draw: Draw, step: int, *, before: bool) -> dict[date, int]:
    """Give the months in which a person of a step is called, 1, or waits, -1."""
    if before:
        early = 1 if step <= draw.steps // 2 else -1
        return {months_after(draw.first_month, -back): early for back in range(1, 13)}
    found = {}
    month, own = draw.first_month, draw.month_of(step)
    while month < draw.last_month:
        if month != own and month <= FINAL:
            found[month] = 1 if month > own else -1
        month = months_after(month, 1)
    return found


def person_months(
    tables: Tables, draws: tuple[Draw, ...], *, before: bool
) -> list[dict]:
    patients = {row["person_id"]: row for row in tables["patients"].to_dict("records")}
    counts, starts = admissions(tables), first_starts(tables)
    rows = []
    for place, draw in enumerate(draws):
        for one in draw.people:
            if one.practice not in LEAD.practices or one.person not in patients:
                continue
            for month, side in sides(draw, one.step, before=before).items():
                days = days_there(patients[one.person], month)
                if days:
                    rows.append(
                        {
                            "person": one.person,
                            "stratum": (place, one.practice, month),
                            "month": (place, month),
                            "side": side,
                            "days": days,
                            "events": counts[one.person, month],
                            "started": starts.get(one.person, date.max)
                            <= month_end(month),
                        }
                    )
    return rows


@pytest.mark.parametrize("before", [False, True])
def test_sums_are_those_of_counting_every_person_and_month(
    context: Context, tables: Tables, draws: tuple[Draw, ...], before: bool
) -> None:
    rows = person_months(tables, draws, before=before)
    days: Counter = Counter()
    events: Counter = Counter()
    for row in rows:
        days[row["stratum"], row["side"]] += row["days"]
        events[row["stratum"], row["side"]] += row["events"]
    called = waited = observed = span = 0.0
    people: dict[int, set[str]] = {1: set(), -1: set()}
    for stratum in {row["stratum"] for row in rows}:
        ours, theirs = days[stratum, 1], days[stratum, -1]
        if not ours or not theirs:
            continue
        called += events[stratum, 1] * theirs / (ours + theirs)
        waited += events[stratum, -1] * ours / (ours + theirs)
        observed += events[stratum, 1]
        span += ours
        for row in rows:
            if row["stratum"] == stratum:
                people[row["side"]].add(row["person"])
    followed = read_followed(context, draws)
    sums = (year_before if before else by_lot)(followed)
    assert (sums.people, sums.comparison_people) == (len(people[1]), len(people[-1]))
    assert (sums.observed, sums.days) == (observed, span)
    assert sums.observed > 10
    assert sums.expected == pytest.approx(observed * waited / called, rel=1e-9)


def test_who_started_is_counted_in_the_months_compared(
    context: Context, tables: Tables, draws: tuple[Draw, ...]
) -> None:
    rows = person_months(tables, draws, before=False)
    shares = [
        sum(row["started"] for row in rows if row["side"] == side)
        / sum(row["side"] == side for row in rows)
        for side in (1, -1)
    ]
    moved = moved_by_lot(read_followed(context, draws))
    assert moved == pytest.approx(shares[0] - shares[1])


def test_the_page_says_what_the_sums_give_and_gives_no_verdict_on_a_lot_not_followed(
    context: Context, draws: tuple[Draw, ...]
) -> None:
    report = lots_estimate(context, draws)
    assert report is not None
    found = estimate_trials(by_lot(read_followed(context, draws)))
    row = report.rows[0]
    assert (row.ratio, row.lower, row.upper) == (
        found.rate_ratio,
        found.rate_ratio_low,
        found.rate_ratio_high,
    )
    assert "cannot tell yet" in report.caption.headline
    assert "grade 1 of 4" in report.caption.summary
    assert "The lot moved only" in report.caption.summary
    assert "April 2026" in report.caption.subtitle


def test_a_lot_that_was_followed_is_grade_4(
    tables: Tables, draws: tuple[Draw, ...], homes: Homes
) -> None:
    # Everybody starts on the tenth of the month drawn, and nobody at another time.
    table = tables["caseload"]
    episodes = pd.DataFrame(
        [
            {"person_id": one.person, "opened_on": draw.month_of(one.step)}
            for draw in draws
            for one in draw.people
        ]
    )
    episodes["opened_on"] += timedelta(9)
    episodes["episode_id"] = [f"L{n}" for n in range(len(episodes))]
    episodes["closed_on"] = episodes["close_reason"] = None
    for name in ("coordinator_id", "route", "reason", "complexity"):
        episodes[name] = table[name].iloc[0]
    kept = {name: rows for name, rows in tables.items() if name != "contacts"}
    lake = {**kept, "caseload": episodes[table.columns]}
    home = homes.home("lots-followed", lambda home: small_lake.build(lake, home))
    context = Context(Evidence(home), Selection(pcn="N1"), LEAD)
    report = lots_estimate(context, draws)
    assert report is not None
    assert "grade 4 of 4" in report.caption.summary
    listed = lots_followed(context, draws)
    assert listed is not None
    for draw, row in zip(draws, listed.table.rows, strict=True):
        cells = dict(zip((one.label for one in listed.table.columns), row, strict=True))
        ids = set(tables["patients"]["person_id"])
        mine = [
            one
            for one in draw.people
            if one.practice in LEAD.practices and one.person in ids
        ]
        assert cells["People"] == cells["Month has come"] == len(mine)
        assert cells["Started in it"] == len(mine)
        assert cells["Not started"] == cells["Started before it"] == 0
        assert cells["Seed"] == draw.seed
    everybody = lots_list(context, draws)
    assert everybody is not None
    assert everybody.table.rows == ()


def test_the_list_is_of_who_is_registered_and_has_not_started(
    context: Context, tables: Tables, draws: tuple[Draw, ...]
) -> None:
    starts = first_starts(tables)
    here = {}
    for row in tables["patients"].to_dict("records"):
        left = row["registered_to"]
        gone = is_day(row["deceased_on"]) or (is_day(left) and left <= AS_AT)
        if row["registered_from"] <= AS_AT and not gone:
            here[row["person_id"]] = row["practice_code"]
    expected = {
        one.person: draw.month_of(one.step)
        for draw in draws
        for one in draw.people
        if here.get(one.person) in LEAD.practices and one.person not in starts
    }
    report = lots_list(context, draws)
    assert report is not None
    months = [row[1] for row in report.table.rows]
    assert dict(zip(report.keys, months, strict=True)) == expected
    assert [row[2] for row in report.table.rows] == [key[:8] for key in report.keys]
    assert months == sorted(months)
    assert lots_list(context, ()) is None


def test_a_plan_is_of_who_has_not_started_nor_drawn(
    context: Context, tables: Tables, draws: tuple[Draw, ...]
) -> None:
    wanted = LotsWanted(CohortRules(contact="never"), steps=3)
    plan = lots_plan(context, wanted, ())
    starts = first_starts(tables)
    people = dict(plan.people)
    assert people
    assert not set(people) & set(starts)
    assert sum(row[1] for row in plan.table.rows) == len(people)
    assert plan.refused == ""
    assert "would draw" in plan.caption.headline
    again = lots_plan(context, wanted, draws)
    assert again.people == ()
    assert "drew a lot before" in again.refused
    assert "nobody draws twice" in again.caption.summary


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (LotsWanted(CohortRules()), "Choose who is in the cohort"),
        (LotsWanted(CohortRules(on="smi"), steps=12), "choose fewer steps"),
    ],
)
def test_a_draw_that_could_show_nothing_is_refused(
    context: Context, wanted: LotsWanted, why: str
) -> None:
    assert why in lots_plan(context, wanted, ()).refused
