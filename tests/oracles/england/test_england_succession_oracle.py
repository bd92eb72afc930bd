"""ICBs over the mergers of April 2026, recounted practice by practice.

An invented England in which one ICB is split in two, one joins a part of it, one only
changes its code and one stays; practices open and close, and one PCN has a new code.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from data_access.answers.core import Mark
from data_access.door import Context
from data_access.ingest.published.sources.tables import FEED_TABLES
from data_access.marts.build import _copy
from data_access.marts.published.published_schema import PCN
from data_access.marts.workspace import Build, Source
from data_access.queries.england_map import staff_by_icb
from data_access.queries.england_places import icb_succession
from data_access.questions.england.england_admissions import england_admissions
from data_access.questions.england.england_checks import england_checks
from data_access.questions.england.england_succession import (
    england_succession,
    same_icb,
)
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

OLD, NEW = date(2025, 12, 1), date(2026, 7, 1)
# The old sub-ICB of a practice decides its new ICB: QA is split between X1A2B and QB.
ICB_OLD = {"A1": "QA", "A2": "QA", "B1": "QB", "C1": "QC", "D1": "QD"}
ICB_NEW = {"A1": "X1A2B", "A2": "QB", "B1": "QB", "C1": "QC", "D1": "Y9D8E"}


@dataclass(frozen=True)
class Invented:
    """The rows of both maps and lists, and the home that was built from them."""

    old: list[dict]
    new: list[dict]
    lists: dict[str, int]
    home: Path

    def ask(self, question, area: str):
        return question(Context(Evidence(self.home), Selection(area=area), Viewer()))

    def pcns(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for row in self.new:
            found[row["pcn_code"]].append(row["practice_code"])
        return found


def row(practice: int, sub_icb: str, day: date, pcn: str) -> dict:
    icb = (ICB_OLD if day == OLD else ICB_NEW)[sub_icb]
    return {
        "practice_code": f"P{practice:03}",
        "practice_name": f"PRACTICE {practice}",
        "pcn_code": pcn,
        "pcn_name": f"PCN {pcn}",
        "sub_icb_code": f"{sub_icb}N" if sub_icb == "A1" and day == NEW else sub_icb,
        "sub_icb_name": f"SUB {sub_icb}",
        "icb_code": icb,
        "icb_name": f"NHS {icb} INTEGRATED CARE BOARD",
        "as_at": day,
    }


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    dice = random.Random(20260401)
    old, new = [], []
    for practice in range(120):
        sub_icb = dice.choice(list(ICB_OLD))
        pcn = f"U{sub_icb}{practice % 3}"
        if practice not in range(5):  # the first five open between the maps
            old.append(row(practice, sub_icb, OLD, pcn))
        if practice not in range(5, 10):  # and the next five close
            code = "UNEW" if pcn == "UB10" else pcn
            new.append(row(practice, sub_icb, NEW, code))
    lists = {one["practice_code"]: dice.randint(2_000, 20_000) for one in new}
    files = {
        "org_practice": [*old, *new],
        "list_size": [
            {
                "org_type": "practice",
                "org_code": code,
                "as_at": NEW,
                "sex": "all",
                "age_band_5": "all",
                "patients": people,
            }
            for code, people in lists.items()
        ],
        "smi_checks": [
            {
                "sub_icb_code": area,
                "quarter_end": date(2024, 3, 31),
                "measure": measure,
                "value": value,
            }
            # B1 goes on as a code after the mergers; A1N does not exist yet.
            for place, area in enumerate(ICB_OLD)
            for measure, value in (("register", 200), ("all_six", 100 + 7 * place))
        ],
        "admissions_icb": [
            {
                "icb_ods_code": icb,
                "month": month,
                "emergency_admissions": 100 * (place + 1) + month.month,
            }
            for months, icbs in (
                (pd.date_range("2025-06-01", "2026-03-01", freq="MS"), ICB_OLD),
                (pd.date_range("2026-04-01", "2026-06-01", freq="MS"), ICB_NEW),
            )
            for place, icb in enumerate(sorted(set(icbs.values())))
            for month in (day.date() for day in months)
        ],
        "workforce": [
            {"pcn_code": pcn, "as_at": NEW, "role": "care_coordinator", "fte": 2.0}
            for pcn in {one["pcn_code"] for one in new}
        ],
    }
    return Invented(old, new, lists, built(tmp_path_factory.mktemp("icbs"), files))


def built(home: Path, files: dict[str, list[dict]]) -> Path:
    """Build what a load of these files alone would: no payments, no deprivation."""
    paths = {}
    for name, rows in files.items():
        schema = FEED_TABLES[name].schema
        held = [{column: one.get(column) for column in schema.names} for one in rows]
        paths[name] = home / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(held, schema=schema), paths[name])
    (home / "evidence").mkdir()
    store = home / "evidence" / "one.duckdb"
    backend = ibis.duckdb.connect(store)
    _copy(Build(backend, home, ""), Source("invented", paths))
    backend.disconnect()
    meta = {
        "data_version": "invented",
        "built_at": "2026-11-01T00:00:00+00:00",
        "code_version": "1",
        "provisional_months": "0",
        "synthetic": "false",
        "published": "true",
    }
    with duckdb.connect(str(store)) as db:
        held = pd.DataFrame({"key": list(meta), "value": list(meta.values())})
        db.register("held", held)
        db.execute("create table meta as select * from held")
    (home / "evidence" / "current").write_text("one.duckdb")
    return home


def most(codes: list[str]) -> str:
    counts = Counter(codes)
    return min(counts, key=lambda code: (-counts[code], code))


def test_a_pcn_is_placed_among_the_42_by_its_practices(invented: Invented) -> None:
    columns = (PCN.c.pcn_code, PCN.c.icb_before, PCN.c.sub_icb_before, PCN.c.smi_checks)
    with Evidence(invented.home).connect() as connection:
        held = connection.execute(select(*columns)).all()
    icbs = {one["practice_code"]: one["icb_code"] for one in invented.old}
    parts = {one["practice_code"]: one["sub_icb_code"] for one in invented.old}
    wanted = {}
    for pcn, practices in invented.pcns().items():
        known = [code for code in practices if code in icbs]
        part = most([parts[code] for code in known])
        smi = 100 * (100 + 7 * list(ICB_OLD).index(part)) / 200
        wanted[pcn] = (most([icbs[code] for code in known]), part, smi)
    assert "UNEW" in wanted  # on no map of the 42 by its code
    assert {row[0]: tuple(row[1:]) for row in held} == wanted


def test_every_practice_is_in_the_succession_once(invented: Invented) -> None:
    with Evidence(invented.home).connect() as connection:
        rows = icb_succession(connection)
    before = {one["practice_code"]: one["icb_code"] for one in invented.old}
    since = {one["practice_code"]: one["icb_code"] for one in invented.new}
    pairs = Counter(
        (before.get(code), since.get(code)) for code in before.keys() | since.keys()
    )
    assert {(one.before, one.since): one.practices for one in rows} == pairs
    assert sum(one.patients or 0 for one in rows) == sum(invented.lists.values())
    assert same_icb(rows, "QC", "QC")
    assert same_icb(rows, "QD", "Y9D8E")  # a new code, the same practices
    assert not same_icb(rows, "QA", "X1A2B")  # a part of it
    assert not same_icb(rows, "QB", "QB")  # the same code, with a part of QA


def test_the_table_has_the_shares_of_the_family(invented: Invented) -> None:
    before = {one["practice_code"]: one["icb_code"] for one in invented.old}
    since = {one["practice_code"]: one["icb_code"] for one in invented.new}
    people: Counter[tuple[str, str]] = Counter()
    for code in before.keys() & since.keys():
        people[before[code], since[code]] += invented.lists[code]
    of_qa = {new: n for (old, new), n in people.items() if old == "QA"}
    report = invented.ask(england_succession, "UA10")
    shares = {(row[1], row[3]): row[6] for row in report.table.rows}
    for new, n in of_qa.items():
        assert shares["QA", new] == pytest.approx(100 * n / sum(of_qa.values()))
    assert set(of_qa) == {"X1A2B", "QB"}
    opened = {row[3] for row in report.table.rows if row[1] is Mark.NO_DATA}
    assert opened <= {"X1A2B"}
    assert "% of NHS Qa" in report.caption.headline
    stayed = invented.ask(england_succession, "UC10")
    assert "has the practices that it had" in stayed.caption.headline


def test_staff_are_in_one_icb_each_on_both_maps(invented: Invented) -> None:
    pcns = len(invented.pcns())
    with Evidence(invented.home).connect() as connection:
        for before in (True, False):
            staff = staff_by_icb(
                connection, "care_coordinator", NEW, before_mergers=before
            )
            assert None not in staff
            assert sum(one.pcns for one in staff.values()) == pcns
            assert sum(one.fte or 0 for one in staff.values()) == 2.0 * pcns


@pytest.mark.parametrize(
    ("area", "months", "icb"),
    [("UC10", 13, "QC"), ("UD10", 13, "QD"), ("UA10", 10, "QA"), ("UNEW", 10, "QB")],
)
def test_admissions_go_on_only_where_the_icb_did(
    invented: Invented, area: str, months: int, icb: str
) -> None:
    report = invented.ask(england_admissions, area)
    assert f"ICB {icb} (before" in report.caption.subtitle
    place = sorted(set(ICB_OLD.values())).index(icb)
    late = sorted(set(ICB_NEW.values()))
    rows = report.table.rows
    assert len(rows) == months
    for month, count, *_ in rows:
        if month < date(2026, 4, 1):
            assert count == 100 * (place + 1) + month.month
        else:
            new = "Y9D8E" if icb == "QD" else icb
            assert count == 100 * (late.index(new) + 1) + month.month
    assert ("3 months from April 2026" in report.caption.summary) is (months == 10)


def test_checks_are_those_of_the_area_of_their_time(invented: Invented) -> None:
    report = invented.ask(england_checks, "UA10")
    here = report.table.rows[0]
    assert here[0] == "Sub-ICB A1, before April 2026"
    assert here[-2:] == (100, 200)
