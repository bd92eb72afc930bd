"""Where to begin, recounted in plain Python from the lake and the published tables.

Shares are drawn together by a Paule and Mandel written here, gains and classes by hand;
nothing but the assumptions' file and the order of what is said is shared.
"""

import math
import random
import shutil
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from cachelib import NullCache
from sqlalchemy import text

from data_access.answers import Table
from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.evidence import Evidence
from data_access.indicators.checks import CHECKS
from data_access.questions.start_files import start_files
from data_access.questions.start_local import start_local
from data_access.questions.start_published import start_published
from data_access.selection import Selection
from data_access.start.read import FILE
from data_access.stats.gains import Assumed, Gain, Group, LogOdds, clearly_more, ranked
from data_access.viewer import Role, Viewer
from data_access.words import place_name

Z = 1.959963984540054
ASSUMED = tomllib.loads(FILE.read_text(encoding="utf-8"))
BY_ID = {check["id"]: check for check in ASSUMED["check"]}
SMI = {"alcohol", "blood_glucose", "lipids", "blood_pressure", "bmi", "smoking"}
NAMES = {
    "SMI physical health check, all six": "smi_check",
    "Learning disability health check": "ld_check",
    "Dementia care plan review": "dementia_review",
    "Diabetes care processes": "diabetes_processes",
    "Cancer care review": "cancer_review",
}


# --- by hand ---------------------------------------------------------------------


@dataclass
class Hand:
    """One register of one practice: people due, and the log odds of being done."""

    check: str
    practice: str
    people: float
    middle: float
    error: float

    def left(self, deviate: float) -> float:
        share = 1 / (1 + math.exp(-(self.middle + deviate * self.error)))
        return self.people * (1 - share)

    def gain(self, bound: str, deviate: float) -> float:
        success = BY_ID[self.check]["success"][bound]
        return success * min(self.left(deviate), ASSUMED["reach"][bound])


def log_odds(done: float, people: float) -> tuple[float, float]:
    left = people - done
    variance = 1 / (done + 0.5) + 1 / (left + 0.5)
    return math.log((done + 0.5) / (left + 0.5)), variance


def spread(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean and the variance between groups, by bisection."""

    def weighted(variance: float) -> tuple[float, float]:
        weights = [1 / (v + variance) for _, v in points]
        mean = sum(w * y for w, (y, _) in zip(weights, points, strict=True))
        mean /= sum(weights)
        excess = sum(
            w * (y - mean) ** 2 for w, (y, _) in zip(weights, points, strict=True)
        )
        return mean, excess - (len(points) - 1)

    low, high = 0.0, 100.0
    if weighted(0.0)[1] <= 0:
        return weighted(0.0)[0], 0.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if weighted(middle)[1] > 0 else (low, middle)
    return weighted(low)[0], low


def drawn(counts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    points = [log_odds(*one) for one in counts]
    if len(points) == 1:
        return [(points[0][0], math.sqrt(points[0][1]))]
    mean, between = spread(points)
    of_mean = 1 / sum(1 / (v + between) for _, v in points)
    found = []
    for y, v in points:
        own = between / (between + v)
        variance = own * v + (1 - own) ** 2 * of_mean
        found.append((own * y + (1 - own) * mean, math.sqrt(variance)))
    return found


def typical(counts: list[tuple[float, float]]) -> tuple[float, float]:
    points = [log_odds(*one) for one in counts]
    mean, between = spread(points)
    return mean, math.sqrt(between + 1 / sum(1 / (v + between) for _, v in points))


def is_less(one: Hand, top: Hand, z: float) -> bool:
    reach = ASSUMED["reach"]["central"]

    def reached(which: Hand, deviate: float) -> float:
        return math.log(min(which.left(deviate), reach))

    mine, theirs = BY_ID[top.check]["success"], BY_ID[one.check]["success"]
    between = math.log(mine["central"] / theirs["central"])
    if top.check != one.check:
        between = math.log(mine["low"] / theirs["high"])
    down = reached(top, 0) - reached(top, z)
    up = reached(one, -z) - reached(one, 0)
    ahead = reached(top, 0) - reached(one, 0) + between
    return ahead > math.sqrt(down**2 + up**2)


def classes_of(hands: list[Hand]) -> list[set[tuple[str, str]]]:
    pairs = max(len(hands) * (len(hands) - 1) / 2, 1)
    z = quantile(1 - 0.05 / pairs / 2)
    left, found = list(hands), []
    while left:
        top = max(left, key=lambda one: (one.gain("central", 0), one.left(0)))
        less = [one for one in left if one is not top and is_less(one, top, z)]
        found.append({(one.check, one.practice) for one in left if one not in less})
        left = less
    return found


def quantile(share: float) -> float:
    """Return a normal deviate by bisection of the error function."""
    low, high = 0.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        below = 0.5 * (1 + math.erf(middle / math.sqrt(2))) < share
        low, high = (middle, high) if below else (low, middle)
    return low


def agree(table: Table, hands: list[Hand]) -> None:
    """Hold a ranking to what was reckoned by hand: its numbers and its classes."""
    by_name = {(one.check, one.practice): one for one in hands}
    said: dict[str, set[tuple[str, str]]] = defaultdict(set)
    assert len(table.rows) == len(hands)
    for letter, check, practice, central, low, high, people, left, *rest in table.rows:
        key = (NAMES[str(check)], str(practice))
        one = by_name[key]
        said[str(letter)].add(key)
        assert people == pytest.approx(one.people, abs=0.51)
        assert left == pytest.approx(one.left(0), abs=0.51)
        assert central == pytest.approx(one.gain("central", 0), abs=0.51)
        assert low == pytest.approx(one.gain("low", Z), abs=0.51)
        assert high == pytest.approx(one.gain("high", -Z), abs=0.51)
        share = 100 * (1 - one.left(0) / one.people)
        assert rest[0] == pytest.approx(share, abs=0.01)
    assert list(said.values()) == classes_of(hands)


# --- from the lake ---------------------------------------------------------------


def rows(folder: Path, name: str) -> list[dict]:
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


def current(home: Path, store: str) -> Path:
    name = (home / store / "current").read_text().strip()
    return home / store / "versions" / name


@pytest.fixture(scope="module")
def door(demo_home: Path) -> Door:
    return Door(Evidence(demo_home), NullCache())


@pytest.fixture(scope="module")
def lake(demo_home: Path) -> dict[str, list[dict]]:
    folder = current(demo_home, "lake")
    names = ("practices", "patients", "cohorts", "health_checks")
    return {name: rows(folder, name) for name in names}


def smi_counts(lake: dict[str, list[dict]], end: date) -> dict[str, list[int]]:
    """Count people with all six in the twelve months to `end`, and people on it."""
    start = date(end.year - 1, end.month, end.day)
    on = {
        row["person_id"]
        for row in lake["cohorts"]
        if row["cohort"] == "smi"
        and row["from_date"] <= end
        and (row["to_date"] is None or row["to_date"] > end)
    }
    had = defaultdict(set)
    for row in lake["health_checks"]:
        recent = start < row["done_on"] <= end
        if row["check"] == "smi" and recent and not row["declined"]:
            had[row["person_id"]].add(row["element"])
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in lake["patients"]:
        leaves = [day for day in (row["registered_to"], row["deceased_on"]) if day]
        here = row["registered_from"] <= end and all(day > end for day in leaves)
        if here and row["person_id"] in on:
            counts[row["practice_code"]][0] += had[row["person_id"]] >= SMI
            counts[row["practice_code"]][1] += 1
    return counts


def everyone(lake: dict[str, list[dict]]) -> Viewer:
    codes = tuple(row["practice_code"] for row in lake["practices"])
    return Viewer(Role.PCN_MANAGER, codes)


def test_people_due_and_done_are_those_of_the_lake(door: Door, lake: dict) -> None:
    report = door.ask(start_local, Selection(), everyone(lake))
    counts = smi_counts(lake, date(2026, 10, 31))
    hands = dict(zip(counts, drawn([tuple(c) for c in counts.values()]), strict=True))
    names = {row["practice_name"]: row["practice_code"] for row in lake["practices"]}
    seen = 0
    for row in report.table.rows:
        if NAMES[str(row[1])] == "smi_check":
            code = names[str(row[2])]
            one = Hand("smi_check", "", counts[code][1], *hands[code])
            assert row[6] == counts[code][1]
            assert row[7] == pytest.approx(one.left(0), abs=0.51)
            seen += 1
    assert seen == len(counts) > 1


def shown_by_hand(door: Door, check: str, *, exact: bool) -> dict[str, tuple]:
    """Return people done and due by practice as a reader may know them."""
    with door.evidence.connect() as connection:
        found = connection.execute(
            text(
                "select p.practice_name, i.numerator, i.denominator, "
                "i.numerator_withheld or i.denominator_withheld as withheld "
                "from indicator_month i join practice p using (practice_code) "
                "where i.indicator = :check and i.month = date '2026-10-01' "
                "and i.cohort = 'all' and i.dimension = 'all' and i.denominator > 0 "
                "order by p.practice_name"
            ),
            {"check": check},
        ).all()
    counts = {}
    for name, done, people, withheld in found:
        if exact:
            counts[name] = (done, people)
        elif not withheld and not 0 < done < 8 and not 0 < people < 8:
            near = [5 * math.floor((count + 2) / 5) for count in (done, people)]
            counts[name] = (min(near[0], near[1]), near[1])
    return counts


@pytest.mark.parametrize("role", [Role.BOARD, Role.PCN_MANAGER])
def test_a_ranking_is_made_of_what_its_reader_is_shown(
    door: Door, lake: dict, role: Role
) -> None:
    board = role is Role.BOARD
    viewer = Viewer() if board else everyone(lake)
    report = door.ask(start_local, Selection(), viewer)
    hands, left_out = [], 0
    for check in BY_ID:
        counts = shown_by_hand(door, check, exact=not board)
        left_out += len(shown_by_hand(door, check, exact=True)) - len(counts)
        odds = drawn(list(counts.values())) if counts else []
        for (name, (_, people)), known in zip(counts.items(), odds, strict=True):
            hands.append(Hand(check, name, people, *known))
    agree(report.table, hands)
    assert len(hands) > 5
    told = sum("suppressed" in one for one in report.missing)
    assert bool(told) is bool(left_out) is board


# --- from published tables -------------------------------------------------------


Tables = dict[str, list[dict]]


@pytest.fixture(scope="module")
def raw() -> Tables:
    """Invent an England of 60 practices in 12 PCNs, 4 sub-ICBs and 2 ICBs."""
    dice = random.Random(4)
    tables: Tables = defaultdict(list)
    for number in range(60):
        code, pcn, area = f"A{number:05}", f"U{number % 12}", f"S{number % 4}"
        place = {
            "practice_code": code,
            "practice_name": f"PRACTICE {number}",
            "pcn_code": pcn,
            "pcn_name": f"PCN {number % 12}",
            "sub_icb_code": area,
            "sub_icb_name": f"AREA {area}",
            # One practice of U2 lies in the other ICB.
            "icb_code": "QB" if number == 14 else "QA" if number % 4 < 3 else "QB",
            "icb_name": "AN ICB",
        }
        older = {**place, "pcn_code": "U9", "as_at": date(2025, 1, 1)}
        tables["org_practice"] += [{**place, "as_at": date(2026, 7, 1)}, older]
        tables["practice_imd"].append(
            {"practice_code": code, "imd_year": 2025, "score": dice.uniform(5, 60)}
        )
        for group, most in (("MH", 250), ("LD", 120)):
            people = dice.randint(0, most)
            tables["qof_register"] += [
                {
                    "practice_code": code,
                    "year": year,
                    "group_code": group,
                    "register": None if (number, group) == (0, "MH") else people + i,
                    "list_size": 9000,
                }
                for i, year in enumerate(("2023-24", "2024-25"))
            ]
        tables["ld_payments"] += [
            {
                "practice_code": code,
                "year": year,
                # Some are no whole number of checks, some more than are due.
                "ld_health_checks_est": None
                if number % 9 == 0
                else dice.randint(0, 110),
            }
            for year in ("2021-22", "2022-23")
        ]
    for area in ("S0", "S1", "S3"):  # S2 publishes nothing
        for quarter in (date(2023, 12, 31), date(2024, 3, 31)):
            people = dice.randint(1500, 4000)
            for measure, value in (
                ("register", people),
                ("all_six", int(people * dice.uniform(0.4, 0.8))),
            ):
                tables["smi_checks"].append(
                    {
                        "sub_icb_code": area,
                        "quarter_end": quarter,
                        "measure": measure,
                        "value": value,
                    }
                )
    return tables


@pytest.fixture(scope="module")
def england(raw: Tables, tmp_path_factory: pytest.TempPathFactory) -> Door:
    """Give the door to an evidence file of the invented England, and nothing local."""
    home = tmp_path_factory.mktemp("england")
    (home / "evidence").mkdir()
    meta = {
        "data_version": "invented",
        "built_at": "2026-11-01T00:00:00+00:00",
        "code_version": "1",
        "synthetic": "false",
        "published": "true",
    }
    pcns = {
        row["pcn_code"]: {**row, "icb_before": None}
        for row in newest(raw["org_practice"], "as_at")
    }
    with duckdb.connect(str(home / "evidence" / "one.duckdb")) as store:
        for name, held in (*raw.items(), ("pcn", list(pcns.values()))):
            frame = pd.DataFrame(held)
            for column in frame.select_dtypes("float"):
                if column != "score":
                    frame[column] = frame[column].astype("Int64")
            store.register("frame", frame)
            store.table("frame").create(f"open_{name}")
            store.unregister("frame")
        store.execute(
            "create table open_ld_checks "
            "(sub_icb_code varchar, year varchar, register integer, checks integer)"
        )
        held = pd.DataFrame({"key": list(meta), "value": list(meta.values())})
        store.execute("create table meta as select * from held")
    (home / "evidence" / "current").write_text("one.duckdb")
    return Door(Evidence(home), NullCache())


def newest(held: list[dict], key: str) -> list[dict]:
    last = max(row[key] for row in held)
    return [row for row in held if row[key] == last]


def by_hand(raw: Tables, pcn: str) -> list[Hand]:
    places = newest(raw["org_practice"], "as_at")
    home = [row for row in places if row["pcn_code"] == pcn]
    icbs = [row["icb_code"] for row in home]
    icb = min(set(icbs), key=lambda code: (-icbs.count(code), code))
    around = [row for row in places if row["icb_code"] == icb or row["pcn_code"] == pcn]
    qof = newest(raw["qof_register"], "year")
    register = {
        (row["group_code"], row["practice_code"]): row["register"] for row in qof
    }
    paid = {
        row["practice_code"]: row["ld_health_checks_est"]
        for row in newest(raw["ld_payments"], "year")
        if row["ld_health_checks_est"] is not None
    }
    areas: dict[str, dict[str, float]] = defaultdict(dict)
    for row in newest(raw["smi_checks"], "quarter_end"):
        if row["value"] is not None:
            areas[row["sub_icb_code"]][row["measure"]] = row["value"]
    smi = {
        code: (one["all_six"], one["register"])
        for code, one in areas.items()
        if one.get("register") and one.get("all_six") is not None
    }
    middle, error = typical(list(smi.values()))
    due = {
        row["practice_code"]: register[("LD", row["practice_code"])]
        * BY_ID["ld_check"]["due"]
        for row in around
        if register.get(("LD", row["practice_code"])) is not None
    }
    counted = {
        code: (min(paid[code], n), n)
        for code, n in due.items()
        if code in paid and n >= 1
    }
    odds = dict(zip(counted, drawn(list(counted.values())), strict=True))
    usual = typical(list(counted.values()))
    hands = []
    for row in home:
        code, name = row["practice_code"], place_name(row["practice_name"])
        people = (register.get(("MH", code)) or 0) * BY_ID["smi_check"]["due"]
        if people >= 1:
            own = smi.get(row["sub_icb_code"])
            known = (log_odds(*own)[0] if own else middle, error)
            hands.append(Hand("smi_check", name, people, *known))
        if due.get(code, 0) >= 1:
            hands.append(Hand("ld_check", name, due[code], *odds.get(code, usual)))
    return hands


def test_published_rankings_are_those_of_the_published_tables(
    england: Door, raw: Tables
) -> None:
    for code in ("U1", "U2", "U3"):
        report = england.ask(start_published, Selection(area=code), Viewer())
        agree(report.table, by_hand(raw, code))
        assert {row[1] for row in report.table.rows} == set(list(NAMES)[:2])


def test_a_practice_on_no_register_is_named(england: Door) -> None:
    report = england.ask(start_published, Selection(area="U0"), Viewer())
    assert "SMI: no register is published for Practice 0." in report.missing


def test_published_figures_are_the_same_for_everybody(england: Door) -> None:
    board = england.ask(start_published, Selection(), Viewer())
    lead = Viewer(Role.CLINICAL_LEAD, ("A00001",))
    assert england.ask(start_published, Selection(), lead).table == board.table


# --- classes ---------------------------------------------------------------------


def group(name: str, people: float, share: float, error: float, kind: str) -> Group:
    odds = LogOdds(math.log(share / (1 - share)), error, 1.0)
    return Group(name, kind, people, odds, Assumed(0.3, 0.5, 0.7))


def test_a_class_ends_only_where_all_below_is_clearly_less() -> None:
    reach = Assumed(200, 225, 250)
    groups = [
        group("a", 200, 0.5, 0.05, "x"),
        group("b", 190, 0.5, 0.05, "x"),
        group("c", 60, 0.5, 0.05, "x"),
        group("d", 150, 0.5, 2.0, "x"),
        group("e", 60, 0.5, 0.05, "y"),
        group("f", 150, 0.5, 0.05, "y"),
        group("g", 150, 0.5, 0.05, "x"),
    ]
    found = [{one.group.name for one in held} for held in ranked(groups, reach)]
    # f is as large as g, but of another check: at its best it may match a at its worst.
    assert found == [{"a", "b", "d", "f"}, {"e", "g"}, {"c"}]
    top: list[Gain] = ranked(groups[:1], reach)[0]
    assert not clearly_more(top[0], top[0], reach.central, 1.96)


def test_more_people_than_one_can_reach_is_no_more_to_gain() -> None:
    reach = Assumed(200, 225, 250)
    held = ranked(
        [group("big", 9000, 0.5, 0.01, "x"), group("enough", 900, 0.5, 0.01, "x")],
        reach,
    )
    assert len(held) == 1
    assert {one.central for one in held[0]} == {112.5}


# --- what is absent --------------------------------------------------------------


def test_what_to_collect_first_is_said_in_order(door: Door) -> None:
    report = door.ask(start_files, Selection(), Viewer())
    assert [row[0] for row in report.table.rows[:3]] == [
        "practices.csv",
        "patients.csv",
        "admissions.csv",
    ]
    assert {row[2] for row in report.table.rows} == {"held"}
    assert set(BY_ID) <= set(CHECKS)


def test_without_an_extract_the_files_to_collect_are_named(england: Door) -> None:
    with pytest.raises(CareImpactError, match="No local extract"):
        england.ask(start_local, Selection(), Viewer())
    report = england.ask(start_files, Selection(), Viewer())
    assert report.caption.headline.startswith("Collect first: practices, patients")
    assert {row[2] for row in report.table.rows} == {"not held"}


@pytest.mark.parametrize(
    ("absent", "words"),
    [
        ("qof_register", "Quality and Outcomes Framework"),
        ("smi_checks", "Physical Health Checks"),
        ("practice_imd", "Deprivation is not known"),
    ],
)
def test_an_absent_published_file_is_named(
    england: Door, tmp_path: Path, absent: str, words: str
) -> None:
    (tmp_path / "evidence").mkdir()
    file = tmp_path / "evidence" / "one.duckdb"
    shutil.copy(england.evidence.current_file(), file)
    (tmp_path / "evidence" / "current").write_text("one.duckdb")
    with duckdb.connect(str(file)) as store:
        empty = store.table(f"open_{absent}").limit(0).df()
        store.execute(f"drop table open_{absent}")
        store.from_df(empty).create(f"open_{absent}")
    door = Door(Evidence(tmp_path), NullCache())
    if absent == "qof_register":
        with pytest.raises(CareImpactError, match=words):
            door.ask(start_published, Selection(), Viewer())
        return
    report = door.ask(start_published, Selection(), Viewer())
    assert any(words in one for one in report.missing)
    assert report.table.rows
