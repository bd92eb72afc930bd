"""Shares of small groups, with limits, as this reader may see them."""

import math

import numpy as np

from data_access.answers.core import Compared, Mark
from data_access.disclosure.counts import limits_as_shown
from data_access.disclosure.rule import LEAST_SHOWN, disclose
from data_access.stats.intervals import wilson


def compared_share(
    code: str,
    name: str,
    count: float,
    whole: float,
    *,
    exact: bool,
    withheld: bool = False,
    fewest: int = 1,
) -> Compared:
    """Return ``count`` of ``whole`` in per cent with Wilson limits.

    ``withheld`` says that the part, or the whole, may not be shown outside direct care,
    as NaN does. Under ``fewest`` there are too few to compare. Outside direct care the
    limits come from what is shown, with three digits, and there are none of fewer than
    eight people counted.
    """
    if exact and whole < max(fewest, 1):
        mark = Mark.NO_DATA if not whole else Mark.TOO_FEW
        return Compared(code, name, mark=mark)
    flags = np.array([withheld or math.isnan(count) or math.isnan(whole)])
    (figure,) = disclose(
        np.array([float(count)]),
        np.array([float(whole)]),
        flags,
        flags,
        kind="share",
        multiplier=100.0,
        exact=exact,
    )
    if figure.value is None or figure.denominator is None:
        return Compared(code, name, mark=figure.mark)
    if figure.denominator < fewest:
        return Compared(code, name, mark=Mark.TOO_FEW)
    part = round(figure.value * figure.denominator / 100)
    if not exact and part < LEAST_SHOWN:
        return Compared(code, name, figure.value, denominator=figure.denominator)
    limits = wilson(part, figure.denominator)
    low, high = limits_as_shown(
        float(limits.lower) * 100, float(limits.upper) * 100, exact=exact
    )
    return Compared(code, name, figure.value, low, high, figure.denominator)
