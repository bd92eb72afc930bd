"""The simulation study itself, small: a few PCNs, and what it does with its rows."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from fixtures.homes.kept import Homes

STUDY = Path(__file__).parents[2] / "benchmarks" / "simulate_impact.py"
SEEDS = (1, 2)


@pytest.fixture(scope="module")
def study() -> ModuleType:
    spec = importlib.util.spec_from_file_location("simulate_impact", STUDY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(study: ModuleType, homes: Homes) -> pd.DataFrame:
    """Two PCNs a scenario, of 20,000 people with 40 joining each month."""

    def simulate(folder: Path) -> None:
        found = pd.DataFrame(
            study.run(scenario, seed, 20_000, 40.0)
            for scenario in study.SCENARIOS
            for seed in SEEDS
        )
        found.to_parquet(folder / "rows.parquet")

    return pd.read_parquet(homes.home("simulated", simulate) / "rows.parquet")


@pytest.fixture(scope="module")
def honest(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["scenario"] != "no effect, hidden risk"]


def test_estimates_lie_near_the_truth(honest: pd.DataFrame) -> None:
    """Four estimates: their mean within 2.6 of its standard errors, each within 3.3."""
    error = honest["log_ratio"] - honest["true_log"]
    within = honest["error"].pow(2).sum() ** 0.5 / len(honest)
    assert abs(error.mean()) < 2.6 * within < 0.3
    assert (error.abs() < 3.3 * honest["error"]).all()


def test_truth_is_start_now_against_not_now(rows: pd.DataFrame) -> None:
    """Those who wait may start later, so the effect is a little nearer to none."""
    none = rows[rows["scenario"] != "a fifth prevented"]
    assert (none["true_log"] == 0).all()
    some = rows[rows["scenario"] == "a fifth prevented"]
    assert some["never_log"].to_numpy() == pytest.approx(-0.22314, abs=1e-4)
    assert some["true_log"].between(-0.2231, -0.15).all()


def test_naive_interval_misses_the_truth(honest: pd.DataFrame) -> None:
    missed = (honest["naive_log"] - honest["true_log"]).abs()
    assert (missed > 1.96 * honest["naive_error"]).mean() > 0.7
    assert (honest["by_itself"] < -0.25).all()


def test_hidden_risk_looks_like_harm_and_is_warned_of(rows: pd.DataFrame) -> None:
    hidden = rows[rows["scenario"] == "no effect, hidden risk"]
    assert hidden["log_ratio"].mean() > 0.2
    failed = [name for name in rows if name.startswith("failed_")]
    assert len(failed) == 3
    assert hidden[failed].any(axis=1).any()
    assert hidden["grade"].min() < 3


def test_dividing_in_each_stratum_would_expect_too_many_deaths(
    honest: pd.DataFrame,
) -> None:
    seen = honest["deaths"].sum()
    assert honest["deaths_expected"].sum() < 2 * seen
    assert honest["deaths_by_stratum"].sum() > honest["deaths_expected"].sum()


def test_a_study_that_breaks_a_promise_says_which(
    study: ModuleType, rows: pd.DataFrame
) -> None:
    def broken(**changed: object) -> str:
        changes = rows.assign(**changed)
        found = {
            one.name: study.summary(changes[changes["scenario"] == one.name])
            for one in study.SCENARIOS
        }
        return " ".join(study.unmet(found))

    assert "covered 0" in broken(low=9.0, high=9.0)
    assert "bias" in broken(log_ratio=rows["true_log"] + 0.04)
    assert "naive interval held" in broken(naive_log=rows["true_log"])
    quiet = {name: False for name in rows if name.startswith("failed_")}
    assert "warned in 0%" in broken(**quiet)


def test_figures_go_between_the_page_s_markers(
    study: ModuleType, rows: pd.DataFrame, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Above\n{study.BEGIN}\nstale\n{study.END}\nBelow\n")
    found = {
        one.name: study.summary(rows[rows["scenario"] == one.name])
        for one in study.SCENARIOS
    }
    study.write(page, found, "How.")
    text = page.read_text()
    assert text.startswith(f"Above\n{study.BEGIN}\n| | no effect |")
    assert text.endswith(f"How.\n{study.END}\nBelow\n")
    assert "stale" not in text


def test_rows_kept_are_not_simulated_again(
    study: ModuleType, rows: pd.DataFrame, tmp_path: Path
) -> None:
    kept = tmp_path / "rows.csv"
    rows.to_csv(kept, index=False)
    jobs = [
        (scenario, seed, 20_000, 40.0) for scenario in study.SCENARIOS for seed in SEEDS
    ]
    again = study.simulated(jobs, 1, kept)
    pd.testing.assert_frame_equal(again, rows.reset_index(drop=True))
