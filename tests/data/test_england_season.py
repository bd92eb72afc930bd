"""England's seasons of the catalogue, measured again from the published file."""

import csv
import math
from calendar import monthrange
from collections import defaultdict
from datetime import datetime

import pytest
from fixtures.england_files import FOLDER

from data_access.catalogue.seasons import SEASONS
from data_access.demo.timeline import ATTENDANCE_SEASON, EMERGENCY_SEASON

FILE = FOLDER / "ae-admissions" / "england_icb_accidents_emergency.csv"
COLUMNS = {
    "emergency_admissions": "total_emergency_admissions",
    "attendances": "total_attendances",
}
REPEATED = {(2025, 2), (2025, 3)}

pytestmark = pytest.mark.skipif(
    not FILE.is_file(),
    reason="no published files: set CARE_IMPACT_OPEN_DATA to their folder",
)


def daily(season: str) -> dict[int, float]:
    """Return England's figure a day, by months since the year 0."""
    totals: dict[int, float] = defaultdict(float)
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            month = datetime.strptime(row["date"], "%B %Y")
            if (month.year, month.month) not in REPEATED:
                days = monthrange(month.year, month.month)[1]
                at = 12 * month.year + month.month - 1
                totals[at] += int(row[COLUMNS[season]]) / days
    return totals


def measured(season: str) -> list[float]:
    """Fit a line and twelve levels to the logarithms, each in turn until they rest."""
    logs = {at: math.log(value) for at, value in daily(season).items()}
    levels, slope = [0.0] * 12, 0.0
    middle = sum(logs) / len(logs)
    for _ in range(300):
        rest = {at: log - levels[at % 12] for at, log in logs.items()}
        mean = sum(rest.values()) / len(rest)
        slope = sum((at - middle) * (rest[at] - mean) for at in rest) / sum(
            (at - middle) ** 2 for at in rest
        )
        for month in range(12):
            own = [
                log - slope * (at - middle)
                for at, log in logs.items()
                if at % 12 == month
            ]
            levels[month] = sum(own) / len(own)
    factors = [math.exp(level) for level in levels]
    return [factor / (sum(factors) / 12) for factor in factors]


def centred(season: str) -> list[float]:
    """Divide each month by the mean of the year around it, as in a textbook."""
    values = daily(season)
    ratios: dict[int, list[float]] = defaultdict(list)
    for at, value in values.items():
        around = [values.get(at + shift) for shift in range(-6, 7)]
        if None not in around:
            weights = [0.5, *[1.0] * 11, 0.5]
            mean = sum(w * (v or 0) for w, v in zip(weights, around, strict=True)) / 12
            ratios[at % 12].append(value / mean)
    factors = [sum(ratios[month]) / len(ratios[month]) for month in range(12)]
    return [factor / (sum(factors) / 12) for factor in factors]


@pytest.mark.parametrize("season", COLUMNS)
def test_the_factors_are_those_of_the_file(season: str) -> None:
    held = SEASONS[season].factors
    assert held == pytest.approx(measured(season), abs=0.0006)
    assert held == pytest.approx(centred(season), abs=0.02)


@pytest.mark.parametrize("season", COLUMNS)
def test_the_months_named_are_those_of_the_file(season: str) -> None:
    months = sorted(daily(season))
    first, last = (
        datetime(at // 12, at % 12 + 1, 1).strftime("%B %Y")
        for at in (months[0], months[-1])
    )
    assert SEASONS[season].months == f"{first} to {last}"


def test_the_demo_moves_with_the_season_that_was_measured() -> None:
    for season, made in (
        ("emergency_admissions", EMERGENCY_SEASON),
        ("attendances", ATTENDANCE_SEASON),
    ):
        assert list(made) == pytest.approx(SEASONS[season].factors, abs=0.006)
