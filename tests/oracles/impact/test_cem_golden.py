"""Matching on coarsened covariates against R cem and MatchIt, on published data.

The engine's own bins, strata and weights are used, on LaLonde's data in place of
people and index months. Bins are half-open, [a, b), as MatchIt's are.
"""

from __future__ import annotations

import ibis
import pandas as pd
import pytest
from fixtures import golden_files
from ibis import _

from data_access.marts.impact.exact_strata import weighted
from data_access.marts.impact.impact_design import band, packed
from data_access.stats.balance import WeightedSums, balance

FOLDER = golden_files.OUTSIDE / "cem"
BINARY = ("black", "hispanic", "married", "nodegree")
FINE = {
    "age": (20.5, 25.5, 30.5, 35.5, 40.5, 45.5, 50.5),
    "education": (8.5, 11.5, 12.5),
    "re74": (0.5, 5000.5, 10000.5, 20000.5),
    "re75": (0.5, 5000.5, 10000.5, 20000.5),
}
COARSE = {
    "age": (25.5, 35.5, 45.5),
    "education": (11.5,),
    "re74": (0.5, 7500.5),
    "re75": (0.5, 7500.5),
}
ON_VALUES = {
    "age": (20, 25, 30, 35, 40, 45, 50),
    "education": (8, 11, 12),
    "re74": (0, 5000, 10000, 20000),
    "re75": (0, 5000, 10000, 20000),
}
CASES = {
    "psid_fine_cuts": ("lalonde_nsw_psid1", FINE),
    "psid_coarse_cuts": ("lalonde_nsw_psid1", COARSE),
    "psid_cuts_on_data_values": ("lalonde_nsw_psid1", ON_VALUES),
    "matchit614_fine_cuts": ("lalonde_matchit614", FINE),
    "matchit614_coarse_cuts": ("lalonde_matchit614", COARSE),
}
pytestmark = pytest.mark.skipif(
    not (FOLDER / "inputs" / "lalonde_nsw_psid1.csv").is_file(),
    reason="LaLonde's data are not kept here: set CARE_IMPACT_GOLDEN to the golden "
    "folder",
)


def everyone_of(dataset: str) -> pd.DataFrame:
    frame = pd.read_csv(FOLDER / "inputs" / f"{dataset}.csv")
    return frame.assign(started=frame["treat"] == 1)


def matched(dataset: str, cuts: dict[str, tuple[float, ...]]) -> pd.DataFrame:
    """Match a dataset as the engine matches people at an index month."""
    frame = everyone_of(dataset)
    binned = [(band(_[name], at), len(at) + 1) for name, at in cuts.items()]
    exact = [(_[name], 2) for name in BINARY]
    rows = ibis.memtable(frame).mutate(cell=packed([*binned, *exact]))
    return weighted(rows).execute()


def expected(table: str, case: str) -> dict:
    rows = pd.read_csv(FOLDER / "expected" / f"{table}.csv")
    rows = rows[(rows["case"] == case) & (rows["implementation"] == "MatchIt")]
    return rows.iloc[0].to_dict()


@pytest.mark.parametrize("case", CASES)
def test_matched_counts(case: str) -> None:
    found = matched(*CASES[case])
    want = expected("lalonde_matched_counts", case)
    assert found["started"].sum() == want["matched_treated"]
    assert (~found["started"]).sum() == want["matched_control"]
    assert found["cell"].nunique() == want["n_matched_strata"]
    others = found[~found["started"]]["weight"]
    effective = others.sum() ** 2 / (others**2).sum()
    assert effective == pytest.approx(want["ess_control"], rel=1e-8)


@pytest.mark.parametrize("case", CASES)
def test_effect_on_the_matched(case: str) -> None:
    found = matched(*CASES[case])
    totals = found.assign(y=found["re78"] * found["weight"]).groupby("started")
    means = totals["y"].sum() / totals["weight"].sum()
    want = expected("lalonde_att", case)["att"]
    assert means[True] - means[False] == pytest.approx(want, rel=1e-8)


@pytest.mark.parametrize("covariate", ["age", "education", "re74", "re75"])
def test_balance_before_and_after(covariate: str) -> None:
    found = matched("lalonde_nsw_psid1", COARSE)

    def group(rows: pd.DataFrame, weight: pd.Series) -> WeightedSums:
        x = rows[covariate]
        return WeightedSums(
            weight.sum(), (weight**2).sum(), (weight * x).sum(), (weight * x**2).sum()
        )

    everyone, after = everyone_of("lalonde_nsw_psid1").assign(one=1.0), found
    started, others = (
        everyone[everyone["started"]],
        everyone[~everyone["started"]],
    )
    got = balance(
        covariate,
        started_before=group(started, started["one"]),
        comparison_before=group(others, others["one"]),
        started_after=group(after[after["started"]], after[after["started"]]["weight"]),
        comparison_after=group(
            after[~after["started"]], after[~after["started"]]["weight"]
        ),
    )
    want = pd.read_csv(FOLDER / "expected" / "lalonde_balance.csv")
    want = want[
        (want["dataset"] == "lalonde_nsw_psid1") & (want["covariate"] == covariate)
    ].iloc[0]
    assert got.difference_before == pytest.approx(want["smd_before"], rel=1e-8)
    assert got.difference_after == pytest.approx(want["smd_after"], rel=1e-8)
    assert got.started_mean == pytest.approx(want["mean_treated_matched"], rel=1e-8)
    assert got.comparison_mean == pytest.approx(want["mean_control_matched"], rel=1e-8)
    assert got.variance_ratio == pytest.approx(want["var_ratio_after"], rel=1e-8)
