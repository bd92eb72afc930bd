"""Recount the GP Patient Survey from its file, in plain Python.

The sample behind a published interval is found by halving, not by formula.
"""

import csv
import math
import zipfile
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest
from cachelib import NullCache

from data_access.answers.core import Mark
from data_access.door import Door
from data_access.questions.england.england_plans import england_plans
from data_access.questions.england.england_survey import MEASURES, england_survey
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

FIXTURES = Path(__file__).parents[2] / "fixtures" / "published"
SURVEY = FIXTURES / "gpps/GPPS_2026_Practice_data_(weighted)_(csv)_PUBLIC.csv"
Z = 1.959963984540054
# The heading of those who say yes, and the question with its base and its limits.
HEADINGS = {
    "plan": ("healthcareplan_1.count", "healthconversation"),
    "conversation": ("healthconversation_1.count", "healthconversation"),
    "support": ("healthsupport.counteval", "healthsupport"),
    "confidence": ("healthconfidence.counteval", "healthconfidence"),
}
PCNS = {
    "U90001": ("Alder PCN", "The Alder Surgery"),
    "U90002": ("Birch PCN", "Birch Medical Centre"),
    "U90003": ("Beech PCN", "Beech, Rowan and Partners"),
}
Counts = tuple[float, float, float, int]


def wilson(share: float, n: float) -> tuple[float, float]:
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / 4 / n / n)
    return middle - half, middle + half


def sample(share: float, width: float) -> float:
    """Return the n whose interval has this width: the more people, the narrower."""
    few, many = 1e-3, 1e9
    for _ in range(200):
        middle = math.sqrt(few * many)
        low, high = wilson(share, middle)
        few, many = (middle, many) if high - low > width else (few, middle)
    return few


def practices() -> dict[str, dict[str, str]]:
    path = FIXTURES / "practice-map/gp-reg-pat-prac-map.zip"
    with zipfile.ZipFile(path) as archive:
        text = archive.read("gp-reg-pat-prac-map.csv").decode()
    return {row["PRACTICE_CODE"]: row for row in csv.DictReader(StringIO(text))}


def survey() -> dict[str, dict[str, str]]:
    with SURVEY.open() as file:
        return {row["ad_practicecode"]: row for row in csv.DictReader(file)}


def said(row: dict[str, str], measure: str) -> Counts | None:
    """Return who says yes, the base, the sample and who answered; None if hidden."""
    yes, asked = HEADINGS[measure]
    if row[yes] == "-97":
        return None
    base = float(row[f"{asked}.baseevalw"])
    low, high = (float(row[f"{asked}.{end}"]) for end in ("lowileval", "hiwileval"))
    n = sample(float(row[f"{asked}.pcteval"]), high - low)
    answered = int(row[f"{asked}.baseevaluw"])
    return float(row[yes]), base, min(n, answered), answered


def together(given: Iterable[Counts | None]) -> tuple[object, ...]:
    """Return share, limits, people and practices, as a row of the table."""
    known = [one for one in given if one]
    if not known:
        return (Mark.NO_DATA,) * 5
    base = sum(one[1] for one in known)
    n = base**2 / sum(one[1] ** 2 / one[2] for one in known)
    share = sum(one[0] for one in known) / base
    low, high = wilson(share, n)
    people = sum(one[3] for one in known)
    return 100 * share, 100 * low, 100 * high, people, len(known)


@pytest.fixture(scope="module")
def door(demo_home: Path) -> Door:
    return Door(Evidence(demo_home), NullCache())


@pytest.mark.parametrize("area", PCNS)
def test_answers_are_those_of_everybody_with_a_condition(door: Door, area: str) -> None:
    orgs, answers = practices(), survey()
    report = door.ask(england_survey, Selection(area=area), Viewer())
    shown = {row[0]: row[1:] for row in report.table.rows}
    assert len(shown) == 4 * 3
    for measure, words in MEASURES.items():
        given = {code: said(row, measure) for code, row in answers.items()}
        places = {
            PCNS[area][0]: [
                c for c in given if orgs.get(c, {}).get("PCN_CODE") == area
            ],
            "NHS Cedar ICB": [code for code in given if code in orgs],
            "England": list(given),
        }
        for place, codes in places.items():
            expected = together(given[code] for code in codes)
            row = shown[f"{words}: {place}"]
            if expected[0] is Mark.NO_DATA:
                assert row == expected
            else:
                assert row == pytest.approx(expected, rel=1e-9)
    # The base of a plan is not those who had a conversation: no share is so high.
    england = shown[f"{MEASURES['plan']}: England"][0]
    assert england == pytest.approx(
        100 * (14.75 + 6.25 + 7.5 + 4.5) / (55.25 + 46.5 + 40.5 + 22.25)
    )


def test_the_sample_behind_a_published_interval_is_found() -> None:
    # The files were written with 66 people and a design effect of 1.6.
    alder = said(survey()["A90001"], "plan")
    assert alder is not None
    assert alder[2] == pytest.approx(66 / 1.6, rel=1e-6)


@pytest.mark.parametrize("area", PCNS)
def test_plans_of_practices_and_like_pcns(door: Door, area: str) -> None:
    answers, orgs = survey(), practices()
    given = {code: said(row, "plan") for code, row in answers.items()}
    report = door.ask(england_plans, Selection(area=area), Viewer())
    rows = {row[0]: row[1:] for row in report.table.rows}
    names = {name for pair in PCNS.values() for name in pair[:1]}
    assert set(rows) == {*names, PCNS[area][1], "England"}
    for pcn, (name, _) in PCNS.items():
        codes = [c for c in given if orgs.get(c, {}).get("PCN_CODE") == pcn]
        expected = together(given[code] for code in codes)
        if expected[0] is Mark.NO_DATA:
            assert rows[name] == expected
            assert name in report.caption.summary
        else:
            assert rows[name] == pytest.approx(expected, rel=1e-9)
        if pcn == area:
            assert rows[PCNS[area][1]] == rows[name], "it has one practice"
    assert report.average == pytest.approx(rows["England"][0])


def test_a_suppressed_practice_is_no_finding(door: Door) -> None:
    for question in (england_survey, england_plans):
        report = door.ask(question, Selection(area="U90003"), Viewer())
        assert "no figure of agreed plans is published" in report.caption.headline
    assert (
        "0 of its 1 practice"
        in door.ask(england_survey, Selection(area="U90003"), Viewer()).caption.summary
    )
