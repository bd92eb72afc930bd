"""The simulation study itself, small: a few networks, and what it says of its rows."""

from __future__ import annotations

import importlib.util
import json
import math
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.simulated.network import Scenario, run
from fixtures.simulated.summary import summaries, unmet

STUDY = Path(__file__).parents[2] / "benchmarks" / "simulate_impact.py"
SEEDS = (1, 2)
DEMO = [
    Scenario("demo", ratio, hidden, 20_000, 40.0)
    for ratio, hidden in ((1.0, 0.0), (0.8, 0.0), (1.0, 1.0))
]
RELAPSING = [
    Scenario("relapsing", ratio, hidden, 20_000, 40.0)
    for ratio, hidden in ((1.0, 0.0), (0.7, 0.0), (1.0, 1.0))
]


@pytest.fixture(scope="module")
def study() -> ModuleType:
    spec = importlib.util.spec_from_file_location("simulate_impact", STUDY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=[DEMO, RELAPSING], ids=["demo", "relapsing"])
def rows(request: pytest.FixtureRequest, homes: Homes) -> pd.DataFrame:
    """Two networks a scenario, of 20,000 people with 40 joining each month."""
    scenarios: list[Scenario] = request.param

    def simulate(folder: Path) -> None:
        found = pd.DataFrame(run(one, seed) for one in scenarios for seed in SEEDS)
        found.to_parquet(folder / "rows.parquet")

    name = f"simulated-{scenarios[0].simulator}"
    return pd.read_parquet(homes.home(name, simulate) / "rows.parquet")


@pytest.fixture(scope="module")
def honest(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["hidden"] == 0]


@pytest.mark.parametrize("version", ["trials", "strata"])
def test_estimates_lie_near_the_truth(honest: pd.DataFrame, version: str) -> None:
    """Four estimates: their mean within 2.6 of its standard errors, each within 3.3."""
    error = honest[f"{version}_log"] - honest[f"{version}_true_log"]
    within = honest[f"{version}_error"].pow(2).sum() ** 0.5 / len(honest)
    assert abs(error.mean()) < 2.6 * within < 0.3
    assert (error.abs() < 3.3 * honest[f"{version}_error"]).all()


def test_trials_compare_nearly_everybody_and_are_surer(rows: pd.DataFrame) -> None:
    assert (rows["trials_people"] >= 0.97 * rows["eligible"]).all()
    assert (rows["strata_people"] < 0.8 * rows["eligible"]).all()
    assert (rows["trials_error"] < rows["strata_error"]).all()


def test_truth_is_start_now_against_not_now(rows: pd.DataFrame) -> None:
    """Those who wait may start later, so the effect is a little nearer to none."""
    for version in ("trials", "strata"):
        none = rows[rows["rate_ratio"] == 1]
        assert none[f"{version}_true_log"].to_numpy() == pytest.approx(0, abs=1e-12)
        some = rows[rows["rate_ratio"] < 1]
        never, now = some[f"{version}_true_never_log"], some[f"{version}_true_log"]
        ratio = some[f"{version}_true_never_log"].map(math.exp)
        assert ratio.to_numpy() == pytest.approx(some["rate_ratio"].to_numpy())
        assert ((never < now) & (now < 0.67 * never)).all()


def test_naive_interval_misses_the_truth(honest: pd.DataFrame) -> None:
    missed = (honest["naive_log"] - honest["strata_true_log"]).abs()
    assert (missed > 1.96 * honest["naive_error"]).mean() > 0.7
    assert (honest["by_itself"] < -0.25).all()


def test_hidden_risk_looks_like_harm_and_is_warned_of(rows: pd.DataFrame) -> None:
    hidden = rows[rows["hidden"] > 0]
    assert hidden["trials_log"].mean() > 0.15
    failed = [name for name in rows if name.startswith("failed_")]
    assert len(failed) == 3
    assert hidden[failed].any(axis=1).any()


def test_dividing_in_each_stratum_would_expect_too_many_deaths(
    honest: pd.DataFrame,
) -> None:
    seen = honest["deaths"].sum()
    assert honest["deaths_expected"].sum() < 2 * seen
    assert honest["deaths_by_stratum"].sum() > honest["deaths_expected"].sum()


def test_a_study_that_breaks_a_promise_says_which(rows: pd.DataFrame) -> None:
    """Of as many networks as a study has, so that chance excuses nothing."""
    many = pd.concat([rows] * 200, ignore_index=True)

    def broken(**changed: object) -> str:
        return " ".join(unmet(summaries(many.assign(**changed))))

    truth = many["trials_true_log"]
    assert "covered 0.000" in broken(trials_low=9.0, trials_high=9.0)
    assert "covered 1.000" in broken(trials_low=-9.0, trials_high=9.0)
    assert "avoided_covered 0.000" in broken(trials_avoided_low=1e6)
    assert "bias 0.100" in broken(trials_log=truth + 0.1)
    assert "used 0.5" in broken(trials_people=many["eligible"] / 2)
    assert "false fewer 1.000" in broken(trials_verdict="fewer")
    assert "false verdicts 1.000" in broken(trials_verdict="more")
    assert "power apart" in broken(trials_high=-1.0, trials_error=9.0)
    spread = pd.Series([-1.0, 1.0] * (len(many) // 2))
    assert "variance" in broken(trials_log=truth + spread)
    good = broken(
        trials_log=truth,
        trials_low=truth - 1 + 2 * (many.index % 400 < 20),
        trials_high=truth + 1,
    )
    assert " covered" not in good
    assert "bias" not in good


def test_some_networks_break_no_promise_by_chance(rows: pd.DataFrame) -> None:
    """One that errs of twenty is no sign of anything, nor a bias within its error."""
    twenty = pd.concat([rows] * 10, ignore_index=True)
    one = twenty.index % 20 == 0
    low = twenty["trials_true_log"] + (2.0 * one - 1)
    said = " ".join(unmet(summaries(twenty.assign(trials_low=low))))
    assert " covered" not in said


def test_figures_go_between_the_page_s_markers(
    study: ModuleType, rows: pd.DataFrame, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Above\n{study.BEGIN}\nstale\n{study.END}\nBelow\n")
    found = summaries(rows)
    study.write(page, study.tables(found))
    lines = page.read_text().splitlines()
    assert lines[:2] == ["Above", study.BEGIN]
    assert lines[-2:] == [study.END, "Below"]
    assert "stale" not in lines
    near, said = "\n".join(lines[2:-2]).split("\n\n")
    for table in (near.splitlines(), said.splitlines()):
        assert len(table) == 2 + len(found)
        assert len({line.count("|") for line in table}) == 1


def test_rows_kept_are_not_simulated_again(
    study: ModuleType, rows: pd.DataFrame, tmp_path: Path
) -> None:
    """Of two runs that share a folder, one of which was killed while it wrote."""
    lines = [json.dumps(row) for row in rows.to_dict("records")]
    (tmp_path / "1.jsonl").write_text("\n".join(lines[:3]) + "\n" + lines[3][:40])
    (tmp_path / "2.jsonl").write_text("\n".join(lines[2:]) + "\n")
    jobs = [
        (Scenario(**{key: row[key] for key in study.KEYS}), row["seed"])
        for row in rows.to_dict("records")
    ]
    again = study.simulate(jobs[1:], 1, tmp_path)
    expected = rows.iloc[1:]
    keys = [*study.KEYS, "seed"]
    pd.testing.assert_frame_equal(
        again.sort_values(keys, ignore_index=True),
        expected.sort_values(keys, ignore_index=True),
    )
