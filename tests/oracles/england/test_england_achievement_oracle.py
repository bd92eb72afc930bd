"""Recount QOF achievement from its file, in plain Python."""

import csv
import math
import zipfile
from collections import defaultdict
from io import StringIO
from pathlib import Path

import pytest
from cachelib import NullCache

from data_access.answers.core import Mark
from data_access.door import Door
from data_access.questions.england.england_achievement import (
    INDICATORS,
    england_achievement,
    england_reviews,
)
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

FIXTURES = Path(__file__).parents[2] / "fixtures" / "published"
Z = 1.959963984540054
PCNS = {
    "U90001": ("Alder PCN", "The Alder Surgery"),
    "U90002": ("Birch PCN", "Birch Medical Centre"),
    "U90003": ("Beech PCN", "Beech, Rowan and Partners"),
}
Done = dict[tuple[str, str], dict[str, int]]


def practices() -> dict[str, dict[str, str]]:
    path = FIXTURES / "practice-map/gp-reg-pat-prac-map.zip"
    with zipfile.ZipFile(path) as archive:
        text = archive.read("gp-reg-pat-prac-map.csv").decode()
    return {row["PRACTICE_CODE"]: row for row in csv.DictReader(StringIO(text))}


def achieved() -> Done:
    """Return the figures of each practice and indicator that has both and somebody."""
    found: Done = defaultdict(dict)
    with (FIXTURES / "qof/ACHIEVEMENT_MIDLANDS_2425.csv").open() as file:
        for row in csv.DictReader(file):
            if row["VALUE"].isdigit():
                place = row["PRACTICE_CODE"], row["INDICATOR_CODE"]
                found[place][row["MEASURE"]] = int(row["VALUE"])
    return {
        place: row
        for place, row in found.items()
        if "NUMERATOR" in row and row.get("DENOMINATOR")
    }


def share(done: Done, indicator: str, codes: list[str]) -> tuple[object, ...]:
    """Return share, limits, people and practices, as a row of the table."""
    rows = [done[code, indicator] for code in codes if (code, indicator) in done]
    if not rows:
        return (Mark.NO_DATA,) * 5
    n = sum(row["DENOMINATOR"] for row in rows)
    p, z2 = sum(row["NUMERATOR"] for row in rows) / n, Z * Z
    middle = (p + z2 / 2 / n) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / 4 / n / n)
    return 100 * p, 100 * (middle - half), 100 * (middle + half), n, len(rows)


def same(shown: tuple[object, ...], expected: tuple[object, ...]) -> bool:
    known = expected[0] is not Mark.NO_DATA
    return shown == (pytest.approx(expected, rel=1e-9) if known else expected)


@pytest.fixture(scope="module")
def door(demo_home: Path) -> Door:
    return Door(Evidence(demo_home), NullCache())


@pytest.mark.parametrize("area", PCNS)
def test_achievement_is_of_practices_with_both_figures(door: Door, area: str) -> None:
    done, orgs = achieved(), practices()
    report = door.ask(england_achievement, Selection(area=area), Viewer())
    shown = {row[0]: row[1:] for row in report.table.rows}
    everybody = sorted({code for code, _ in done})
    places = {
        PCNS[area][0]: [c for c, row in orgs.items() if row["PCN_CODE"] == area],
        "NHS Cedar ICB": list(orgs),
        "England": everybody,
    }
    codes = {code for _, code in done} & set(INDICATORS)
    assert codes == {"DEM004", "MH002", "CAN004", "MH012"}  # MH011 is suppressed
    places[PCNS[area][1]] = places[PCNS[area][0]]  # it has one practice
    assert len(shown) == len(codes) * len(places)
    for code in codes:
        for place, members in places.items():
            row = shown[f"{INDICATORS[code]}: {place}"]
            assert same(row, share(done, code, members)), (code, place)
    for code in set(INDICATORS) - codes:
        assert INDICATORS[code] in report.caption.summary
    assert len(report.groups) == len(codes)


def test_who_was_excepted_is_said_where_every_practice_tells(door: Door) -> None:
    summary = door.ask(
        england_achievement, Selection(area="U90001"), Viewer()
    ).caption.summary
    assert "2 of 20 people with dementia were excepted" in summary
    nothing = door.ask(england_achievement, Selection(area="U90003"), Viewer())
    assert "How many were excepted is not published" in nothing.caption.summary
    assert "no QOF achievement is published" in nothing.caption.headline


@pytest.mark.parametrize("area", PCNS)
def test_reviews_of_practices_and_like_pcns(door: Door, area: str) -> None:
    done, orgs = achieved(), practices()
    report = door.ask(england_reviews, Selection(area=area), Viewer())
    rows = {row[0]: row[1:] for row in report.table.rows}
    assert len(rows) == 3 + 1 + 1
    for pcn, (name, practice) in PCNS.items():
        members = [c for c, row in orgs.items() if row["PCN_CODE"] == pcn]
        assert same(rows[name], share(done, "DEM004", members))
        if pcn == area:
            assert rows[practice] == rows[name]
    england = share(done, "DEM004", sorted({code for code, _ in done}))
    assert same(rows["England"], england)
    assert england[0] == pytest.approx(100 * (12 + 10 + 9 + 3) / (18 + 24 + 15 + 4))
    assert report.average == pytest.approx(england[0])
