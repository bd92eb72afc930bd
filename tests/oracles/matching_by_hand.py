"""The whole matched estimate as loops over people, days and strata: slow, and plain.

Written from the definition and not from the engine: dates instead of day numbers, a
walk over admissions instead of windows, one dictionary for each step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from people_by_hand import Person, months_between, next_month

COHORTS = [
    "palliative",
    "frailty_severe",
    "dementia",
    "smi",
    "learning_disability",
    "cancer",
    "frailty_moderate",
    "housebound",
    "diabetes",
    "long_term_conditions",
    "carer",
]


def band(value: float, cuts: Iterable[float]) -> int:
    return sum(value >= cut for cut in cuts)


@dataclass
class Pair:
    """A person at an index month."""

    person: Person
    month: date
    started: bool
    end: date  # the day after follow-up
    cells: dict[str, tuple]
    heavy: bool = False


def main_cohort(person: Person, day: date) -> str:
    held = [name for name, since, until in person.cohorts if since <= day <= until]
    for name in COHORTS:
        if name in held:
            return name
    return "other" if held else "none"


def pairs(everyone: list[Person], months: list[date], follow_up: int) -> list[Pair]:
    found = []
    study_end = next_month(months[-1])
    for month in months[12:-1]:
        for person in everyone:
            year_from = next_month(month, -12)
            begun = person.start and person.start.replace(day=1) < month
            if person.came > year_from or person.last < month or begun:
                continue
            started = bool(person.start) and person.start.replace(day=1) == month
            end = min(next_month(month, follow_up + 1), study_end)
            found.append(
                Pair(person, month, started, end, cells(person, month, year_from))
            )
    for pcn in {pair.person.pcn for pair in found}:
        mine = [pair for pair in found if pair.person.pcn == pcn]
        use = sorted(year_use(pair) for pair in mine if pair.started)
        if not use:
            continue
        limit = next(u for u in use if sum(v <= u for v in use) >= 0.99 * len(use))
        for pair in mine:
            pair.heavy = year_use(pair) > limit
    return found


def year_use(pair: Pair) -> float:
    year_from = next_month(pair.month, -12)
    return pair.person.count("emergency", year_from, pair.month) + pair.person.count(
        "attendances", year_from, pair.month
    )


def cells(person: Person, month: date, year_from: date) -> dict[str, tuple]:
    age = month.year - person.born
    year = person.count("emergency", year_from, month)
    quarter = person.count("emergency", next_month(month, -3), month)
    seen = person.count("attendances", year_from, month)
    same = (person.pcn, month, person.sex, main_cohort(person, month))
    main = (
        *same,
        band(age, (18, 40, 65, 75, 85)),
        person.quintile,
        band(year, (1, 2, 3)),
        band(quarter, (1,)),
        band(seen, (1, 3)),
    )
    coarser = (
        *same,
        band(age, (40, 65, 75)),
        band(person.quintile, (1, 3)),
        band(year, (1, 2)),
        band(quarter, (1,)),
        band(seen, (1,)),
    )
    finer = (
        *same,
        band(age, (18, 30, 40, 50, 65, 70, 75, 80, 85, 90)),
        person.quintile,
        band(year, (1, 2, 3, 5)),
        band(quarter, (1, 2)),
        band(seen, (1, 2, 3, 5)),
    )
    return {
        "main": main,
        "coarser": coarser,
        "finer": finer,
        "same_practice": (*main, person.practice),
    }


# Events and days, or None for a person and month that the measure leaves out.
Counted = Callable[[Pair], tuple[float, float] | None]


def window(outcome: str, first: int, last: int) -> Counted:
    """Count events and days from `first` to `last` months after the index month."""

    def counted(pair: Pair) -> tuple[float, float]:
        opens = next_month(pair.month, first)
        closes = min(next_month(pair.month, last + 1), pair.end)
        return (
            pair.person.count(outcome, opens, closes),
            pair.person.days(opens, closes),
        )

    return counted


def censored(pair: Pair) -> tuple[float, float]:
    opens, closes = next_month(pair.month), pair.end
    if not pair.started and pair.person.start:
        closes = max(min(closes, pair.person.start.replace(day=1)), opens)
    return pair.person.count("emergency", opens, closes), pair.person.days(
        opens, closes
    )


def usual(pair: Pair) -> tuple[float, float] | None:
    return None if pair.heavy else window("emergency", 1, 12)(pair)


def earlier(first_month: date) -> Counted:
    def counted(pair: Pair) -> tuple[float, float] | None:
        opens = max(next_month(pair.month, -24), first_month)
        closes = next_month(pair.month, -12)
        days = (closes - max(opens, pair.person.came)).days
        if days <= 0:
            return None
        return pair.person.count("emergency", opens, closes), days

    return counted


def estimate(
    found: list[Pair],
    counted: Counted,
    cell: str = "main",
    group: Callable[[Pair], str] = lambda pair: "all",
) -> dict[tuple[str, str], dict[str, float]]:
    """Sum totals and products of influence on them, by PCN and group."""
    strata: dict[tuple, list[tuple[Pair, float, float]]] = defaultdict(list)
    for pair in found:
        seen = counted(pair)
        if seen is not None:
            strata[pair.cells[cell]].append((pair, *seen))
    out: dict[tuple[str, str], dict[str, float]] = {}
    groups = {(pair.person.pcn, group(pair)) for pair in found if pair.started}
    for pcn, name in groups:
        # Influence of each person on events and days of those who started (a, b) and
        # of their comparison at its weights (c, d).
        parts = {letter: defaultdict(float) for letter in "abcd"}
        joined, events, days, serves = 0, 0.0, 0.0, set()
        for stratum, rows in strata.items():
            treated = [r for r in rows if r[0].started and group(r[0]) == name]
            others = [r for r in rows if not r[0].started]
            if stratum[0] != pcn or not treated or not others:
                continue
            joined += len(treated)
            weight = len(treated) / len(others)
            events += weight * sum(y for _, y, _ in others)
            days += weight * sum(t for _, _, t in others)
            mean_y = sum(y for _, y, _ in others) / len(others)
            mean_t = sum(t for _, _, t in others) / len(others)
            for pair, y, t in treated:
                for letter, value in zip("abcd", (y, t, mean_y, mean_t), strict=True):
                    parts[letter][pair.person.who] += value
            for pair, y, t in others:
                parts["c"][pair.person.who] += weight * (y - mean_y)
                parts["d"][pair.person.who] += weight * (t - mean_t)
                serves.add(pair.person.who)
        if joined:
            out[pcn, name] = {
                "people": joined,
                "comparison_people": len(serves),
                "observed": sum(parts["a"].values()),
                "days": sum(parts["b"].values()),
                "comparison_events": events,
                "comparison_days": days,
                **products(parts),
            }
    return out


def products(parts: dict[str, dict[str, float]]) -> dict[str, float]:
    who = set().union(*parts.values())
    return {
        one + other: sum(parts[one].get(p, 0) * parts[other].get(p, 0) for p in who)
        for one in parts
        for other in parts
        if one <= other
    }


def quarters(found: list[Pair]) -> dict[str, dict[str, float]]:
    """Sum differences and products of influence over the matched year's quarters."""
    strata: dict[tuple, list[Pair]] = defaultdict(list)
    for pair in found:
        strata[pair.cells["main"]].append(pair)
    influence: dict[str, dict[str, list[float]]] = defaultdict(
        lambda: defaultdict(lambda: [0.0] * 4)
    )
    joined: dict[str, int] = defaultdict(int)
    for stratum, rows in strata.items():
        treated = [p for p in rows if p.started]
        others = [p for p in rows if not p.started]
        if not treated or not others:
            continue
        joined[stratum[0]] += len(treated)
        for quarter in range(4):
            counted = window("emergency", 3 * quarter - 12, 3 * quarter - 10)
            mean = sum(counted(p)[0] for p in others) / len(others)
            for pair in rows:
                sign = 1.0 if pair.started else -len(treated) / len(others)
                mine = influence[stratum[0]][pair.person.who]
                mine[quarter] += sign * (counted(pair)[0] - mean)
    return {
        pcn: {
            "people": joined[pcn],
            **{f"difference_{q + 1}": sum(v[q] for v in by.values()) for q in range(4)},
            **{
                f"product_{i + 1}_{j + 1}": sum(v[i] * v[j] for v in by.values())
                for i in range(4)
                for j in range(i, 4)
            },
        }
        for pcn, by in influence.items()
    }


def matched_strata(found: list[Pair]) -> dict[tuple, tuple[list[Pair], list[Pair]]]:
    strata: dict[tuple, tuple[list[Pair], list[Pair]]] = defaultdict(lambda: ([], []))
    for pair in found:
        strata[pair.cells["main"]][0 if pair.started else 1].append(pair)
    return {stratum: arms for stratum, arms in strata.items() if all(arms)}


def path(
    found: list[Pair], months: list[date], outcome: str
) -> dict[tuple[str, date, int], list[float]]:
    """Follow matched people: days of both arms, observed, compared and variance."""
    out: dict[tuple[str, date, int], list[float]] = defaultdict(lambda: [0.0] * 5)
    for stratum, (treated, others) in matched_strata(found).items():
        share = len(treated) / len(others)
        for k in range(-12, 13):
            month = next_month(stratum[1], k)
            if month not in months:
                continue
            row = out[stratum[0], stratum[1], k]
            for pair in treated:
                row[0] += pair.person.days(month, next_month(month))
                row[2] += pair.person.count(outcome, month, next_month(month))
            for pair in others:
                events = pair.person.count(outcome, month, next_month(month))
                row[1] += share * pair.person.days(month, next_month(month))
                row[3] += share * events
                row[4] += share**2 * events
    return dict(out)


def covariate(pair: Pair, name: str, first_month: date) -> float | None:
    year_from = next_month(pair.month, -12)
    if name == "age":
        return pair.month.year - pair.person.born
    if name == "female":
        return float(pair.person.sex == "female")
    if name == "quintile":
        return pair.person.quintile or None
    if name == "recent_emergency":
        return pair.person.count("emergency", next_month(pair.month, -3), pair.month)
    if name == "earlier_emergency":
        seen = earlier(first_month)(pair)
        return seen[0] / seen[1] * 365.25 if seen else None
    if name.startswith("cohort_"):
        return float(main_cohort(pair.person, pair.month) == name[7:])
    return pair.person.count(name.removeprefix("before_"), year_from, pair.month)


def balance(
    found: list[Pair], months: list[date], name: str
) -> dict[tuple[str, str], tuple[float, ...]]:
    """Sum weights, their squares, values and their squares, in each group of a PCN."""
    weights: dict[tuple[str, str], list[tuple[float, Pair]]] = defaultdict(list)
    for pair in found:
        pcn = pair.person.pcn
        if pair.started:
            weights[pcn, "started_before"].append((1.0, pair))
        elif months_between(months[12], pair.month) % 12 == 0:
            weights[pcn, "comparison_before"].append((1.0, pair))
    for stratum, (treated, others) in matched_strata(found).items():
        after = weights[stratum[0], "started_after"]
        after += [(1.0, pair) for pair in treated]
        share = len(treated) / len(others)
        weights[stratum[0], "comparison_after"] += [(share, pair) for pair in others]
    out = {}
    for key, rows in weights.items():
        values = [(w, covariate(pair, name, months[0])) for w, pair in rows]
        held = [(w, x) for w, x in values if x is not None]
        out[key] = (
            sum(w for w, _ in held),
            sum(w * w for w, _ in held),
            sum(w * x for w, x in held),
            sum(w * x * x for w, x in held),
        )
    return out
