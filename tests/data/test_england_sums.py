"""Figures of the England page are sums of the real published files, at random places.

Three PCNs, and the ICBs of three more, are picked by a seed that is printed with every
failure; set ENGLAND_SEED to pick the same again. Everything is added up from the files
as they are published, with the standard library, pyarrow and openpyxl.
"""

import math
import os
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
import pytest
from cachelib import NullCache
from fixtures.england_files import (
    FOLDER,
    JUNE,
    OUR_ROLES,
    checks_paid,
    coordinators,
    everywhere,
    homes,
    lines,
    link_known,
    old_homes,
    old_icbs,
    patients,
    practices,
    registers,
    staff,
)

from data_access.answers.core import Mark
from data_access.door import Door
from data_access.operations import loading
from data_access.questions.england.england_admissions import england_admissions
from data_access.questions.england.england_beside_peers import england_beside_peers
from data_access.questions.england.england_checks import (
    england_checks,
    england_ld_checks,
)
from data_access.questions.england.england_map import england_map
from data_access.questions.england.england_peers import england_peers
from data_access.questions.england.england_registers import REGISTERS, england_registers
from data_access.questions.england.england_returns import england_returns
from data_access.questions.england.england_workforce import england_workforce
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer
from data_access.words.places import place_name

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="no published files: set CARE_IMPACT_OPEN_DATA to their folder",
)
SEED = int(os.environ.get("ENGLAND_SEED", random.SystemRandom().randrange(10**6)))
DATES = [date(2020, 3, 31), date(2022, 9, 30), date(2025, 3, 31), JUNE]
Z = 1.959963984540054


@dataclass(frozen=True)
class Real:
    """The product's door to the real files, and the places picked."""

    door: Door
    pcns: tuple[str, ...]
    others: tuple[str, ...]  # one PCN in each of three ICBs

    def ask(self, question, area):
        return self.door.ask(question, Selection(area=area), Viewer())

    def table(self, question, area):
        return self.ask(question, area).table.rows


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Real:
    home = tmp_path_factory.mktemp("home")
    known = link_known(tmp_path_factory.mktemp("known"))
    loading.load_published(read_settings(home=home), known)
    by_icb = defaultdict(list)
    for code, place in homes().items():
        by_icb[place["ICB_CODE"]].append(code)
    pick = random.Random(SEED)
    pcns = pick.sample(sorted(homes()), 3)
    others = [pick.choice(sorted(by_icb[i])) for i in pick.sample(sorted(by_icb), 3)]
    print(f"ENGLAND_SEED={SEED}: PCNs {pcns}, ICBs of {others}")  # noqa: T201
    return Real(Door(Evidence(home), NullCache()), tuple(pcns), tuple(others))


# --- three PCNs ------------------------------------------------------------------


def test_a_pcns_coordinators_are_those_of_its_returns(real: Real) -> None:
    for pcn in real.pcns:
        name = place_name(homes()[pcn]["PCN_NAME"])
        rows = real.table(england_workforce, pcn)
        shown = {row[1]: row[2:] for row in rows if row[0] == name}
        size = patients()["PCN", pcn, "ALL"]
        expected = {
            day: found
            for (code, day, role), found in staff().items()
            if code == pcn and role == "care_coordinator"
        }
        assert set(shown) == set(expected), (SEED, pcn)
        for day, (fte, heads) in expected.items():
            assert shown[day][0] == pytest.approx(fte, abs=1e-9), (SEED, pcn, day)
            assert shown[day][1] == (Mark.NO_DATA if heads is None else heads)
            assert shown[day][2:5] == (1, 1, size), (SEED, pcn, day)
            assert shown[day][5] == pytest.approx(10_000 * fte / size)


def test_englands_coordinators_are_all_of_them(real: Real) -> None:
    rows = real.table(england_workforce, real.pcns[0])
    shown = {row[1]: row[2:] for row in rows if row[0] == "England"}
    assert len(shown) == 17
    for day in DATES:
        held = [
            found
            for (_, when, role), found in staff().items()
            if when == day and role == "care_coordinator"
        ]
        assert shown[day][0] == pytest.approx(sum(fte for fte, _ in held)), (SEED, day)
        assert shown[day][2] == len(held)


def test_a_pcn_is_what_its_files_say_it_is(real: Real) -> None:
    scores = {
        row["PRACTICE_CODE"]: float(row["IMD_SCORE"])
        for row in lines("imd/fingertips-imd-2025-gp-practice.csv")
    }
    rural = {
        row["practice_code"]: row["rurality"].lower()
        for row in lines("gp-payments/derived_practice_ld_health_check_payments.csv.gz")
        if row["year"] == "2022-23"
    }
    everyone = {}
    for pcn in homes():
        size = patients()["PCN", pcn, "ALL"]
        bands = {band: patients()["PCN", pcn, band] for band in BANDS}
        young = sum(n for band, n in bands.items() if first_age(band) < 20)
        old = sum(n for band, n in bands.items() if first_age(band) >= 65)
        everyone[pcn] = [size, 100 * young / size, 100 * old / size]
    members = defaultdict(list)
    for code, row in practices().items():
        if patients()["GP", code, "ALL"]:
            members[row["PCN_CODE"]].append((code, patients()["GP", code, "ALL"]))
    for pcn, figures in everyone.items():
        figures.append(mean((scores.get(c), n) for c, n in members[pcn]))
        placed = {"rural": 100.0, "urban": 0.0}
        figures.append(mean((placed.get(rural.get(c)), n) for c, n in members[pcn]))
    for pcn in real.pcns:
        report = real.ask(england_peers, pcn)
        (_, code, _, away, *shown), *peers = report.table.rows
        assert (code, away) == (pcn, 0.0), SEED
        assert shown == pytest.approx(everyone[pcn]), (SEED, pcn)
        expected = nearest(pcn, everyone)
        assert [row[1] for row in peers] == [other for _, other in expected], SEED
        assert [row[3] for row in peers] == pytest.approx([d for d, _ in expected])


BANDS = [f"{age}_{age + 4}" for age in range(0, 95, 5)] + ["95+"]


def first_age(band: str) -> int:
    return int(band.split("_")[0].rstrip("+"))


def mean(weighted):
    known = [(value, n) for value, n in weighted if value is not None]
    size = sum(n for _, n in known)
    return sum(value * n for value, n in known) / size if size else None


def nearest(pcn, everyone):
    """Find the ten nearest by comparing with every PCN there is."""
    logged = {
        code: [math.log(size), *rest]
        for code, (size, *rest) in everyone.items()
        if None not in rest
    }
    spread = []
    for column in zip(*logged.values(), strict=True):
        middle = sum(column) / len(column)
        squares = sum((value - middle) ** 2 for value in column) / len(column)
        spread.append(math.sqrt(squares))
    found = []
    for code, values in logged.items():
        if code != pcn:
            pairs = zip(values, logged[pcn], spread, strict=True)
            squares = [((a - b) / sd) ** 2 for a, b, sd in pairs]
            found.append((math.sqrt(sum(squares) / len(squares)), code))
    return sorted(found)[:10]


def test_what_a_pcn_and_its_peers_have_is_what_was_published(real: Real) -> None:
    paid = {
        code: held[date(2023, 3, 31)]
        for code, held in checks_paid().items()
        if date(2023, 3, 31) in held
    }
    checks, people = defaultdict(float), defaultdict(float)
    for code, (register, _) in registers()["LD"].items():
        if code in paid and code in practices():
            checks[practices()[code]["PCN_CODE"]] += paid[code]
            people[practices()[code]["PCN_CODE"]] += register
    for pcn in real.pcns:
        for _, code, *staffed, ld, _ in real.table(england_beside_peers, pcn):
            size = patients()["PCN", code, "ALL"]
            for role, shown in zip(OUR_ROLES.values(), staffed, strict=True):
                held = staff().get((code, JUNE, role))
                if held is None:
                    assert shown is Mark.NO_DATA, (SEED, code)
                else:
                    assert shown == pytest.approx(10_000 * held[0] / size, abs=1e-9)
            if people[code]:
                assert ld == pytest.approx(100 * checks[code] / people[code])
            else:
                assert ld is Mark.NO_DATA, (SEED, code)


# --- three ICBs ------------------------------------------------------------------


def test_an_icbs_coordinators_are_those_of_its_pcns(real: Real) -> None:
    for pcn in real.others:
        home = homes()[pcn]
        members = [c for c, h in homes().items() if h["ICB_CODE"] == home["ICB_CODE"]]
        name = place_name(home["ICB_NAME"])
        rows = real.table(england_workforce, pcn)
        shown = {row[1]: row[2:] for row in rows if row[0] == name}
        for day in DATES:
            held = {c: found for c in members if (found := coordinators(c, day))}
            if not held:
                assert day not in shown, (SEED, name)
                continue
            fte = sum(found[0] for found in held.values())
            size = sum(patients()["PCN", c, "ALL"] for c in held)
            assert shown[day][0] == pytest.approx(fte, abs=1e-9), (SEED, name, day)
            assert shown[day][2:5] == (len(held), len(held), size), (SEED, name, day)
        without = {c for c in members if coordinators(c, JUNE) is None}
        returns = real.table(england_returns, pcn)
        assert {row[1] for row in returns} == set(members), (SEED, name)
        assert {row[1] for row in returns if row[2] == "No return"} == without
        summary = real.ask(england_returns, pcn).caption.summary
        assert all(f"({code})" in summary for code in without), (SEED, name)


def test_the_map_puts_pcns_into_the_42_icbs(real: Real) -> None:
    book = openpyxl.load_workbook(FOLDER / "geo/ICB_JUL_2022_EN_NC.xlsx")
    sheet = book.worksheets[0].iter_rows(values_only=True)
    ons = {row[1]: row[0] for row in sheet}
    book.close()
    shown = {row[2]: row[3:] for row in real.table(england_map, real.others[0])}
    assert set(shown) == {code for code in ons if code != "ICB22CDH"}
    for pcn in real.others:
        icb = old_icbs().get(pcn)
        members = [c for c in homes() if old_icbs().get(c) == icb]
        held = [c for c in members if coordinators(c, JUNE)]
        fte = sum(coordinators(c, JUNE)[0] for c in held)
        size = sum(patients()["PCN", c, "ALL"] for c in held)
        assert shown[icb][:2] == (len(members), len(held)), (SEED, icb)
        assert shown[icb][2:] == pytest.approx((fte, size, 10_000 * fte / size))
        report = real.ask(england_map, pcn)
        (chosen,) = [area for area in report.areas if area.chosen]
        assert chosen.value == pytest.approx(10_000 * fte / size), (SEED, icb)


def test_registers_are_those_of_the_practices(real: Real) -> None:
    for pcn in (*real.pcns, *real.others):
        home = homes()[pcn]
        parts = {
            place_name(home["PCN_NAME"]): ("PCN_CODE", pcn),
            place_name(home["ICB_NAME"]): ("ICB_CODE", home["ICB_CODE"]),
        }
        shown = {row[0]: row[1:] for row in real.table(england_registers, pcn)}
        for code, register in REGISTERS.items():
            for name, (column, value) in parts.items():
                given = [
                    found
                    for practice, found in registers()[code].items()
                    if everywhere().get(practice, {}).get(column) == value and found[1]
                ]
                size = sum(n for _, n in given)
                share, low, high, denominator = shown[f"{register}: {name}"]
                if not size:
                    assert denominator is Mark.NO_DATA, (SEED, name)
                    continue
                assert denominator == size, (SEED, name, register)
                expected = wilson(sum(people for people, _ in given), size)
                assert (share, low, high) == pytest.approx(expected, rel=1e-9)


# What NHS England published for 2024-25, from all 6,188 practices of the file. The map
# of July 2026 has 6,083 of them in a PCN; of those alone it would be 1.0172%.
PUBLISHED = {"MH": (648_282, 63_766_671), "DEM": (498_887, 63_766_671)}


def test_englands_registers_are_of_every_practice_in_the_file(real: Real) -> None:
    rows = {row[0]: row[1:] for row in real.table(england_registers, real.pcns[0])}
    for code, (people, listed) in PUBLISHED.items():
        share, *_, size = rows[f"{REGISTERS[code]}: England"]
        assert size == listed
        assert share == pytest.approx(100 * people / listed, rel=1e-12)
    assert f"{rows['Severe mental illness: England'][0]:.4f}" == "1.0166"
    # One practice has more people on its LD register than on its list: put aside.
    share, *_, size = rows["Learning disability: England"]
    assert size == 63_766_671 - 119
    assert share == pytest.approx(100 * (374_763 - 120) / size, rel=1e-12)


def wilson(events, n):
    p, z2 = events / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return 100 * p, 100 * max(middle - half, 0), 100 * (middle + half)


def test_an_icbs_admissions_are_those_published_for_the_42(real: Real) -> None:
    book = openpyxl.load_workbook(FOLDER / "geo/ICB_JUL_2022_EN_NC.xlsx")
    sheet = book.worksheets[0].iter_rows(values_only=True)
    ods = {row[0]: row[1] for row in sheet}
    book.close()
    published = defaultdict(dict)
    for row in lines("ae-admissions/england_icb_accidents_emergency.csv"):
        month = datetime.strptime(row["date"], "%B %Y").date()
        count = int(row["total_emergency_admissions"])
        published[ods[row["icb22_code"]]][month] = count
    for pcn in real.others:
        rows = real.table(england_admissions, pcn)
        shown = {row[0]: row[1] for row in rows}
        expected = dict(published[old_icbs()[pcn]])
        for repeated in (date(2025, 2, 1), date(2025, 3, 1)):
            assert expected.pop(repeated) == expected[repeated.replace(year=2024)]
            assert shown.pop(repeated) is Mark.NO_DATA, (SEED, pcn)
        assert shown == expected, (SEED, pcn)


def test_checks_are_those_of_the_sub_icb(real: Real) -> None:
    (path,) = (FOLDER / "smi-health-check").glob("*.xlsx")
    book = openpyxl.load_workbook(path, read_only=True)
    smi = {
        (area.strip(), period, question): answer
        for period, area, question, answer, *_ in list(book.worksheets[0].values)[2:]
        if period
    }
    book.close()
    ld = defaultdict(lambda: [0, 0])
    for row in lines("ld-health-check/derived_ld_health_checks_sicbl.csv.gz"):
        ld[row["sub_icb_loc_code"], row["year"]][0] += int(row["health_checks"])
        ld[row["sub_icb_loc_code"], row["year"]][1] += int(row["ld_register_14plus"])
    newest = date(2024, 3, 31)
    split = next(pcn for pcn, row in old_homes().items() if row["icb_code"] == "QNQ")
    for pcn in (*real.pcns, split):
        home = homes()[pcn]
        # All of these figures are of before the mergers of April 2026.
        code = old_homes()[pcn]["sub_icb_location_code"]
        name = f"Sub-ICB {code}, before April 2026"
        if code == home["SUB_ICB_LOCATION_CODE"]:
            name = place_name(home["SUB_ICB_LOCATION_NAME"])
        rows = real.table(england_checks, pcn)
        shown = {row[1]: row[5:] for row in rows if row[0] == name}
        figures = [
            smi.get((code, "SMI-Q4-2023-2024", question))
            for question in ("All6PHC", "SMIRegister")
        ]
        assert shown.get(newest) == (tuple(figures) if all(figures) else None), SEED
        rows = real.table(england_ld_checks, pcn)
        shown = {row[1]: row[5:] for row in rows if row[0] == name}
        figures = ld.get((code, "2021-22"))
        expected = tuple(figures) if figures and figures[1] else None
        assert shown.get(date(2022, 3, 31)) == expected, (SEED, pcn)
