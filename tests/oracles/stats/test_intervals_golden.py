"""Intervals against PHEindicatormethods 2.1.0 (R) and exact Poisson limits."""

import numpy as np
import pandas as pd
import pytest
from fixtures import golden_files

from data_access.stats import intervals
from data_access.stats.errors import StatisticsError
from data_access.stats.limits import byar, exact_poisson

LEVELS = {0.95: "95_0", 0.998: "99_8"}
PROPORTIONS = golden_files.read("ci/expected/proportion_wilson.csv").set_index("id")
RATES = golden_files.read("ci/expected/rate_byar_exact.csv").set_index("id")
POISSON = golden_files.read("ci/expected/poisson_byar_exact_counts.csv")
DSR_INPUT = golden_files.read("ci/inputs/dsr.csv")
ISR_INPUT = golden_files.read("ci/inputs/isr.csv")
UNDER_75 = 15  # bands of five years

# Where this product decides otherwise than PHEindicatormethods, by case.
DECISIONS = {
    "p24": "a missing count is refused, where the reference leaves a blank",
    "p25": "a missing denominator is refused, where the reference leaves a blank",
    "r23": "a missing count is refused, where the reference leaves a blank",
}


def agrees(result: intervals.Interval, row: pd.Series, level: str) -> None:
    wanted = [row["value"], row[f"lower{level}cl"], row[f"upper{level}cl"]]
    got = [result.estimate, result.lower, result.upper]
    np.testing.assert_allclose(got, np.asarray(wanted, dtype=float), rtol=1e-9)


@pytest.mark.parametrize("confidence", LEVELS)
@pytest.mark.parametrize("name", PROPORTIONS.index)
def test_wilson(name, confidence):
    row = PROPORTIONS.loc[name]
    if name in DECISIONS or row["status"] != "ok":
        with pytest.raises(StatisticsError):
            intervals.wilson(row["x"], row["n"], confidence)
    else:
        result = intervals.wilson(row["x"], row["n"], confidence)
        agrees(result, row, LEVELS[confidence])


@pytest.mark.parametrize("confidence", LEVELS)
@pytest.mark.parametrize("name", RATES.index)
def test_rate(name, confidence):
    row = RATES.loc[name]
    if name in DECISIONS or row["status"] != "ok":
        with pytest.raises(StatisticsError):
            intervals.rate(row["x"], row["n"], 100_000, confidence)
    else:
        result = intervals.rate(row["x"], row["n"], 100_000, confidence)
        agrees(result, row, LEVELS[confidence])


def test_decisions_are_about_cases_the_reference_leaves_blank():
    tables = pd.concat([PROPORTIONS, RATES])
    assert tables.loc[list(DECISIONS), "value"].isna().all()
    assert (tables.loc[list(DECISIONS), "status"] == "ok").all()


@pytest.mark.parametrize("confidence", LEVELS)
def test_poisson_limits_of_counts_to_100_000(confidence):
    table = POISSON[POISSON["confidence"] == confidence]
    events = table["x"].to_numpy(dtype=float)
    lower, upper = exact_poisson(events, confidence)
    np.testing.assert_allclose(lower, table["exact_lower"], rtol=1e-9)
    np.testing.assert_allclose(upper, table["exact_upper"], rtol=1e-9)
    many = table[table["x"] >= 10]
    lower, upper = byar(many["x"].to_numpy(dtype=float), confidence)
    np.testing.assert_allclose(lower, many["byar_lower"], rtol=1e-9)
    np.testing.assert_allclose(upper, many["byar_upper"], rtol=1e-9)


@pytest.mark.parametrize("confidence", LEVELS)
@pytest.mark.parametrize("area", sorted(set(DSR_INPUT["area"])))
@pytest.mark.parametrize(("table", "bands"), [("dsr", 19), ("dsr_under75", UNDER_75)])
def test_dsr(table, bands, area, confidence):
    given = DSR_INPUT[DSR_INPUT["area"] == area].head(bands)
    standard = list(intervals.ESP_2013.values())[:bands]
    assert standard == given["stdpop"].tolist()
    result = intervals.dsr(given["x"], given["n"], standard, confidence=confidence)
    row = golden_files.read(f"ci/expected/{table}.csv").set_index("area").loc[area]
    assert np.isnan(result.estimate) == (row["total_count"] < 10)
    agrees(result, row, LEVELS[confidence])


def test_dsr_of_all_areas_at_once():
    areas = sorted(set(DSR_INPUT["area"]))
    events, people = (
        np.array([DSR_INPUT.loc[DSR_INPUT["area"] == area, name] for area in areas])
        for name in ("x", "n")
    )
    result = intervals.dsr(events, people, list(intervals.ESP_2013.values()))
    expected = golden_files.read("ci/expected/dsr.csv").set_index("area").loc[areas]
    np.testing.assert_allclose(result.lower, expected["lower95_0cl"], rtol=1e-9)
    np.testing.assert_allclose(result.upper, expected["upper95_0cl"], rtol=1e-9)


@pytest.mark.parametrize("confidence", LEVELS)
@pytest.mark.parametrize("area", sorted(set(ISR_INPUT["area"])))
@pytest.mark.parametrize(
    ("table", "function", "multiplier"),
    [("israte", intervals.israte, 100_000), ("isratio", intervals.isratio, 100)],
)
def test_indirectly_standardised(table, function, multiplier, area, confidence):
    given = ISR_INPUT[ISR_INPUT["area"] == area]
    result = function(
        given["x"], given["n"], given["x_ref"], given["n_ref"], multiplier, confidence
    )
    row = golden_files.read(f"ci/expected/{table}.csv").set_index("area").loc[area]
    agrees(result, row, LEVELS[confidence])
