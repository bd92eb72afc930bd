"""Where to begin, recounted in plain Python from the lake and the published tables.

Shares are drawn together by a Paule and Mandel written here, gains and classes by hand;
nothing but the assumptions' file and the order of what is said is shared.
"""

import math
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from cachelib import NullCache
from fixtures.by_hand.start_by_hand import BY_ID, NAMES, Hand, agree, drawn
from fixtures.lakes.invented_england import Tables, by_hand, make_tables, write_evidence
from sqlalchemy import text

from data_access.catalogue.checks import CHECKS
from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.questions.start.start_files import start_files
from data_access.questions.start.start_local import start_local
from data_access.questions.start.start_published import start_published
from data_access.selection import Selection
from data_access.stats.gains import Assumed, Gain, Group, LogOdds, clearly_more, ranked
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

SMI = {"alcohol", "blood_glucose", "lipids", "blood_pressure", "bmi", "smoking"}

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


@pytest.fixture(scope="module")
def raw() -> Tables:
    return make_tables()


@pytest.fixture(scope="module")
def england(raw: Tables, tmp_path_factory: pytest.TempPathFactory) -> Door:
    home = tmp_path_factory.mktemp("england")
    write_evidence(raw, home)
    return Door(Evidence(home), NullCache())


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
