"""Funnel limits against base R from Spiegelhalter (2005), and against Fingertips.

The exact limits published are interpolated between whole counts; ours are where the
tail itself is the chance asked for, which lies within one count of them.
"""

import numpy as np
import pytest
from fixtures import golden_files

from data_access.stats import funnel, intervals

INPUT = golden_files.read("funnel/inputs/funnel.csv")
LIMITS = golden_files.read("funnel/expected/published_limits.csv")
SUMMARY = golden_files.read("funnel/expected/published_summary.csv").set_index(
    ["dataset", "method"]
)
FINGERTIPS = golden_files.read("funnel/expected/ukhsa_funnel_significance.csv")
REAL = ("f1_ae_breaches_2019_03", "f2_ae_admissions_2019_03", "f8_SR_package_test")
CASES = golden_files.cases(INPUT, "dataset", REAL)

# The method of the reference and the limits asked for by name here.
METHODS = {
    "exact": "exact",
    "mult_od": "multiplicative",
    "add_od_arcsine": "additive",
    "add_od_sqrt_CQC": "additive",
    "add_od_log_SHMI": "additive_log",
}
COLUMNS = {
    "value": "value",
    "lower95": "l95",
    "upper95": "u95",
    "lower998": "l998",
    "upper998": "u998",
}
SIGNIFICANCE = {
    "in": "Not significant",
    "high95": "High (0.025)",
    "low95": "Low (0.025)",
    "high998": "High (0.001)",
    "low998": "Low (0.001)",
}


def ours(dataset: str, limits: str) -> funnel.Funnel:
    given = INPUT[INPUT["dataset"] == dataset]
    draw = funnel.proportions if set(given["data_type"]) == {"PR"} else funnel.ratios
    return draw(given["numerator"], given["denominator"], limits=limits)


@pytest.mark.parametrize("dataset", CASES)
def test_limits_and_flags_agree(dataset):
    expected = LIMITS[LIMITS["dataset"] == dataset]
    assert len(set(expected["method"])) >= 3
    for method, table in expected.groupby("method"):
        result = ours(dataset, METHODS[method])
        if method == "exact":
            sizes = INPUT.loc[INPUT["dataset"] == dataset, "denominator"].to_numpy()
            for field in ("lower95", "upper95", "lower998", "upper998"):
                gap = (getattr(result, field) - table[COLUMNS[field]]) * sizes
                assert (np.abs(gap) <= 1).all()
            continue
        for field, column in COLUMNS.items():
            # Limits at 0 are exactly 0 in both, so no absolute tolerance is needed.
            np.testing.assert_allclose(getattr(result, field), table[column], rtol=1e-9)
        np.testing.assert_allclose(result.target, table["target"], rtol=1e-9)
        assert result.flag.tolist() == table["side"].tolist(), method


@pytest.mark.parametrize("dataset", CASES)
def test_dispersion_agrees(dataset):
    for (_, method), row in SUMMARY.loc[[dataset]].iterrows():
        if method == "exact":
            continue
        result = ours(dataset, METHODS[method])
        assert np.count_nonzero(result.flag != "in") == row["n_out95"]
        beyond = np.char.endswith(result.flag, "998")
        assert np.count_nonzero(beyond) == row["n_out998"]
        assert result.phi == pytest.approx(row["phi"], rel=1e-9)
        if method.startswith("add"):
            assert result.tau2 == pytest.approx(row["tau2"], rel=1e-9)
        else:
            assert result.tau2 is None


@pytest.mark.parametrize("dataset", CASES)
def test_fingertips_agrees(dataset):
    """Fingertips draws normal limits for proportions and tests ratios by Byar."""
    expected = FINGERTIPS[FINGERTIPS["dataset"] == dataset]
    counts, size = expected["numerator"], expected["denominator"]
    if set(expected["data_type"]) == {"PR"}:
        result = funnel.proportions(counts, size, limits="normal")
        for name in ("lower95", "upper95", "lower998", "upper998"):
            np.testing.assert_allclose(
                getattr(result, name), expected[name], rtol=1e-9, atol=1e-15
            )
        flag = result.flag
    else:
        near = intervals.rate(counts, size)
        far = intervals.rate(counts, size, confidence=0.998)
        flag = np.select(
            [far.upper < 1, far.lower > 1, near.upper < 1, near.lower > 1],
            ["low998", "high998", "low95", "high95"],
            "in",
        )
    assert [SIGNIFICANCE[word] for word in flag] == expected["significance"].tolist()
