"""Value and its case, reckoned in plain Python from the lake and the costs file."""

import math
import tomllib
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from cachelib import NullCache
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.answers.core import Mark
from data_access.answers.impact import ImpactReport
from data_access.answers.value import CasePart
from data_access.catalogue.arrs import cap_in, split
from data_access.catalogue.costs import FILE, ArrsCap, read_costs
from data_access.choices.arrs_case import WEIGHTINGS, CaseChoices
from data_access.door import Context, Door
from data_access.errors import CareImpactError
from data_access.questions.impact.impact import impact
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.value import value_funding as funding
from data_access.questions.value.posts_cost import PostsCost
from data_access.questions.value.value_arrs_share import _years, value_arrs_share
from data_access.questions.value.value_case import value_case
from data_access.questions.value.value_claims import value_claims
from data_access.questions.value.value_funding import value_funding
from data_access.questions.value.value_processes import value_processes
from data_access.questions.value.value_worth import _worth_words, value_worth
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

COSTS = tomllib.loads(FILE.read_text(encoding="utf-8"))
EVENT = "emergency admission"
VERDICTS = ("fewer", "more", "no evidence of change", "cannot tell yet")


@pytest.fixture(scope="module")
def door(demo_home: Path) -> Door:
    return Door(Evidence(demo_home), NullCache())


@pytest.fixture(scope="module")
def context(demo_home: Path) -> Context:
    return Context(Evidence(demo_home), Selection(), Viewer())


@pytest.fixture(scope="module")
def months(demo_home: Path) -> dict[date, dict[str, float | None]]:
    """Add the coordinators' claims of each month up; a cost not given stays unknown."""
    version = (demo_home / "lake" / "current").read_text().strip()
    file = demo_home / "lake" / "versions" / version / "arrs_claims.parquet"
    found: dict[date, dict[str, float | None]] = defaultdict(
        lambda: {"wte": 0.0, "claimed": 0.0, "spent": None}
    )
    for row in pq.read_table(file).to_pylist():
        if row["role"].lower().replace(" ", "_") != "care_coordinator":
            continue
        held = found[row["month"]]
        held["wte"] += row["wte"]
        held["claimed"] += row["claimed_gbp"]
        if row["actual_cost_gbp"] is not None:
            held["spent"] = (held["spent"] or 0.0) + row["actual_cost_gbp"]
    return {
        month: found[month] for month in sorted(found) if month <= date(2026, 10, 1)
    }


def cap(year: str, weighting: str) -> float | None:
    for one in COSTS["arrs_cap"]:
        first = one["valid_from"]
        named = f"{first.year}-{first.year % 100 + 1}"
        if (named, one["weighting"]) == (year, weighting):
            assert (first.month, first.day) == (4, 1)  # else not the whole year's
            return float(one["gbp_per_wte"])
    return None


def unit_range(month: date) -> tuple[float, float]:
    """Uplift each figure in use to a month's year by hand: the least and the most."""
    index = {int(year): level for year, level in COSTS["price_index"]["years"].items()}
    there = min(month.year, max(index))
    uplifted = []
    for one in COSTS["unit_cost"]:
        if one["event"] == EVENT:
            own = min(int(one["year"].split("-")[0]), max(index))
            uplifted.append(one["gbp"] / index[own] * index[there])
    return min(uplifted), max(uplifted)


def money(cell: object) -> float:
    sign = -1 if str(cell).startswith("−") else 1
    return sign * float(str(cell).lstrip("−").replace("£", "").replace(",", ""))


# --- the case --------------------------------------------------------------------


@pytest.mark.parametrize(
    "choices",
    [
        CaseChoices(),
        CaseChoices(wte=2.4, cost=41_000.0),
        CaseChoices(arrs_year="2020-21", wte=0.6),
        CaseChoices("2025-26", weighting="inner-london", cost=30_000.0),
        CaseChoices(weighting="outer-london", cap=38_500.0, cost=40_000.0, wte=3.0),
    ],
)
def test_the_case_adds_up(door: Door, months: dict, choices: CaseChoices) -> None:
    report = door.ask(value_case, Selection(), Viewer(), choices=choices)
    newest = [one for one in months.values() if one["spent"] is not None][-12:]
    spent, wte = (sum(one[key] for one in newest) for key in ("spent", "wte"))
    each = choices.cost or spent / wte * 12
    year = choices.arrs_year or "2026-27"
    most = choices.cap or cap(year, WEIGHTINGS[choices.weighting])
    actual = each * choices.wte
    claimed = min(actual, most * choices.wte)
    parts = {part.code: part.value for part in report.parts}
    assert parts["actual"] == pytest.approx(actual)
    assert parts["claimable"] == pytest.approx(claimed)
    assert parts["beyond"] == pytest.approx(actual - claimed, abs=1e-6)
    least, most = unit_range(max(months))
    needed = (math.ceil(actual / most), math.ceil(actual / least))
    assert report.break_even == needed
    assert report.table.rows[-1][1] == f"{needed[0]} to {needed[1]}"
    assert f"£{least:,.0f} to £{most:,.0f}" in str(report.table.rows[-1][2])
    amounts = {row[0]: row[1] for row in report.table.rows}
    assert money(amounts["Actual cost"]) == round(actual)
    assert money(amounts["The PCN pays beyond it"]) == round(actual - claimed)
    assert report.warnings, "no cap entered has been read in its contract"


@pytest.mark.parametrize("year", ["2019-20", "2030-31"])
def test_a_year_without_a_cap_says_how_to_enter_one(door: Door, year: str) -> None:
    choices = CaseChoices(arrs_year=year)
    with pytest.raises(CareImpactError, match=f"No cap is entered for {year}"):
        door.ask(value_case, Selection(), Viewer(), choices=choices)


def test_a_weighting_without_a_cap_names_the_years_that_have_one(door: Door) -> None:
    choices = CaseChoices(weighting="inner-london")
    with pytest.raises(CareImpactError, match=r"2026-27, inner .* one for 2025-26"):
        door.ask(value_case, Selection(), Viewer(), choices=choices)


@given(actual=st.floats(0, 1e6), wte=st.floats(0.1, 50), most=st.floats(1_000, 100_000))
@settings(max_examples=40)
def test_nobody_is_repaid_more_than_was_spent_or_than_the_cap(
    actual: float, wte: float, most: float
) -> None:
    paid = split(actual, wte, most)
    assert 0 <= paid.claimable <= min(actual, wte * most)
    assert paid.beyond >= 0
    assert paid.claimable + paid.beyond == pytest.approx(actual)


@given(
    year=st.sampled_from([None, "2025-26", "2026-27"]),
    weighting=st.sampled_from(list(WEIGHTINGS)),
    wte=st.integers(1, 500).map(lambda n: n / 10),
    cost=st.none() | st.integers(5_000, 200_000).map(float),
    limit=st.none() | st.integers(500_000, 20_000_000).map(lambda n: n / 100),
    listed=st.none() | st.integers(1_000, 1_000_000).map(float),
)
@settings(max_examples=60)
def test_the_address_gives_the_case_back(
    year: str | None,
    weighting: str,
    wte: float,
    cost: float | None,
    limit: float | None,
    listed: float | None,
) -> None:
    choices = CaseChoices(year, weighting, wte, cost, limit, listed)
    query = dict(part.split("=") for part in choices.to_query().split("&") if part)
    assert CaseChoices.from_query(query) == choices


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"wte": "abc"}, "from 0.1 to 50"),
        ({"wte": "0"}, "from 0.1 to 50"),
        ({"wte": "nan"}, "from 0.1 to 50"),
        ({"cost": "-4"}, "from 5,000 to 200,000"),
        ({"cap": "1e9"}, "from 5,000 to 200,000"),
        ({"weighted_list": "12"}, "from 1,000 to 1,000,000"),
        ({"arrs_year": "2025"}, "should look like 2025-26"),
        ({"weighting": "paris"}, "not one of the contract's"),
    ],
)
def test_what_is_no_case_is_one_sentence(query: dict[str, str], words: str) -> None:
    with pytest.raises(CareImpactError, match=words):
        CaseChoices.from_query(query)


def test_pounds_may_be_written_as_people_write_them() -> None:
    assert CaseChoices.from_query({"cost": " £36,500 "}).cost == 36_500.0
    assert CaseChoices.from_query({"cost": ["1", "40000"]}).cost == 40_000.0


# --- claims ----------------------------------------------------------------------


def test_claims_are_those_of_the_lake(door: Door, months: dict) -> None:
    choices = CaseChoices(arrs_year="2025-26")
    report = door.ask(value_claims, Selection(), Viewer(), choices=choices)
    assert list(report.dates) == list(months)
    a_year = cap("2025-26", "national")
    for (month, held), row in zip(months.items(), report.table.rows, strict=True):
        within = date(2025, 4, 1) <= month < date(2026, 4, 1)
        limit = held["wte"] * a_year / 12 if within else None
        beyond = None if held["spent"] is None else held["spent"] - held["claimed"]
        wanted = (held["wte"], held["spent"], held["claimed"], limit, beyond)
        for number, cell in zip(wanted, row[1:], strict=True):
            if number is None:
                assert cell is Mark.NO_DATA
            else:
                assert cell == pytest.approx(number)
    newest = [one for one in months.values() if one["spent"] is not None][-12:]
    left = sum(one["spent"] - one["claimed"] for one in newest)
    assert left > 0
    assert (
        f"the PCN paid £{left:,.0f} in the newest 12 months" in report.caption.headline
    )


def test_the_share_is_the_claim_over_the_sum_of_its_months(
    door: Door, months: dict, demo_home: Path
) -> None:
    version = (demo_home / "lake" / "current").read_text().strip()
    file = demo_home / "lake" / "versions" / version / "practices.parquet"
    listed = sum(row["list_size"] for row in pq.read_table(file).to_pylist())
    sums = {"2024-25": 22.894, "2025-26": 26.848, "2026-27": 27.668}
    for choices, patients in (
        (CaseChoices(), listed),
        (CaseChoices(weighted_list=45_000.0), 45_000),
    ):
        report = door.ask(value_arrs_share, Selection(), Viewer(), choices=choices)
        by_year = {row[0]: row for row in report.table.rows}
        assert list(by_year) == list(sums)
        for place, (year, each) in zip(report.places, sums.items(), strict=True):
            first = date(int(year[:4]), 4, 1)
            last = date(first.year + 1, 3, 1)
            own = [held for month, held in months.items() if first <= month <= last]
            claimed = sum(held["claimed"] for held in own)
            whole = each * patients / 12 * len(own)
            assert place.value == pytest.approx(100 * claimed / whole)
            assert by_year[year][-1] == pytest.approx(whole - claimed)
        assert ("registered" in report.caption.summary) is (patients == listed)
        assert "7 months" in report.caption.headline


def test_a_year_without_a_sum_is_named_and_not_taken_for_another() -> None:
    rows = pd.DataFrame({"month": [date(2024, 3, 1)], "claimed_gbp": [5_000.0]})
    assert _years(rows, 40_000.0) == ((), ["2023-24"])


# --- worth -----------------------------------------------------------------------


def test_worth_is_the_estimate_at_the_unit_costs(door: Door, months: dict) -> None:
    judged = door.ask(impact, Selection(), Viewer())
    report = door.ask(value_worth, Selection(), Viewer())
    value, spent, claimed = report.value.places
    unit = unit_range(date(2026, 8, 1))
    assert value.value == pytest.approx(judged.avoided * sum(unit) / 2)
    corners = [
        limit * cost
        for limit in (judged.avoided_low, judged.avoided_high)
        for cost in unit
    ]
    assert value.lower == pytest.approx(min(corners))
    assert value.upper == pytest.approx(max(corners))
    # From a year after the study's first month, which is November 2023, to the last
    # that is final.
    first, last = date(2024, 11, 1), date(2026, 8, 1)
    counted = [one for month, one in months.items() if first <= month <= last]
    total = sum(one["spent"] for one in counted if one["spent"] is not None)
    assert spent.value == pytest.approx(total)
    # Beside a cost, what was claimed is that of the months with a cost.
    with_cost = [one["claimed"] for one in counted if one["spent"] is not None]
    assert 0 < len(with_cost) <= len(counted)
    assert claimed.value == pytest.approx(sum(with_cost))
    estimate, *needed = report.needed.places
    assert (estimate.value, estimate.lower) == (judged.avoided, judged.avoided_low)
    assert [one.value for one in needed] == [
        math.ceil(total / cost) for cost in reversed(unit)
    ]
    assert f"£{unit[0]:,.0f} to £{unit[1]:,.0f} (2024 prices)" in report.unit


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_value_is_in_a_headline_only_where_something_changed(
    door: Door, verdict: str
) -> None:
    judged = replace(door.ask(impact, Selection(), Viewer()), verdict=verdict)
    value = door.ask(value_worth, Selection(), Viewer()).value.places[0]
    posts = PostsCost(date(2025, 1, 1), date(2025, 12, 1), 12, 12, 1.0, 1.0, 36_000.0)
    words = _worth_words(judged, value, posts)
    assert ("£" in words) is (verdict in ("fewer", "more"))
    if verdict == "cannot tell yet":
        assert "cannot be told yet" in words


# --- the funding case ------------------------------------------------------------


def said(part: CasePart) -> str:
    cells = [
        str(cell) for row in (part.table.rows if part.table else ()) for cell in row
    ]
    return " ".join((part.heading, *part.paragraphs, *part.points, *cells))


def test_where_it_cannot_be_told_admissions_argue_nothing(door: Door) -> None:
    judged: ImpactReport = door.ask(impact, Selection(), Viewer())
    assert judged.verdict == "cannot tell yet"
    case = door.ask(value_funding, Selection(), Viewer(), choices=CaseChoices())
    first = " ".join(map(said, case.first))
    assert "admission" not in first.lower()
    assert "Checks completed" in first
    assert "first contact" in first
    known, cannot, stronger = case.second
    assert judged.caption.headline in said(known)
    assert "95% interval" in said(known)
    assert "claims nothing about admissions" in said(known)
    assert "£" not in said(known)
    assert all(reason in said(cannot) for reason in judged.reasons)
    assert all(one in said(stronger) for one in judged.when)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_is_argued_as_it_is(
    context: Context, door: Door, verdict: str
) -> None:
    judged = replace(impact(context), verdict=verdict)
    case = value_case(context, CaseChoices())
    asked = said(funding._asked(case, judged))
    assert ("worth as much" in asked) is (verdict != "cannot tell yet")
    known = said(funding._admissions(context, judged, ""))
    assert f"Verdict: {verdict}" in known
    assert ("does not rest on admissions" in known or "claims nothing" in known) is (
        verdict != "fewer"
    )


def test_processes_are_the_findings_of_their_own_pages(door: Door) -> None:
    report = door.ask(value_processes, Selection(), Viewer())
    told = {one.name: one.finding for one in report.done}
    extra = door.ask(impact_check_cost, Selection(), Viewer()).caption.headline
    assert told["Checks completed on the caseload"] == extra
    assert "%" in told["Checks completed in the whole PCN"]


def test_every_figure_of_money_has_its_source() -> None:
    kinds = ("unit_cost", "arrs_cap", "arrs_sum")
    money_of_all = [one for kind in kinds for one in COSTS[kind]]
    for one in (*money_of_all, COSTS["price_index"]):
        assert len(one["source"].split()) > 8
        assert not one["certain"]


def test_the_range_holds_the_figures_in_use() -> None:
    unit = read_costs().of(EVENT, date(2026, 8, 1))
    assert (unit.low, unit.high) == pytest.approx(unit_range(date(2026, 8, 1)))
    assert unit.low <= 2_500 < unit.middle < 3_700 <= unit.high
    # In the prices of 2016 nothing is uplifted from 2016-17.
    then = read_costs().of(EVENT, date(2016, 9, 1))
    assert then.year == 2016
    assert 2_930 in (then.low, then.high)


@pytest.mark.parametrize(
    ("month", "gbp"),
    [
        (date(2026, 3, 1), None),
        (date(2026, 4, 1), 100.0),
        (date(2026, 10, 1), 106.0),
        (date(2027, 3, 1), 106.0),
        (date(2027, 4, 1), None),
    ],
)
def test_a_cap_holds_from_its_day_within_its_year(
    month: date, gbp: float | None
) -> None:
    caps = (
        ArrsCap("care_coordinator", date(2026, 4, 1), "national", 100.0, "", True),
        ArrsCap("care_coordinator", date(2026, 10, 1), "national", 106.0, "", True),
    )
    costs = replace(read_costs(), arrs_cap=caps)
    held = cap_in(costs, "care_coordinator", CaseChoices(arrs_year="2026-27"), month)
    assert held == gbp
