"""How does a figure move with the time of year?"""

import numpy as np
from numpy.typing import ArrayLike

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError

MONTHS_IN_YEAR = 12
FEWEST_MONTHS = 24  # two full years: with fewer, a season and a change look alike
_LEAST = 0.2  # of the usual level: a season near nothing would divide by nothing


def knows_season(calendar_months: ArrayLike) -> bool:
    """Say whether months are two years' worth, and every one of a year among them."""
    months = np.asarray(calendar_months)
    return bool(
        months.size >= FEWEST_MONTHS and np.unique(months).size == MONTHS_IN_YEAR
    )


def seasonal_waves(calendar_months: ArrayLike, waves: int) -> Floats:
    """Return the waves that a season is made of, one row a month and two columns each.

    ``calendar_months``: 0 for January to 11 for December. ``waves``: of a year, half a
    year and so on, 5 at most. Two are the shape of a winter.
    """
    angle = 2 * np.pi * np.asarray(calendar_months, dtype=float) / MONTHS_IN_YEAR
    turns = [wave * angle for wave in range(1, waves + 1)]
    return np.column_stack([part(turn) for turn in turns for part in (np.cos, np.sin)])


def season_of(
    values: ArrayLike, calendar_months: ArrayLike, steps: Floats, waves: int
) -> Floats:
    """Return each calendar month's level against the average month, January first.

    ``values`` are whole years and more of one figure; ``steps`` has one column for each
    level that they may have had besides, so that a change is not taken for a season.
    ``waves``: see `seasonal_waves`.

    Source: least squares on harmonics, as in Stolwijk, Straatman and Zielhuis
    (1999), Studying seasonality by using sine and cosine functions in regression
    analysis, Journal of Epidemiology and Community Health 53, 235-238.

    Raises:
        StatisticsError: fewer than 24 values, or values that add up to nothing.

    """
    row = checks.series("values", values, least=FEWEST_MONTHS)
    level = row.mean()
    if not level > 0:
        raise StatisticsError("values", "must add up to more than 0")
    design = np.hstack([steps, seasonal_waves(calendar_months, waves)])
    found, *_ = np.linalg.lstsq(design, row / level, rcond=None)
    year = seasonal_waves(np.arange(MONTHS_IN_YEAR), waves)
    shape = 1 + year @ found[steps.shape[1] :]
    return np.asarray(np.maximum(shape, _LEAST))
