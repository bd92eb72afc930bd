"""The trials on two published studies, against weighted GLMs with robust errors.

The engine's own strata, sums and estimate are used, on the years of people in the RAND
health insurance experiment (visits to a doctor, with free care or not) and on the
deaths of smokers who quit or did not (NHEFS, as in Hernan and Robins, What If), in
place of people and index months. Data: the copy in statsmodels, and
CARE_IMPACT_OPEN_DATA.
"""

from __future__ import annotations

import math
from functools import cache

import ibis
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from fixtures import england_files

from data_access.marts.impact import trial_sums
from data_access.marts.impact.impact_design import PRIMARY, measure_of
from data_access.stats.risk_score import log_rates
from data_access.stats.trials import TrialSums, estimate_trials

NHEFS = england_files.FOLDER / "causal-benchmarks" / "nhefs_complete.dta"
WHOLE = measure_of(PRIMARY)
TOTALS = list(TrialSums.__dataclass_fields__)
absent = pytest.mark.skipif(
    not NHEFS.is_file(),
    reason="no research data: set CARE_IMPACT_OPEN_DATA to their folder",
)
STUDIES = ["rand", pytest.param("nhefs", marks=absent)]


@cache
def people(study: str) -> pd.DataFrame:
    """Return y, started, the strata `coarse`, and categories for a model."""
    if study == "rand":
        frame = sm.datasets.randhie.load_pandas().data
        return pd.DataFrame(
            {
                "y": frame["mdvis"].astype(int),
                "started": frame["lncoins"] == 0,
                "coarse": (frame["physlm"] > 0).astype(int),
                "ill": pd.qcut(frame["disea"], 6, labels=False),
                "rated": (frame["hlthg"] + 2 * frame["hlthf"] + 3 * frame["hlthp"]),
            }
        ).astype({"rated": int})
    frame = pd.read_stata(NHEFS)
    return pd.DataFrame(
        {
            "y": frame["death"].astype(int),
            "started": frame["qsmk"].astype(int) == 1,
            "coarse": pd.cut(frame["age"], [0, 35, 50, 99], labels=False),
            "ill": frame["sex"].astype(int),
            "rated": pd.cut(frame["smokeintensity"], [-1, 15, 25, 99], labels=False),
        }
    )


def sums(frame: pd.DataFrame, bins: pd.Series, rate: np.ndarray) -> TrialSums:
    """Sum one trial, of people whose model expects `rate` of each."""
    rows = pd.DataFrame(
        {
            "no": np.arange(len(frame)),
            "pcn": 0,
            "m": 0,
            "kind": np.arange(len(frame)),
            "started": frame["started"],
            "days": 1,
            WHOLE.events: frame["y"],
            WHOLE.before: 0,
        }
    )
    scored = pd.DataFrame(
        {"kind": rows["kind"], "bin": bins.to_numpy(), f"rate_{PRIMARY}": rate}
    )
    leverage = scored[["kind"]].assign(**{f"leverage_{PRIMARY}": 0.0})
    placed = trial_sums.in_strata(ibis.memtable(rows), ibis.memtable(scored))
    strata = trial_sums.strata_of(placed, [WHOLE])
    wide = trial_sums.trial_sums(placed, strata, ibis.memtable(leverage), [WHOLE])
    (row,) = trial_sums.long(wide.execute(), [WHOLE]).to_dict("records")
    return TrialSums(**{name: row[name] for name in TOTALS})


def weighted_glm(frame: pd.DataFrame, strata: pd.Series) -> tuple[float, float]:
    """Return log ratio and robust error of a Poisson GLM at the strata's weights."""
    count = frame.assign(strata=strata).groupby("strata")["started"]
    joined, others = count.transform("sum"), count.transform(lambda x: (~x).sum())
    weight = np.where(frame["started"], 1.0, joined / others)
    model = sm.GLM(
        frame["y"],
        sm.add_constant(frame["started"].astype(float)),
        family=sm.families.Poisson(),
        var_weights=weight,
    ).fit(cov_type="HC0", tol=1e-12)
    return float(model.params["started"]), float(model.bse["started"])


@pytest.mark.parametrize("study", STUDIES)
def test_without_strata_it_is_a_glm_with_robust_errors(study: str) -> None:
    frame = people(study)
    one = pd.Series(0, index=frame.index)
    got = estimate_trials(sums(frame, one, np.zeros(len(frame))))
    ratio, error = weighted_glm(frame, one)
    assert math.log(got.rate_ratio) == pytest.approx(ratio, rel=1e-8)
    # Robust errors divide by n, ours by n - 1.
    few = frame["started"].value_counts().min()
    assert got.standard_error == pytest.approx(error, rel=1 / few)
    assert got.standard_error > error


@pytest.mark.parametrize("study", STUDIES)
def test_at_the_weights_of_strata_it_is_a_weighted_glm(study: str) -> None:
    frame = people(study)
    strata = frame.groupby(["coarse", "ill", "rated"]).ngroup()
    both = frame.groupby(strata)["started"].transform("nunique") == 2
    frame, strata = frame[both], strata[both]
    cells = strata.rank(method="dense").astype(int) - 1
    kept = cells < trial_sums.BINS  # of one month; the engine has no more
    frame, cells = frame[kept], cells[kept]
    got = estimate_trials(sums(frame, cells, np.zeros(len(frame))))
    ratio, error = weighted_glm(frame, cells)
    assert math.log(got.rate_ratio) == pytest.approx(ratio, rel=1e-8)
    # The GLM counts against the estimate that strata differ from each other, which
    # its weights have made the same on both sides.
    assert error * 0.9 < got.standard_error < error * 1.01


@pytest.mark.parametrize("study", STUDIES)
def test_what_is_expected_is_a_glm_of_the_others_and_its_misses(study: str) -> None:
    frame = people(study)
    waits = ~frame["started"]
    columns = pd.get_dummies(
        frame[["ill", "rated"]].astype(str), drop_first=True
    ).astype(float)
    model = sm.GLM(
        frame.loc[waits, "y"],
        sm.add_constant(columns[waits]),
        family=sm.families.Poisson(),
    ).fit()
    modelled = model.predict(sm.add_constant(columns))
    expected = modelled[~waits].sum()
    for _, stratum in frame.assign(missed=frame["y"] - modelled).groupby("coarse"):
        others = stratum.loc[~stratum["started"], "missed"]
        expected += stratum["started"].sum() * others.mean()
    rate = np.exp(log_rates(columns, frame["y"].where(waits, 0), waits.astype(float)))
    got = sums(frame, frame["coarse"], rate)
    # Half an event stands against each category of ours: a thousandth, here.
    assert got.expected == pytest.approx(expected, rel=2e-3)
    assert got.observed == frame.loc[~waits, "y"].sum()
