"""Shares of small groups, with limits, as this reader may see them."""

import numpy as np

from data_access.answers.core import Compared, Mark
from data_access.disclosure.rule import disclose
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

    ``withheld`` is true if the count or the whole may not be shown outside direct care.
    A whole under ``fewest`` is too small to compare. Outside direct care limits are
    whole per cents, because from exact ones the counts could be worked out.
    """
    if whole < max(fewest, 1):
        mark = Mark.NO_DATA if not whole else Mark.TOO_FEW
        return Compared(code, name, mark=mark)
    flags = np.array([withheld])
    (figures,) = disclose(
        np.array([float(count)]),
        np.array([float(whole)]),
        flags,
        flags,
        kind="share",
        multiplier=100.0,
        exact=exact,
    )
    if figures.value is None:
        return Compared(code, name, mark=figures.mark)
    limits = wilson(count, whole)
    low, high = float(limits.lower) * 100, float(limits.upper) * 100
    if not exact:
        low, high = round(low), round(high)
    return Compared(code, name, figures.value, low, high, figures.denominator)
