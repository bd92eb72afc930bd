"""How often does a month's page call something changed where nothing changes?

Made-up networks of one size, as the demo makes them: winters, long hospital stays,
admissions, bed days and A&E that move together, a caseload that joins and leaves, the
same people checked year after year. Nothing in them changes, or one thing steps by two
sigma. Every headline goes through the product's own series and verdict, for reports in
October and in March, with the last two months of hospital data still provisional.

`make simulate` runs it with `--write`, which puts the figures into docs/methods/spc.md,
between its markers. It ends with an error where they break what the product promises.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from data_access.catalogue.indicator import LATE_FILES, Indicator
from data_access.catalogue.indicators import BY_ID, HEADLINES
from data_access.demo.timeline import EMERGENCY_SEASON
from data_access.months import months_after
from data_access.queries.places import Practice
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
HELD = 36  # months of history, the month of the report included
LATE = 2
STEP = 6  # months within which a step is to be found
SIGMAS = 2.0
PEOPLE = 54_500
WARM = 60  # months before the history, so that a caseload is no longer ramping up
REGISTERS = {  # people, and the share with a complete check in a year
    "smi_check": (480, 0.57),
    "ld_check": (270, 0.62),
    "dementia_review": (430, 0.68),
    "diabetes_processes": (3_400, 0.5),
    "cancer_review": (290, 0.45),
}

RATES = (0.05, 0.10, 0.20)
OTHERS = 2  # a part of the networks for the rates that are not in use
CHANGED = {"better", "worse", "higher", "lower"}


@dataclass(frozen=True)
class Step:
    """A real change: what of two sigma is reached in each month after its start.

    Sigma is that of a month's value, or of its change from the month before.
    """

    label: str
    reached: np.ndarray
    of_changes: bool = False


AT_ONCE = np.ones(STEP)
STEPS = {
    **{
        kind: (Step(f"step in a {kind}", AT_ONCE),)
        for kind in ("flow", "seasonal flow", "share")
    },
    "stock": (
        Step("step in the level of a stock", AT_ONCE),
        Step("step in the pace of a stock", np.arange(1.0, STEP + 1), of_changes=True),
    ),
    # What is done each month changes at once, and the year's share over a year.
    "rolling year": (
        Step("step in a rolling share", AT_ONCE),
        Step("rise of a rolling share over a year, in 12", np.arange(1.0, 13.0) / 12),
    ),
}
PROMISED = ("step in a flow", "step in a seasonal flow", "step in a share")

Pair = tuple[np.ndarray, np.ndarray]
Counts = dict[str, Pair]


def calendar(last: date, length: int) -> np.ndarray:
    """Return calendar months, 0 for January, of the months to the last."""
    return np.array(
        [months_after(last, back - length + 1).month - 1 for back in range(length)]
    )


def network(random: np.random.Generator, last: date) -> Counts:
    """Return each headline's numerators and denominators, month by month."""
    season = (EMERGENCY_SEASON / EMERGENCY_SEASON.mean())[calendar(last, HELD)]
    return {
        **hospital(random, season),
        **caseload(random),
        **{id_: checked(random, last, *REGISTERS[id_]) for id_ in REGISTERS},
    }


def spread(random: np.random.Generator, mean: np.ndarray, excess: float) -> np.ndarray:
    """Draw counts whose variance is ``excess`` times their mean."""
    shape = np.maximum(mean, 1e-9) / (excess - 1)
    return random.poisson(random.gamma(shape, excess - 1)).astype(float)


def hospital(random: np.random.Generator, season: np.ndarray) -> Counts:
    """Use of hospital and GP: one cold month moves all of it."""
    life = np.full(HELD, float(PEOPLE))
    shared = random.lognormal(0, 0.02, HELD) * season
    admitted = spread(random, 8.2e-3 * PEOPLE * shared, 1.4)
    stays = [random.lognormal(0.6, 1.15, int(n)).round().sum() for n in admitted]
    return {
        "emergency": (admitted, life),
        "ambulatory_sensitive": (random.binomial(admitted.astype(int), 0.19), life),
        "bed_days": (np.array(stays), life),
        "attendances": (spread(random, 23e-3 * PEOPLE * shared, 2.0), life),
        "gp_appointments": (spread(random, 0.23 * PEOPLE * np.sqrt(shared), 8.0), life),
    }


def caseload(random: np.random.Generator) -> Counts:
    """Follow a caseload that joins and leaves at the same pace throughout."""
    length = WARM + HELD
    joined = spread(random, np.full(length, 17.0), 1.3)
    open_, planned, now, with_plan = np.empty(length), np.empty(length), 0, 0
    for month in range(length):
        began = int(joined[month])
        plans = random.binomial(began, 0.5)
        with_plan += plans - random.binomial(with_plan, 0.14)
        now += began - plans - random.binomial(now, 0.14)
        planned[month], open_[month] = with_plan, with_plan + now
    active, joined = open_[WARM:] + random.poisson(12, HELD), joined[WARM:]
    held = open_[WARM:]
    posts = np.full(HELD, 3.6)
    contacts = spread(random, 1.1 * active, 2.0)
    booked = contacts + spread(random, 0.1 * active, 1.5)
    referred = spread(random, np.full(HELD, 20.0), 1.3)
    accepted = random.binomial(referred.astype(int), 0.85).astype(float)
    none = np.full(HELD, np.nan)
    return {
        "caseload_open": (held, none),
        "caseload_new": (joined, none),
        "caseload_per_wte": (held, posts),
        "caseload_weighted_per_wte": (held * random.normal(1.2, 0.02, HELD), posts),
        "contacts": (contacts, active),
        "home_visits": (spread(random, 0.18 * active, 1.5), active),
        "did_not_attend": (booked - contacts, booked),
        "care_plan": (planned[WARM:], held),
        "referrals_in": (referred, none),
        "referrals_out": (spread(random, np.full(HELD, 20.0), 1.5), none),
        "first_contact": (random.binomial(accepted.astype(int), 0.55), accepted),
    }


def checked(random: np.random.Generator, last: date, people: int, share: float) -> Pair:
    """Count who had a check in the twelve months to each month.

    People differ in how likely they come, and the year's end has more checks.
    """
    length = HELD + 11
    busy = np.where(calendar(last, length) < 3, 1.6, 0.8)
    yearly = random.beta(4 * share, 4 * (1 - share), people)
    monthly = -np.log1p(-np.minimum(yearly, 0.995)) / 12
    pace = busy * random.lognormal(0, 0.1, length)
    done = random.random((people, length)) < -np.expm1(-np.outer(monthly, pace))
    ever = np.lib.stride_tricks.sliding_window_view(done, 12, axis=1).any(axis=2)
    return ever.sum(axis=0).astype(float), np.full(HELD, float(people))


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
    indicator = BY_ID[id_]
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
        for number in range(networks)
    ]
    found: dict[str, list[bool]] = {
        step.label: [] for steps in STEPS.values() for step in steps
    }
    tried = [(each, step) for each in HEADLINES for step in STEPS[each.kind]]
    for one, step in tried:
        # Between networks in the same month: chance alone, and no season.
        values = np.array([rate_of(each[one.id]) for each in made])
        if step.of_changes:
            values = np.diff(values)
        sigma = np.mean(np.std(values, axis=0))
        for number, each in enumerate(made):
            way = SIGMAS if number % 2 else -SIGMAS
            late = LATE if _late(one) else 0
            full = stepped(each[one.id], late, way * sigma * step.reached)
            reports = (
                judge(one.id, cut(full, gone), months_after(last, -gone))
                for gone in reversed(range(step.reached.size))
            )
            found[step.label].append(any(sign in CHANGED for sign in reports))
    return {label: float(np.mean(seen)) for label, seen in found.items()}


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
