"""Picking, groups, PCNs and value again, by hand from the sums and the lake's files."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.optimize import brentq
from sqlalchemy import literal_column, select, text

from data_access.catalogue.costs import FILE
from data_access.catalogue.judging import FILE as JUDGING
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.filters.loaded_practices import loaded_practices
from data_access.questions.impact.impact_groups import impact_groups
from data_access.questions.impact.impact_pcns import impact_pcns
from data_access.questions.impact.impact_picking import impact_picking
from data_access.questions.impact.impact_value import impact_value
from data_access.selection import Selection
from data_access.stats.trials import TrialSums, estimate_trials
from data_access.store import lake
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

Z = stats.norm.ppf(0.975)
TOTALS = list(TrialSums.__dataclass_fields__)


def ask(home: Path) -> Context:
    """Ask as a manager of every practice, who is given all digits."""
    codes = loaded_practices(Context(Evidence(home), Selection(), Viewer()))
    manager = Viewer(Role.PCN_MANAGER, codes)
    return Context(Evidence(home), Selection(), manager)


def rows(home: Path, table: str) -> list[dict]:
    with Evidence(home).connect() as connection:
        found = connection.execute(select(literal_column("*")).select_from(text(table)))
        return [dict(row) for row in found.mappings()]


def whole(row: dict) -> TrialSums:
    return TrialSums(**{name: row[name] for name in TOTALS})


def paule_mandel(effects: list[float], errors: list[float]) -> tuple[float, float]:
    """Return tau squared, where the weighted spread is what chance leaves, and mean."""

    def mean(tau: float) -> float:
        weights = [1 / (e * e + tau) for e in errors]
        return sum(w * x for w, x in zip(weights, effects, strict=True)) / sum(weights)

    def excess(tau: float) -> float:
        found = mean(tau)
        parts = zip(effects, errors, strict=True)
        return sum((x - found) ** 2 / (e * e + tau) for x, e in parts) - (
            len(effects) - 1
        )

    tau = 0.0 if excess(0.0) <= 0 else brentq(excess, 0, 100, xtol=1e-14)
    return tau, mean(tau)


def test_picking_by_hand(demo_home: Path) -> None:
    report = impact_picking(ask(demo_home))
    picked = {
        row["value"]: row
        for row in rows(demo_home, "impact_sums")
        if row["measure"] == "emergency" and row["slice"] in ("all", "least")
    }
    seen = 0
    for step in report.steps:
        row = picked.get(str(step.least) if step.least else "all")
        if row is None or row["expected"] < 5 or row["observed"] == 0:
            assert step.change is None
            continue
        seen += 1
        before = row["before"] / row["people"]
        a_year = 1000 * 365.25 / row["days"]
        naive = a_year * row["observed"] - 1000 * before
        without = a_year * row["expected"] - 1000 * before
        assert step.change is not None
        assert step.change.naive == pytest.approx(naive, rel=1e-9)
        assert step.change.with_no_effect == pytest.approx(without, rel=1e-9)
        assert step.change.left == pytest.approx(naive - without, rel=1e-9, abs=1e-9)
        found = estimate_trials(whole(row))
        limits = [found.rate_ratio_low, found.rate_ratio_high]
        assert [step.change.lower, step.change.upper] == pytest.approx(
            [a_year * row["expected"] * (limit - 1) for limit in limits], rel=1e-6
        )
    assert seen >= 3


@pytest.mark.parametrize(
    "by",
    ["cohort", "practice", "route", "deprivation", "ethnicity", "sex", "age"],
)
def test_groups_are_drawn_towards_all_by_hand(demo_home: Path, by: str) -> None:
    held = [
        row
        for row in rows(demo_home, "impact_sums")
        if (row["measure"], row["slice"]) == ("emergency", by) and row["people"] >= 8
    ]
    found = {}
    for row in held:
        one = estimate_trials(whole(row))
        if one.expected > 0:
            count = math.sqrt(1 / (row["observed"] + 0.5))
            effect = math.log((row["observed"] + 0.5) / (one.expected + 0.5))
            found[row["value"]] = (effect, max(one.standard_error or 0.0, count))
    effects, errors = (list(part) for part in zip(*found.values(), strict=True))
    tau, _ = paule_mandel(effects, errors)
    (everybody,) = (
        row
        for row in rows(demo_home, "impact_sums")
        if (row["measure"], row["slice"]) == ("emergency", "all")
    )
    error = estimate_trials(whole(everybody)).standard_error
    spread = max(error, math.sqrt(1 / (everybody["observed"] + 0.5))) ** 2
    mean = math.log((everybody["observed"] + 0.5) / (everybody["expected"] + 0.5))
    report = impact_groups(ask(demo_home), slice_=by)
    assert len(report.rows) == len(found) >= 2
    cells = sorted(report.table.rows, key=lambda row: float(row[1]))
    wanted = []
    for effect, error in found.values():
        own = tau / (tau + error**2)
        centre = own * effect + (1 - own) * mean
        reach = Z * math.sqrt(own * error**2 + (1 - own) ** 2 * spread)
        limits = (centre, centre - reach, centre + reach)
        wanted.append((math.exp(effect), *map(math.exp, limits), 100 * own))
    for cell, expected in zip(cells, sorted(wanted), strict=True):
        assert cell[1:] == pytest.approx(expected, rel=5e-5)


@pytest.fixture
def five_pcns(copy_of_demo: Callable[[], Path]) -> Path:
    """Give a store with the demo's PCN and four more like it, one of them far off."""
    home = copy_of_demo()
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        # Checks of twenty times as many people would find what chance made of few.
        connection.execute(
            "update impact_sums set observed = expected where measure in "
            "('elective', 'died', 'earlier_year')"
        )
        sums = connection.sql("from impact_sums").df()
        practices = connection.sql("from practice").df()
        for number, times in enumerate((0.9, 1.1, 1.0, 6.0), start=1):
            # Twentyfold, so that each has enough to be compared.
            more = sums.assign(pcn_code=f"Z{number}")
            for name in TOTALS:
                more[name] = more[name] * 20
            first = more["measure"] == "emergency"
            for name, by in (("observed", 1), ("oo", 2), ("oe", 1)):
                more.loc[first, name] *= times**by
            place = practices.assign(
                pcn_code=f"Z{number}",
                pcn_name=f"PCN {number}",
                practice_code=practices["practice_code"] + f"-{number}",
            )
            connection.register("more", more)
            connection.register("place", place)
            connection.execute("insert into impact_sums by name from more")
            connection.execute("insert into practice by name from place")
    return home


def average_by_hand(
    effects: list[float], errors: list[float], scale: float
) -> tuple[float, float, float]:
    """Return mean and 95% limits of the average, summed over a fine grid of both."""
    means, spreads = np.linspace(-3, 3, 6_001), np.linspace(0.0005, 1.2, 1_200)
    chance = np.zeros((len(spreads), len(means)))
    for effect, error in zip(effects, errors, strict=True):
        around = np.sqrt(error**2 + spreads**2)[:, None]
        chance += stats.norm.logpdf(effect, means[None, :], around)
    chance += stats.halfnorm.logpdf(spreads, scale=scale)[:, None]
    of_mean = np.exp(chance - chance.max()).sum(axis=0)
    of_mean /= of_mean.sum()
    low, high = np.interp([0.025, 0.975], of_mean.cumsum(), means)
    return float(means @ of_mean), float(low), float(high)


def test_pcns_by_hand(five_pcns: Path) -> None:
    report = impact_pcns(ask(five_pcns))
    held = {
        row["pcn_code"]: whole(row)
        for row in rows(five_pcns, "impact_sums")
        if (row["measure"], row["slice"]) == ("emergency", "all")
    }
    one = {code: estimate_trials(sums) for code, sums in held.items()}
    usable = {
        # A commissioner is given two digits, and all is computed from those.
        code: (math.log(float(f"{found.rate_ratio:.2g}")), found.standard_error)
        for code, found in one.items()
        if found.expected >= 5 and found.standard_error and found.rate_ratio
    }
    effects, errors = (list(part) for part in zip(*usable.values(), strict=True))
    scale = tomllib.loads(JUDGING.read_text("utf-8"))["between"]["value"]
    mean, low, high = average_by_hand(effects, errors, scale)
    people, average = report.rows[-2:]
    assert (average.name, average.summary) == ("The average PCN", True)
    given = [average.ratio, average.lower, average.upper]
    wanted = [float(f"{math.exp(x):.2g}") for x in (mean, low, high)]
    assert given == pytest.approx(wanted)
    # All their people: the sums of each PCN, added up.
    added = TrialSums(
        **{name: sum(getattr(held[code], name) for code in usable) for name in TOTALS}
    )
    everybody = estimate_trials(added)
    whole_ = (everybody.rate_ratio, everybody.rate_ratio_low, everybody.rate_ratio_high)
    limits_ = [float(f"{x:.2g}") for x in whole_]
    assert [people.ratio, people.lower, people.upper] == limits_
    chance = stats.norm.cdf(-math.log(0.8) / everybody.standard_error - Z)
    chance_text = f"{float(f'{100 * chance:.2g}'):.0f}%"
    assert f"with a chance of {chance_text}" in report.caption.summary
    flags = {place.code: place.flag for place in report.places}
    assert set(flags) == set(usable)
    for code, (effect, error) in usable.items():
        gap = abs(effect - mean) / error
        width = "998" if gap > stats.norm.ppf(0.999) else "95" if gap > Z else ""
        side = "high" if effect > mean else "low"
        assert flags[code] == (f"{side}_{width}" if width else ""), code
    assert flags["Z4"] == "high_998"
    outside = report.caption.summary.split("by more than chance: ")[1].split(".")[0]
    far = {place.name for place in report.places if place.flag.endswith("998")}
    assert set(re.split(r", | and ", outside)) == far
    limits = report.limits
    place = len(limits.denominators) // 2
    narrow = limits.denominators[place] ** -0.5
    assert limits.upper_95[place] == pytest.approx(
        math.exp(mean + Z * narrow), rel=1e-3
    )


def test_pcns_are_those_of_the_icb(five_pcns: Path) -> None:
    with duckdb.connect(str(Evidence(five_pcns).current_file())) as connection:
        connection.execute(
            "update practice set icb_code = 'QAA', icb_name = 'Other ICB' "
            "where pcn_code = 'Z4'"
        )
    context = ask(five_pcns)
    (name,) = {
        row["icb_name"]
        for row in rows(five_pcns, "practice")
        if row["pcn_code"] == "Z1"
    }
    report = impact_pcns(context)
    assert "PCN 4" not in {row.name for row in report.rows}
    assert report.caption.subtitle.endswith(name)
    assert "4 PCNs together" in report.caption.headline
    # An ICB of one loaded PCN has nothing to compare.
    alone = replace(context, selection=Selection(pcn="Z4"))
    with pytest.raises(CareImpactError, match="at least 3"):
        impact_pcns(alone)


def test_people_of_pcns_that_look_unlike_together_have_no_verdict(
    five_pcns: Path,
) -> None:
    """Each PCN alone is too small to fail a check that all of them fail."""
    with duckdb.connect(str(Evidence(five_pcns).current_file())) as connection:
        connection.execute(
            "update impact_sums set observed = 1.09 * expected where "
            "measure = 'elective' and pcn_code like 'Z%'"
        )
    report = impact_pcns(ask(five_pcns))
    assert "failed a check" not in report.caption.summary
    (people,) = (row for row in report.table.rows if row[0] == "Their people together")
    assert people[-1] == "not a fair comparison"
    assert report.caption.headline.endswith("not a fair comparison")


def test_a_pcn_whose_comparison_failed_a_check_is_left_out(five_pcns: Path) -> None:
    with duckdb.connect(str(Evidence(five_pcns).current_file())) as connection:
        connection.execute(
            "update impact_sums set observed = 3 * expected where measure = 'died' "
            "and pcn_code = 'Z1'"
        )
    report = impact_pcns(ask(five_pcns))
    (row,) = (row for row in report.rows if row.name == "PCN 1")
    assert (row.ratio, row.lower, row.upper) == (None, None, None)
    assert "Z1" not in {place.code for place in report.places}
    assert "failed a check: PCN 1." in report.caption.summary


def pounds(text: object) -> float:
    return float(str(text).replace("£", "").replace(",", "").replace("−", "-"))


def posts(home: Path) -> pd.DataFrame:
    version = lake.current_version(home)
    assert version is not None
    claims = version.read("arrs_claims").to_pandas()
    months = pd.to_datetime(claims["month"])
    meta = Evidence(home).meta()
    first = pd.Timestamp(meta.first_month) + pd.DateOffset(months=12)
    # The months that the estimate is of: to the last that is final.
    final = pd.Timestamp(meta.last_month) - pd.DateOffset(
        months=meta.provisional_months
    )
    inside = (months >= first) & (months <= final)
    role = claims["role"].str.lower().str.replace(" ", "_") == "care_coordinator"
    return claims[inside & role]


def test_value_by_hand(demo_home: Path) -> None:
    (all_,) = (
        row
        for row in rows(demo_home, "impact_sums")
        if (row["measure"], row["slice"]) == ("emergency", "all")
    )
    one = estimate_trials(whole(all_))
    costs_file = tomllib.loads(FILE.read_text("utf-8"))
    (old, new) = costs_file["unit_cost"]
    assert (old["year"], new["year"]) == ("2016-17", "2025-26")
    # Prices of 2016-17 in those of the newest year of the index; 2025-26 is newer.
    index = costs_file["price_index"]["years"]
    dear = old["gbp"] * index[max(index)] / index["2016"]
    costs = (new["gbp"], dear)
    middle = sum(costs) / 2
    table = {row[0]: row[1:] for row in impact_value(ask(demo_home)).table.rows}
    # The worst of the limits at the cost that makes it worst, and the best likewise.
    least = min(one.avoided_low * cost for cost in costs)
    most = max(one.avoided_high * cost for cost in costs)
    value = [pounds(cell) for cell in table["Opportunity value, not cash"]]
    assert value == pytest.approx([one.avoided * middle, least, most], abs=0.5)
    claims = posts(demo_home)
    spent = claims["actual_cost_gbp"].sum()
    actual = next(row for name, row in table.items() if name.startswith("Actual cost"))
    assert pounds(actual[0]) == pytest.approx(spent, abs=0.5)
    # Beside a cost, what was claimed is that of the months with a cost.
    with_cost = claims[claims["actual_cost_gbp"].notna()]
    assert 0 < len(with_cost) <= len(claims)
    claimed = next(
        row for name, row in table.items() if name.startswith("ARRS claimed")
    )
    assert pounds(claimed[0]) == pytest.approx(with_cost["claimed_gbp"].sum(), abs=0.5)
    even = table["Admissions avoided at which the posts break even"]
    assert [pounds(cell) for cell in even] == [
        math.ceil(spent / cost) for cost in (middle, dear, costs[0])
    ]


def test_one_pcn_is_not_compared_with_itself(demo_home: Path) -> None:
    with pytest.raises(CareImpactError, match="at least 3"):
        impact_pcns(ask(demo_home))
