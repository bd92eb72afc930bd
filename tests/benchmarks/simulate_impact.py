"""Hold the matched estimate to the known truth of hundreds of simulated PCNs.

Each PCN comes from the light simulator of the demo and goes through the same engine
and statistics as a real one. Three scenarios: a service that changes nothing, one that
prevents a fifth of emergency admissions, and one that changes nothing but also picks
people on a risk that no extract records. `make simulate` runs it with `--write`, which
puts the figures into docs/methods/admissions-avoided.md, between its markers. It ends
with an error where they break what the product promises.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from data_access.demo import DemoPcn, DemoSettings, simulate
from data_access.ingest.extract.tables import TABLES
from data_access.marts.impact.impact import ComparedPeople, compare, summarise
from data_access.marts.impact.impact_design import VARIANTS, Design
from data_access.marts.lake_tables import with_columns
from data_access.marts.steps import Steps
from data_access.months import months_after
from data_access.questions.impact.matched import PRIMARY, Matched, quality_checks
from data_access.questions.parts.place import Place
from data_access.selection import WHOLE_PCN
from data_access.stats.matching import before_after
from data_access.stats.verdict import Verdict, grade, judge

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "admissions-avoided.md"
BEGIN, END = "<!-- simulation: begin -->", "<!-- simulation: end -->"
BAND = (0.92, 0.98)
MOST_BIAS = 0.03
LEAST_WARNED = 0.80


@dataclass(frozen=True)
class Scenario:
    """What is true of a simulated PCN."""

    name: str
    rate_ratio: float
    hidden: float


# Of the variants, only the one that a check is made of: the rest take time.
CHECKED = tuple(one for one in VARIANTS if one.name == "earlier_year")

SCENARIOS = (
    Scenario("no effect", 1.0, 0.0),
    Scenario("a fifth prevented", 0.8, 0.0),
    Scenario("no effect, hidden risk", 1.0, 1.0),
)


def run(scenario: Scenario, seed: int, patients: int, intake: float) -> dict:
    """Simulate one PCN, estimate, and set the estimate beside the truth."""
    settings = DemoSettings(
        patients=patients,
        monthly_intake=intake,
        rate_ratio=scenario.rate_ratio,
        hidden_risk_selection=scenario.hidden,
        seed=seed,
        late=False,
    )
    pcn = simulate(settings)
    backend = ibis.duckdb.connect()
    backend.raw_sql("SET threads = 1")
    with Steps() as steps:
        compared = compare(lake(backend, pcn, settings), steps, Design())
        if compared is None:
            raise ValueError("the simulated study is too short")
        frames = summarise(compared, steps, CHECKED)
        people = matched_people(compared)
    backend.disconnect()
    return {
        "scenario": scenario.name,
        "seed": seed,
        **truth_of(pcn, people),
        **found_in(asked(frames, settings), frames["impact_strata"]),
    }


def lake(
    backend: ibis.backends.duckdb.Backend, pcn: DemoPcn, settings: DemoSettings
) -> dict[str, ibis.Table]:
    """Lay a demo's tables out as a load does, and add the months of the study."""
    out = pcn.tables["patients"].to_pandas().query("opted_out")["patient_id"]
    tables = {}
    for name, table in pcn.tables.items():
        frame = ibis.memtable(table)
        if "patient_id" in table.column_names:
            frame = frame.rename(person_id="patient_id")
            frame = frame.filter(frame.person_id.notin(list(out)))
        if name in TABLES:
            frame = with_columns(frame, TABLES[name].lake_columns)
        tables[name] = backend.create_table(name, frame, temp=True)
    last = np.datetime64(settings.end, "M")
    months = np.arange(last - settings.months + 1, last + 1).astype("datetime64[D]")
    column = pa.array(months.astype("datetime64[D]").astype(object), pa.date32())
    tables["months"] = backend.create_table(
        "months", ibis.memtable(pa.table({"month": column})), temp=True
    )
    return tables


def matched_people(compared: ComparedPeople) -> set[str]:
    """Name those who started and were matched: the people the estimate is about."""
    rows = compared.people
    started = rows.filter(rows.started & rows.matched).select("no")
    named = compared.everyone.semi_join(started, "no").select("person_id")
    return set(named.to_pyarrow()["person_id"].to_pylist())


def truth_of(pcn: DemoPcn, matched: set[str]) -> dict:
    """Sum the truth over matched people: start now against not now, and never."""
    rows = pcn.truth.people
    rows = rows[rows["patient_id"].isin(matched)]
    total = rows[["served", "not_now", "never"]].sum()
    return {
        "true_log": math.log(total["served"] / total["not_now"]),
        "never_log": math.log(total["served"] / total["never"]),
        "started": pcn.truth.started,
    }


def asked(frames: Mapping[str, pd.DataFrame], settings: DemoSettings) -> Matched:
    """Put the engine's tables where the product's questions look for them."""
    (pcn,) = frames["impact_sums"]["pcn_code"].unique()
    last = settings.end.replace(day=1)
    first = months_after(last, 1 - settings.months)
    place = Place(last, first, None, pcn, pcn, WHOLE_PCN, "all", ())
    return Matched(
        place=place,
        first_month=first,
        last_month=last,
        sums=frames["impact_sums"],
        trials=frames["impact_trials"],
        quarters=frames["impact_quarters"],
        balances=frames["impact_balance"],
        exact=True,
    )


def found_in(matched: Matched, strata: pd.DataFrame) -> dict:
    """Take the estimate, its checks and the naive figure as the product has them."""
    primary = matched.of(PRIMARY)
    main, deaths = matched.estimate(PRIMARY), matched.estimate("died")
    checks = quality_checks(matched)
    graded = grade(main.people, checks)
    naive = before_after(primary)
    return {
        "matched": main.people,
        "observed": main.observed,
        "expected": main.expected,
        "log_ratio": math.log(main.rate_ratio),
        "error": main.standard_error,
        "low": math.log(main.rate_ratio_low),
        "high": math.log(main.rate_ratio_high),
        "naive_log": math.log(1 + naive.naive_change),
        "naive_error": math.sqrt(1 / main.observed + 1 / primary.before),
        "by_itself": naive.change_without_effect,
        "grade": graded.level,
        "verdict": judge(main, graded.level).verdict.value,
        "deaths": deaths.observed,
        "deaths_expected": deaths.expected,
        "deaths_by_stratum": by_stratum(strata, "died"),
        **{f"failed_{check.name}": check.passed is False for check in checks},
    }


def by_stratum(strata: pd.DataFrame, outcome: str) -> float:
    """Expect events by dividing inside each stratum: what the estimate does not do.

    "Expected and observed" in the page on matching says why.
    """
    keys = list(strata.columns[: list(strata.columns).index("started")])
    wide = strata.pivot_table(index=keys, columns="started", values=["days", outcome])
    wide = wide[wide["days"][False] > 0].dropna()
    rate = wide[outcome][False] / wide["days"][False]
    return float((rate * wide["days"][True]).sum())


def summary(rows: pd.DataFrame) -> dict[str, float]:
    """Say how the estimates of one scenario did against the truth."""
    truth, error = rows["true_log"], rows["log_ratio"] - rows["true_log"]
    naive_missed = (rows["naive_log"] - truth).abs() > 1.96 * rows["naive_error"]
    failed = [name for name in rows if name.startswith("failed_")]
    deaths = rows["deaths"].sum()
    return {
        "networks": len(rows),
        "started": rows["started"].mean(),
        "matched": rows["matched"].mean(),
        "observed": rows["observed"].mean(),
        "truth": math.exp(truth.mean()),
        "never": math.exp(rows["never_log"].mean()),
        "bias": error.mean(),
        "bias_error": error.std() / math.sqrt(len(rows)),
        "spread": error.std(),
        "standard_error": rows["error"].mean(),
        "covered": ((rows["low"] <= truth) & (truth <= rows["high"])).mean(),
        "naive": math.exp(rows["naive_log"].mean()),
        "by_itself": 1 + rows["by_itself"].mean(),
        "naive_covered": 1 - naive_missed.mean(),
        "warned": rows[failed].any(axis=1).mean(),
        **{name: rows[name].mean() for name in failed},
        **{word.value: (rows["verdict"] == word.value).mean() for word in Verdict},
        "deaths": rows["deaths_expected"].sum() / deaths,
        "deaths_by_stratum": rows["deaths_by_stratum"].sum() / deaths,
    }


# What the page shows of each scenario, and how it is written.
SHOWN = (
    ("networks simulated", "networks", "{:.0f}"),
    ("people who started, on average", "started", "{:.0f}"),
    ("of them matched", "matched", "{:.0f}"),
    ("admissions of the matched in follow-up", "observed", "{:.0f}"),
    ("**true rate ratio, start now against not now**", "truth", "{:.3f}"),
    ("true rate ratio against never starting", "never", "{:.3f}"),
    ("**mean error of the log rate ratio**", "bias", "{:+.3f}"),
    ("its standard error", "bias_error", "{:.3f}"),
    ("spread of the log rate ratio", "spread", "{:.3f}"),
    ("mean standard error given", "standard_error", "{:.3f}"),
    ("**95% interval includes the truth**", "covered", "{:.1%}"),
    ("naive before-after, as a rate ratio", "naive", "{:.2f}"),
    ("change without the service, from the comparison", "by_itself", "{:.2f}"),
    ("naive 95% interval includes the truth", "naive_covered", "{:.1%}"),
    ("**some check failed**", "warned", "{:.0%}"),
    ("balance failed", "failed_balance", "{:.0%}"),
    ("earlier admissions differed", "failed_earlier_trend", "{:.0%}"),
    ("planned admissions or deaths differed", "failed_negative_controls", "{:.0%}"),
    ("verdict *fewer*", "fewer", "{:.0%}"),
    ("verdict *no evidence of change*", "no evidence of change", "{:.0%}"),
    ("verdict *cannot tell yet*", "cannot tell yet", "{:.0%}"),
    ("verdict *more*", "more", "{:.0%}"),
    ("deaths expected for each observed", "deaths", "{:.2f}"),
    ("the same, dividing in each stratum", "deaths_by_stratum", "{:.2f}"),
)


def table(found: Mapping[str, Mapping[str, float]]) -> str:
    """Write the figures as a table, one column a scenario."""
    lines = [f"| | {' | '.join(found)} |", "|---|" + "---|" * len(found)]
    for label, name, form in SHOWN:
        cells = (form.format(figures[name]) for figures in found.values())
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def write(page: Path, found: Mapping[str, Mapping[str, float]], how: str) -> None:
    """Put the table between the markers of the page."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    text = f"{before}{BEGIN}\n{table(found)}\n\n{how}\n{END}{after}"
    page.write_text(text, encoding="utf-8")


def unmet(found: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Say which promises the figures break."""
    broken = []
    for scenario in SCENARIOS:
        figures = found[scenario.name]
        if scenario.hidden:
            if figures["warned"] < LEAST_WARNED:
                broken.append(f"{scenario.name}: warned in {figures['warned']:.0%}")
            continue
        if not BAND[0] <= figures["covered"] <= BAND[1]:
            broken.append(f"{scenario.name}: covered {figures['covered']:.1%}")
        if abs(figures["bias"]) >= MOST_BIAS:
            broken.append(f"{scenario.name}: bias {figures['bias']:+.3f}")
        if figures["naive_covered"] > 0:
            broken.append(f"{scenario.name}: the naive interval held the truth")
    return broken


def simulated(jobs: list[tuple], processes: int, keep: Path | None) -> pd.DataFrame:
    """Run every job that `keep` does not hold yet, adding each to it as it ends."""
    kept = pd.read_csv(keep) if keep and keep.exists() else pd.DataFrame()
    asked = {(job[0].name, job[1]) for job in jobs}
    rows = [
        row
        for row in kept.to_dict("records")
        if (row["scenario"], row["seed"]) in asked
    ]
    done = {(row["scenario"], row["seed"]) for row in rows}
    left = [job for job in jobs if (job[0].name, job[1]) not in done]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for row in pool.imap_unordered(run_job, left):
            rows.append(row)
            if keep:
                pd.DataFrame(rows).to_csv(keep, index=False)
    return pd.DataFrame(rows)


def run_job(job: tuple[Scenario, int, int, float]) -> dict:
    """Unpack a job: a pool maps functions of one argument."""
    return run(*job)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pcns", type=int, default=200, help="a scenario")
    parser.add_argument("--hidden", type=int, default=50, help="of the third scenario")
    parser.add_argument("--patients", type=int, default=54_500)
    parser.add_argument("--intake", type=float, default=45.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="into the method's page")
    parser.add_argument(
        "--rows",
        type=Path,
        help="keep a row a PCN here, and go on; one file for one size of PCN",
    )
    asked = parser.parse_args()
    began = time.perf_counter()
    jobs = [
        (scenario, asked.seed + number, asked.patients, asked.intake)
        for number in range(max(asked.pcns, asked.hidden))
        for scenario in SCENARIOS
        if number < (asked.hidden if scenario.hidden else asked.pcns)
    ]
    rows = simulated(jobs, asked.processes, asked.rows)
    minutes = (time.perf_counter() - began) / 60
    found = {one.name: summary(rows[rows["scenario"] == one.name]) for one in SCENARIOS}
    how = (
        f"Each network has {asked.patients:,} people registered, 36 months of data and "
        f"{asked.intake:g} people joining the caseload each month; seeds {asked.seed} "
        f"onwards."
    )
    sys.stdout.write(f"{table(found)}\n\n{how} It took {minutes:.0f} minutes.\n")
    if asked.write:
        write(PAGE, found, how)
    broken = unmet(found)
    if broken:
        sys.exit("Not as promised: " + "; ".join(broken))


if __name__ == "__main__":
    main()
