"""Hold both versions of the estimate to the known truth of simulated networks.

Each network comes from one of two simulators, of different shape, and goes through the
same engine and statistics as a real one: services that change nothing, that prevent a
fifth or three tenths of emergency admissions or add a fifth, with and without picking
people on a risk that no extract records, in networks of three sizes. `make simulate`
runs it with `--write`, which puts a row a scenario into
docs/methods/admissions-avoided.md, between its markers. It ends with an error where the
published estimate breaks what the product promises by more than chance would.

What is simulated is kept a line a network in `--rows`, so that a run can go on where
it was stopped. Several runs may share the folder, each with seeds or scenarios of its
own. A change of the code that estimates needs another folder.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from fixtures.simulated.network import SIMULATORS, Scenario, run
from fixtures.simulated.summary import KEYS, Figures, summaries, unmet

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "admissions-avoided.md"
BEGIN, END = "<!-- simulation: begin -->", "<!-- simulation: end -->"
SIZES = (8_000, 30_000, 54_500)
RATIOS = (1.0, 0.8, 0.7, 1.2)
HIDDEN = (0.0, 0.6)
INTAKE = 17 / 54_500  # who start in a month, of those registered: as in the demo

Job = tuple[Scenario, int]

# What the page shows of a scenario, in two tables; of the exact strata in brackets.
_COVERED = (
    "{trials_covered:.0%} ({strata_covered:.0%}), "
    "{trials_avoided_covered:.0%} ({strata_avoided_covered:.0%})"
)
NEAR = (
    ("networks", "{networks:.0f}"),
    ("compared", "{trials_used:.0%} ({strata_used:.0%})"),
    ("bias", "{trials_bias:+.3f} ± {trials_bias_error:.3f} ({strata_bias:+.3f})"),
    ("spread, error given", "{trials_spread:.3f}, {trials_error:.3f}"),
    ("variance, of the strata's", "{variance:.2f}"),
    ("covered: ratio, avoided", _COVERED),
)
SAID = (
    ("*fewer*", "{trials_fewer:.1%} ({strata_fewer:.1%})"),
    ("*more*", "{trials_more:.1%} ({strata_more:.1%})"),
    ("*no evidence of change*", "{trials_no_change:.1%}"),
    ("a check failed", "{warned:.0%}"),
    ("*fewer* promised", "{trials_promised:.0%}"),
)


def tables(found: Mapping[Scenario, Figures]) -> str:
    """Write how near the estimates came, and what was said of them."""
    return f"{table(found, NEAR)}\n\n{table(found, SAID)}"


def table(found: Mapping[Scenario, Figures], shown: Sequence[tuple[str, str]]) -> str:
    """Write some figures, one row a scenario."""
    heads = ["simulator, people, rate ratio", *(label for label, _ in shown)]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for scenario, figures in found.items():
        cells = [scenario.sentence, *(form.format(**figures) for _, form in shown)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def write(page: Path, text: str) -> None:
    """Put a text between the markers of the page."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def kept_rows(folder: Path) -> pd.DataFrame:
    """Read every network that a folder keeps, each once."""
    rows = [
        json.loads(line)
        for file in sorted(folder.glob("*.jsonl"))
        # The last line of a run that was killed may be half a line.
        for line in file.read_text(encoding="utf-8").split("\n")
        if line.endswith("}")
    ]
    frame = pd.DataFrame(rows)
    return frame.drop_duplicates([*KEYS, "seed"]) if rows else frame


def simulate(jobs: Sequence[Job], processes: int, folder: Path) -> pd.DataFrame:
    """Run every job that the folder does not keep yet; return the rows of all jobs."""
    folder.mkdir(parents=True, exist_ok=True)
    done = set(_jobs_of(kept_rows(folder)))
    left = [job for job in jobs if job not in done]
    # A file of its own for each run, so that several may go on at the same time.
    with (
        (folder / f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file,
        multiprocessing.get_context("spawn").Pool(processes) as pool,
    ):
        for row in pool.imap_unordered(_run, left):
            file.write(f"{json.dumps(row)}\n")
            file.flush()
    rows = kept_rows(folder)
    asked = set(jobs)
    return rows[[job in asked for job in _jobs_of(rows)]]


def _jobs_of(rows: pd.DataFrame) -> Iterator[Job]:
    for row in rows.to_dict("records"):
        yield Scenario(**{key: row[key] for key in KEYS}), row["seed"]


def _run(job: Job) -> dict:
    """Unpack a job: a pool maps functions of one argument."""
    return run(*job)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=200, help="a scenario")
    parser.add_argument("--seed", type=int, default=1, help="of the first network")
    parser.add_argument("--simulators", nargs="+", default=sorted(SIMULATORS))
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--ratios", nargs="+", type=float, default=RATIOS)
    parser.add_argument("--hidden", nargs="+", type=float, default=HIDDEN)
    parser.add_argument("--intake", type=float, default=INTAKE, help="share a month")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="into the method's page")
    parser.add_argument(
        "--rows", type=Path, default=Path(tempfile.gettempdir(), "simulated-impact")
    )
    asked = parser.parse_args()
    # Each process has one thread: more of them wait for one another.
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    jobs = [
        (Scenario(name, ratio, hidden, size, round(size * asked.intake, 2)), seed)
        for seed in range(asked.seed, asked.seed + asked.networks)
        for name, size, ratio, hidden in product(
            asked.simulators, asked.sizes, asked.ratios, asked.hidden
        )
    ]
    found = summaries(simulate(jobs, asked.processes, asked.rows))
    text = f"{tables(found)}\n\n{said(found, asked)}"
    sys.stdout.write(f"{text}\n")
    if asked.write:
        write(PAGE, text)
    broken = unmet(found)
    if broken:
        sys.exit("Not as promised: " + "; ".join(broken))


def said(found: Mapping[Scenario, Figures], asked: argparse.Namespace) -> str:
    """Say how the networks were made, and what else they show where nothing changes."""
    null = [one for scenario, one in found.items() if scenario.changes_nothing]
    how = (
        f"Each network has 36 months of data, and {1_000 * asked.intake:.2g} of every "
        f"1,000 people join the caseload each month; seeds {asked.seed} onwards."
    )
    if not null:
        return how
    mean = pd.DataFrame(null).mean()
    return (
        f"{how} Where nothing changes and no risk is hidden, the naive rate ratio is "
        f"{mean['naive']:.2f}, and the comparison fell to {mean['by_itself']:.2f} of "
        "the year before as well; the strata expect "
        f"{mean['deaths']:.2f} deaths for each one observed, and "
        f"{mean['deaths_by_stratum']:.2f} dividing in each stratum."
    )


if __name__ == "__main__":
    main()
