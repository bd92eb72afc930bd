"""Shares drawn together, gains and classes, by hand and slowly.

Paule and Mandel by bisection, normal deviates from the error function; nothing of the
product but the assumptions' file.
"""

import math
import tomllib
from collections import defaultdict
from dataclasses import dataclass

import pytest

from data_access.answers.core import Table
from data_access.catalogue.start import FILE

Z = 1.959963984540054
ASSUMED = tomllib.loads(FILE.read_text(encoding="utf-8"))
BY_ID = {check["id"]: check for check in ASSUMED["check"]}
NAMES = {
    "SMI physical health check, all six": "smi_check",
    "Learning disability health check": "ld_check",
    "Dementia care plan review": "dementia_review",
    "Diabetes care processes": "diabetes_processes",
    "Cancer care review": "cancer_review",
}


@dataclass
class Hand:
    """One register of one practice: people due, and the log odds of being done."""

    check: str
    practice: str
    people: float
    middle: float
    error: float

    def left(self, deviate: float) -> float:
        share = 1 / (1 + math.exp(-(self.middle + deviate * self.error)))
        return self.people * (1 - share)

    def gain(self, bound: str, deviate: float) -> float:
        success = BY_ID[self.check]["success"][bound]
        return success * min(self.left(deviate), ASSUMED["reach"][bound])


def log_odds(done: float, people: float) -> tuple[float, float]:
    left = people - done
    variance = 1 / (done + 0.5) + 1 / (left + 0.5)
    return math.log((done + 0.5) / (left + 0.5)), variance


def spread(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean and the variance between groups, by bisection."""

    def weighted(variance: float) -> tuple[float, float]:
        weights = [1 / (v + variance) for _, v in points]
        mean = sum(w * y for w, (y, _) in zip(weights, points, strict=True))
        mean /= sum(weights)
        excess = sum(
            w * (y - mean) ** 2 for w, (y, _) in zip(weights, points, strict=True)
        )
        return mean, excess - (len(points) - 1)

    low, high = 0.0, 100.0
    if weighted(0.0)[1] <= 0:
        return weighted(0.0)[0], 0.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if weighted(middle)[1] > 0 else (low, middle)
    return weighted(low)[0], low


def drawn(counts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    points = [log_odds(*one) for one in counts]
    if len(points) == 1:
        return [(points[0][0], math.sqrt(points[0][1]))]
    mean, between = spread(points)
    of_mean = 1 / sum(1 / (v + between) for _, v in points)
    found = []
    for y, v in points:
        own = between / (between + v)
        variance = own * v + (1 - own) ** 2 * of_mean
        found.append((own * y + (1 - own) * mean, math.sqrt(variance)))
    return found


def typical(counts: list[tuple[float, float]]) -> tuple[float, float]:
    points = [log_odds(*one) for one in counts]
    mean, between = spread(points)
    return mean, math.sqrt(between + 1 / sum(1 / (v + between) for _, v in points))


def is_less(one: Hand, top: Hand, z: float) -> bool:
    reach = ASSUMED["reach"]["central"]

    def reached(which: Hand, deviate: float) -> float:
        return math.log(min(which.left(deviate), reach))

    mine, theirs = BY_ID[top.check]["success"], BY_ID[one.check]["success"]
    between = math.log(mine["central"] / theirs["central"])
    if top.check != one.check:
        between = math.log(mine["low"] / theirs["high"])
    down = reached(top, 0) - reached(top, z)
    up = reached(one, -z) - reached(one, 0)
    ahead = reached(top, 0) - reached(one, 0) + between
    return ahead > math.sqrt(down**2 + up**2)


def classes_of(hands: list[Hand]) -> list[set[tuple[str, str]]]:
    pairs = max(len(hands) * (len(hands) - 1) / 2, 1)
    z = quantile(1 - 0.05 / pairs / 2)
    left, found = list(hands), []
    while left:
        top = max(left, key=lambda one: (one.gain("central", 0), one.left(0)))
        less = [one for one in left if one is not top and is_less(one, top, z)]
        found.append({(one.check, one.practice) for one in left if one not in less})
        left = less
    return found


def quantile(share: float) -> float:
    """Return a normal deviate by bisection of the error function."""
    low, high = 0.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        below = 0.5 * (1 + math.erf(middle / math.sqrt(2))) < share
        low, high = (middle, high) if below else (low, middle)
    return low


def agree(table: Table, hands: list[Hand]) -> None:
    """Hold a ranking to what was reckoned by hand: its numbers and its classes."""
    by_name = {(one.check, one.practice): one for one in hands}
    said: dict[str, set[tuple[str, str]]] = defaultdict(set)
    assert len(table.rows) == len(hands)
    for letter, check, practice, central, low, high, people, left, *rest in table.rows:
        key = (NAMES[str(check)], str(practice))
        one = by_name[key]
        said[str(letter)].add(key)
        assert people == pytest.approx(one.people, abs=0.51)
        assert left == pytest.approx(one.left(0), abs=0.51)
        assert central == pytest.approx(one.gain("central", 0), abs=0.51)
        assert low == pytest.approx(one.gain("low", Z), abs=0.51)
        assert high == pytest.approx(one.gain("high", -Z), abs=0.51)
        share = 100 * (1 - one.left(0) / one.people)
        assert rest[0] == pytest.approx(share, abs=0.01)
    assert list(said.values()) == classes_of(hands)
