"""How often does a month's page call something changed where nothing changes?

In made-up networks nothing changes, or one thing steps by two sigma. Every headline
goes through the product's own series and verdict, for reports in October and in March,
with the last two months of hospital data still provisional.

`make simulate` runs it with `--write`, which puts the figures into docs/methods/spc.md,
between its markers. It ends with an error where they break what the product promises.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from made_networks import (
    EACH_MONTH,
    HELD,
    PEOPLE,
    REGISTERS,
    Counts,
    Pair,
    network,
)

from data_access.catalogue.indicator import LATE_FILES, Indicator
from data_access.catalogue.indicators import BY_ID, HEADLINES
from data_access.months import months_after
from data_access.queries.places import Practice
from data_access.questions.checks.check_months import each_month
from data_access.questions.parts import judged, judged_years
from data_access.questions.parts.place import Place
from data_access.questions.parts.series import series_of
from data_access.questions.parts.trend import trend_of
from data_access.stats import spc

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "spc.md"
BEGIN, END = "<!-- simulation: begin -->", "<!-- simulation: end -->"
MOST_FALSE = 0.10
LEAST_FOUND = 0.80

REPORTS = {"October": date(2026, 10, 1), "March": date(2026, 3, 1)}
LATE = 2
STEP = 6  # months within which a step is to be found
SIGMAS = 2.0

RATES = (0.05, 0.10, 0.20)
OTHERS = 4  # a part of the networks for the rates that are not in use
CHANGED = {"better", "worse", "higher", "lower"}


@dataclass(frozen=True)
class Step:
    """A real change: what of two sigma is reached in each month after its start.

    Sigma is between networks alike in all but chance, in the same month: that of the
    value, of its change from the month before, or of the checks done in the month.
    """

    label: str
    reached: np.ndarray = field(default_factory=lambda: np.ones(STEP))
    sigma: Literal["value", "change", "checks"] = "value"


ADDED_UP = np.arange(1.0, STEP + 1)
STEPS = {
    **{
        kind: (Step(f"step in a {kind}"),)
        for kind in ("flow", "seasonal flow", "share")
    },
    "stock": (
        Step("step in the level of a stock"),
        Step("step in the pace of a stock", ADDED_UP, "change"),
    ),
    "rolling year": (
        Step("step in a register's rolling share"),
        Step("rise of that share over a year, in 12", np.arange(1.0, 13.0) / 12),
        Step("step in the checks of a month, by the share", ADDED_UP, "checks"),
    ),
    # Of the people on a caseload, who are no register: they come and go.
    "care_plan": (Step("step in the caseload's share with a plan"),),
    EACH_MONTH: (Step("step in the checks of a month, by their own chart"),),
}
PROMISED = (
    "step in a flow",
    "step in a seasonal flow",
    "step in a share",
    "step in the level of a stock",
    "step in the pace of a stock",
    "step in the checks of a month, by their own chart",
)


def judge(id_: str, counts: Pair, last: date) -> str:
    """Return the product's sign of one headline at a report."""
    numerator, denominator = counts
    length = len(numerator)
    months = [months_after(last, back - length + 1) for back in range(length)]
    rows = pd.DataFrame(
        {
            "month": pd.to_datetime(months),
            "numerator": numerator.astype(float),
            "denominator": denominator,
            "squares": numerator.astype(float),
            "senders": "A1",
            "numerator_withheld": False,
            "denominator_withheld": False,
        }
    )
    place = Place(
        month=last,
        first_month=months[0],
        firm=tuple((file, months_after(last, -LATE)) for file in LATE_FILES),
        pcn="U1",
        pcn_name="Made-up PCN",
        practice="all",
        cohort="all",
        practices=(Practice("A1", "One", "U1", "Made-up PCN"),),
    )
    id_, each, _ = id_.partition(EACH_MONTH)
    indicator = each_month(BY_ID[id_]) if each else BY_ID[id_]
    trend = trend_of(indicator, series_of(indicator, rows, place, exact=True), place)
    return trend.verdict.sign if trend else "no_data"


def _late(indicator: Indicator) -> bool:
    return not LATE_FILES.isdisjoint(indicator.needs)


def four_rules(id_: str, counts: Pair) -> bool:
    """Say whether any of the four rules alone, without a season, fires at the end."""
    numerator, denominator = counts
    values = numerator if np.isnan(denominator).all() else numerator / denominator
    if _late(BY_ID[id_]):
        values = values[:-LATE]
    return spc.xmr(values, improvement="neutral").variation != "common_cause"


def nothing_changes(networks: int, seed: int, last: date) -> dict[str, float]:
    """Return the share of pages that call anything changed where nothing does."""
    pages = []
    for number in range(networks):
        made = network(np.random.default_rng([seed, number, last.month]), last)
        signs = {judge(one.id, made[one.id], last) for one in HEADLINES}
        rules = (
            four_rules(one.id, made[one.id])
            for one in HEADLINES
            if one.improvement != "neutral"
        )
        pages.append(
            {
                "better or worse": bool(signs & {"better", "worse"}),
                "any change": bool(signs & CHANGED),
                "cannot tell yet": "cannot_tell" in signs,
                "four rules": any(rules),
            }
        )
    return dict(pd.DataFrame(pages).mean())


def steps_found(networks: int, seed: int, last: date) -> dict[str, float]:
    """Return the share of two-sigma steps found within their months, by kind."""
    made = [
        network(np.random.default_rng([seed, number, last.month]), last)
        for number in range(2 * networks)
    ]
    found: dict[str, list[bool]] = {
        step.label: [] for steps in STEPS.values() for step in steps
    }
    tried = [
        (one.id, LATE if _late(one) else 0, step)
        for one in HEADLINES
        for step in STEPS.get(one.id, STEPS[one.kind])
    ]
    tried += [(id_ + EACH_MONTH, 0, *STEPS[EACH_MONTH]) for id_ in REGISTERS]
    for id_, late, step in tried:
        sigma = sigma_of(made, id_, step)
        # Two headlines of one caseload are tried in different networks.
        tries = made[len(found[step.label]) // networks % 2 :: 2]
        for number, each in enumerate(tries):
            way = SIGMAS if number % 2 else -SIGMAS
            full = stepped(each[id_], late, way * sigma * step.reached)
            reports = (
                judge(id_, cut(full, gone), months_after(last, -gone))
                for gone in reversed(range(step.reached.size))
            )
            found[step.label].append(any(sign in CHANGED for sign in reports))
    return {label: float(np.mean(seen)) for label, seen in found.items()}


def sigma_of(made: list[Counts], id_: str, step: Step) -> float:
    """Return the spread between networks in the same month: chance, and no season."""
    if step.sigma == "checks":
        people = REGISTERS[id_][0]
        return sigma_of(made, id_ + EACH_MONTH, STEPS[EACH_MONTH][0]) / people
    values = np.array([rate_of(each[id_]) for each in made])
    if step.sigma == "change":
        values = np.diff(values)
    return float(np.mean(np.std(values, axis=0)))


def rate_of(counts: Pair) -> np.ndarray:
    """Return values of a month: counts, or their rate."""
    numerator, denominator = counts
    return numerator / np.where(np.isnan(denominator), 1.0, denominator)


def stepped(counts: Pair, late: int, shifts: np.ndarray) -> Pair:
    """Shift the last firm months, later ones by the last shift, as far as can be."""
    _, denominator = counts
    values = rate_of(counts)
    values[len(values) - late - shifts.size :] += [*shifts, *[shifts[-1]] * late]
    whole = np.where(np.isnan(denominator), 1.0, denominator)
    return np.maximum(np.round(values * whole), 0.0), denominator


def cut(counts: Pair, months: int) -> Pair:
    """Return the counts as they were some months earlier."""
    numerator, denominator = counts
    end = len(numerator) - months
    return numerator[:end], denominator[:end]


def at_rate(rate: float, networks: int, steps: int, seed: int) -> dict[str, float]:
    """Run both studies with one rate of error for a page."""
    kept = judged.ERROR_RATE, judged_years.CONFIDENCE
    judged.ERROR_RATE = rate / len(HEADLINES)
    judged_years.CONFIDENCE = 1 - judged.ERROR_RATE
    try:
        found = {}
        for name, last in REPORTS.items():
            for what, share in nothing_changes(networks, seed, last).items():
                found[f"{what}, {name}"] = share
            for kind, share in steps_found(steps, seed + 1, last).items():
                found[f"{kind}, {name}"] = share
        return found
    finally:
        judged.ERROR_RATE, judged_years.CONFIDENCE = kept


def table(found: dict[float, dict[str, float]]) -> str:
    """Write the shares, one column a rate; the one in use is in bold."""
    heads = [
        f"**{rate:.0%} (in use)**" if rate == judged.PAGE_ERROR else f"{rate:.0%}"
        for rate in found
    ]
    lines = [f"| Pages allowed to err | {' | '.join(heads)} |"]
    lines.append("|---|" + "---|" * len(found))
    for label in next(iter(found.values())):
        if not label.startswith("four rules"):
            cells = (f"{shares[label]:.1%}" for shares in found.values())
            lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def unmet(shares: dict[str, float]) -> list[str]:
    """Say which promises the figures break."""
    return [
        f"{label}: {share:.1%}"
        for label, share in shares.items()
        if (label.startswith("better or worse") and share > MOST_FALSE)
        or (label.startswith(PROMISED) and share < LEAST_FOUND)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=300)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="into the method's page")
    asked = parser.parse_args()
    began = time.perf_counter()
    found = {}
    for rate in RATES:
        part = 1 if rate == judged.PAGE_ERROR else OTHERS
        found[rate] = at_rate(
            rate, asked.networks // part, asked.steps // part, asked.seed
        )
    used = found[judged.PAGE_ERROR]
    rules = ", ".join(
        f"{used[f'four rules, {name}']:.0%} in {name}" for name in REPORTS
    )
    how = (
        f"{asked.networks} networks of {PEOPLE:,} people a month of report, with "
        f"{HELD} months of history, {len(HEADLINES)} headlines each, and {asked.steps} "
        f"of them with a step, up or down, in each flow; {1 / OTHERS:.0%} of that for "
        "the rates not in use. By the four rules at the last month alone, on every "
        "headline and without a season, pages with a false improvement or "
        f"worsening were {rules}."
    )
    minutes = (time.perf_counter() - began) / 60
    sys.stdout.write(f"{table(found)}\n\n{how} It took {minutes:.0f} minutes.\n")
    if asked.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        after = rest.split(END)[1]
        text = f"{before}{BEGIN}\n{table(found)}\n\n{how}\n{END}{after}"
        PAGE.write_text(text, encoding="utf-8")
    broken = unmet(used)
    if broken:
        sys.exit("Not as promised: " + "; ".join(broken))


if __name__ == "__main__":
    main()
