"""Simulated people with a known truth: the engine against R and Python, on admissions.

20,000 people, 1,225 treated, a true rate ratio of 0.85. Each specification's cut points
were found by search: they alone give all of its matched counts and its effective
sample size, and the estimates follow. Cuts avoid data values, so that whether bins are
closed on the left or on the right changes nothing.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import ibis
import pandas as pd
import pytest
from fixtures import golden_files
from ibis import _

from data_access.marts.impact.exact_strata import weighted
from data_access.marts.impact.impact_design import band, packed
from data_access.stats import matching
from data_access.stats.before_after import before_after
from data_access.stats.matching import DAYS_A_YEAR, Estimate, MatchedSums
from data_access.stats.trials import TrialSums

FOLDER = golden_files.OUTSIDE / "cem"
PEOPLE = FOLDER / "inputs" / "sim_admissions_person.csv.gz"
YEAR = 365  # days, as the golden figures take it
AGES = ("18-49", "50-64", "65-74", "75-84", "85+")
CONDITIONS = {"n_ltc": (0.5, 2.5, 4.5)}
FRAILTY = {"frailty_index": (0.1205, 0.1805, 0.2605)}
BEFORE = {"adm_pre_12_1m": (0.5, 1.5, 2.5, 3.5, 5.5), "adm_pre_24_13m": (0.5, 1.5, 3.5)}
# What is cut where; all are matched exactly on age band and sex, and on deprivation
# where frailty is.
SPECIFICATIONS = {
    "full": CONDITIONS | FRAILTY | BEFORE,
    "lean": CONDITIONS | BEFORE,
    "no_pre_admissions": CONDITIONS | FRAILTY,
}
pytestmark = pytest.mark.skipif(
    not PEOPLE.is_file(),
    reason="the simulated people are not kept here: set CARE_IMPACT_GOLDEN to the "
    "golden folder",
)


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    frame = pd.read_csv(PEOPLE)
    return frame.assign(age=frame["age_band"].map(AGES.index))


@pytest.fixture(scope="module")
def match(people: pd.DataFrame) -> Callable[[str], Matched]:
    """Give a function that matches the people by a specification, each once."""
    return functools.cache(lambda name: match_people(people, name))


@pytest.fixture(params=SPECIFICATIONS)
def matched(request: pytest.FixtureRequest, match: Callable[[str], Matched]) -> Matched:
    return match(request.param)


def match_people(people: pd.DataFrame, name: str) -> Matched:
    """Match the people as the engine matches people at an index month."""
    cuts = SPECIFICATIONS[name]
    binned = [(band(_[name], at), len(at) + 1) for name, at in cuts.items()]
    exact = [(_.age, 5), (_.sex.cases(("M", 1), else_=0), 2)]
    if "frailty_index" in cuts:
        exact.append((_.imd_quintile - 1, 5))
    rows = ibis.memtable(people).mutate(
        started=_.treated == 1, cell=packed([*binned, *exact])
    )
    return Matched(name, weighted(rows).execute())


class Matched:
    """One specification, and the people it matched with their weights."""

    def __init__(self, name: str, rows: pd.DataFrame) -> None:
        self.name = name
        self.started = rows[rows["started"]]
        self.others = rows[~rows["started"]]
        self.cells = rows["cell"].nunique()

    def estimate(self) -> Estimate:
        weight = self.others["weight"]
        influences = dict.fromkeys(
            ("aa", "ab", "ac", "ad", "bb", "bc", "bd", "cc", "cd", "dd"), 0.0
        )
        return matching.estimate(
            MatchedSums(
                people=len(self.started),
                comparison_people=len(self.others),
                before=float(self.started["adm_pre_12_1m"].sum()),
                observed=float(self.started["adm_post_1_12m"].sum()),
                days=float(self.started["post_days"].sum()),
                comparison_events=float((weight * self.others["adm_post_1_12m"]).sum()),
                comparison_days=float((weight * self.others["post_days"]).sum()),
                **influences,
            )
        )


def counts(name: str) -> dict[str, float]:
    rows = pd.read_csv(FOLDER / "expected" / "sim_cem_counts.csv")
    return rows[rows["spec"] == name].iloc[0].to_dict()


def estimates(method: str) -> list[dict[str, float]]:
    """Give what R and Python found; R did not try every specification."""
    tables = [
        pd.read_csv(FOLDER / "expected" / f"sim_estimates_{implementation}.csv")
        for implementation in ("python", "R")
    ]
    rows = pd.concat([table[table["method"] == method] for table in tables])
    assert len(rows) > 0
    return rows.to_dict("records")


def test_matched_counts(matched: Matched) -> None:
    want = counts(matched.name)
    assert len(matched.started) == want["matched_treated"]
    assert len(matched.others) == want["matched_control"]
    assert matched.cells == want["strata_matched"]
    weight = matched.others["weight"]
    effective = weight.sum() ** 2 / (weight**2).sum()
    assert effective == pytest.approx(want["ess_control"], rel=1e-9)


def test_rate_ratio_and_avoided(matched: Matched) -> None:
    found = matched.estimate()
    assert found.rate_ratio is not None
    for want in estimates(f"cem_{matched.name}_poisson_post"):
        assert math.log(found.rate_ratio) == pytest.approx(want["estimate"], rel=1e-8)
        assert found.avoided == pytest.approx(want["admissions_avoided"], rel=1e-8)


def test_the_naive_change(people: pd.DataFrame) -> None:
    treated = people[people["treated"] == 1]
    sums = TrialSums(
        people=len(treated),
        comparison_people=0,
        before=float(treated["adm_pre_12_1m"].sum()),
        observed=float(treated["adm_post_1_12m"].sum()),
        days=float(treated["post_days"].sum()) * DAYS_A_YEAR / YEAR,
        expected=0.0,
        oo=0.0,
        oe=0.0,
        ee=0.0,
    )
    found = before_after(sums)
    assert found is not None
    assert found.naive_change is not None
    (want,) = estimates("naive_before_after_treated")
    log_change = math.log1p(found.naive_change)
    assert log_change == pytest.approx(want["estimate"], rel=1e-8)
