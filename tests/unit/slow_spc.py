"""XmR charts point by point with plain loops: a second, obvious implementation."""

from itertools import pairwise
from math import fsum, isnan, nan


def mean_of(numbers: list[float]) -> float:
    return fsum(numbers) / len(numbers) if numbers else nan


def split(values, rebase_at) -> list[list[tuple[int, float]]]:
    """Cut a series into groups of (position, value), dropping what is missing."""
    groups, current = [], []
    for position, value in enumerate(values):
        if position in set(rebase_at):
            groups.append(current)
            current = []
        if not isnan(value):
            current.append((position, value))
    return [group for group in [*groups, current] if group]


def limits(group: list[float], screen: bool, baseline: int | None):
    """Return mean, lower, upper, near lower and near upper of one group."""
    fixing = group[:baseline] if baseline else group
    mean = mean_of(fixing)
    moves = [abs(b - a) for a, b in pairwise(fixing)]
    spread = mean_of(moves)
    if screen and spread > 0:
        spread = mean_of([move for move in moves if move < 3.267 * spread])
    near = 2 * (2.66 / 3) * spread
    return mean, mean - 2.66 * spread, mean + 2.66 * spread, mean - near, mean + near


def shifts(side: list[int]) -> dict[int, int]:
    """Return the direction of each point in seven running on one side."""
    found = {}
    for start in range(len(side) - 6):
        if side[start] != 0 and len(set(side[start : start + 7])) == 1:
            found |= dict.fromkeys(range(start, start + 7), side[start])
    return found


def twos_of_three(side: list[int], near: list[bool]) -> dict[int, int]:
    """Return the direction of each near point of two among three on one side."""
    found = {}
    for start in range(len(side) - 2):
        three = range(start, start + 3)
        one_side = side[start] != 0 and len({side[point] for point in three}) == 1
        if one_side and sum(near[point] for point in three) >= 2:
            found |= {point: side[point] for point in three if near[point]}
    return found


def trends(group: list[float]) -> dict[int, int]:
    """Return the direction of each point in seven that only rise or only fall."""
    found = {}
    for start in range(len(group) - 6):
        moves = list(pairwise(group[start : start + 7]))
        # Left to right, so that a turning point ends with the later run's direction.
        if all(b > a for a, b in moves):
            found |= dict.fromkeys(range(start, start + 7), 1)
        if all(b < a for a, b in moves):
            found |= dict.fromkeys(range(start, start + 7), -1)
    return found


def rules(group: list[float], lines, two_of_three: bool = True):
    """Return the rule and direction of each point of one group."""
    mean, lower, upper, near_lower, near_upper = lines
    side = [(value > mean) - (value < mean) for value in group]
    outside = [value > upper or value < lower for value in group]
    near = [
        not out and (value > near_upper or value < near_lower)
        for value, out in zip(group, outside, strict=True)
    ]
    beyond = {point: side[point] for point, out in enumerate(outside) if out}
    fired = dict.fromkeys(range(len(group)), ("", 0))
    weakest_first = [
        ("shift", shifts(side)),
        ("two_of_three", twos_of_three(side, near) if two_of_three else {}),
        ("trend", trends(group)),
        ("limits", beyond),
    ]
    for rule, points in weakest_first:
        fired |= {point: (rule, direction) for point, direction in points.items()}
    return [fired[point] for point in range(len(group))]


def label_of(direction: int, improvement: str) -> str:
    if direction == 0:
        return "common_cause"
    if improvement == "neutral":
        return "neutral_high" if direction > 0 else "neutral_low"
    return (
        "improvement" if (direction > 0) == (improvement == "increase") else "concern"
    )


def variation_of(direction: int, improvement: str) -> str:
    label = label_of(direction, improvement)
    if label.startswith(("common", "neutral")):
        return label
    return f"{label}_{'high' if direction > 0 else 'low'}"


def assurance_of(lower: float, upper: float, improvement: str, target: float | None):
    if target is None or improvement == "neutral" or isnan(lower):
        return None
    if lower <= target <= upper:
        return "hit_or_miss"
    return "pass" if (target < lower) == (improvement == "increase") else "fail"


def chart(values, improvement, target=None, rebase_at=(), screen=True, baseline=None):
    """Return every field of a chart, as a dictionary of lists and words."""
    found = {name: [] for name in ("kept", "values", "mean", "lower", "upper")}
    found |= {name: [] for name in ("near_lower", "near_upper", "rule", "label")}
    groups = split(values, rebase_at)
    for group in groups:
        points = [value for _, value in group]
        lines = limits(points, screen, baseline)
        fired = rules(points, lines)
        found["kept"] += [position for position, _ in group]
        found["values"] += points
        for name, line in zip(
            ("mean", "lower", "upper", "near_lower", "near_upper"), lines, strict=True
        ):
            found[name] += [line] * len(group)
        found["rule"] += [rule for rule, _ in fired]
        found["label"] += [label_of(direction, improvement) for _, direction in fired]
    found["variation"] = variation_of(fired[-1][1], improvement)
    found["assurance"] = assurance_of(lines[1], lines[2], improvement, target)
    found["trial"] = len(groups[-1]) < 13
    return found
