"""One count or share as this viewer may see it."""

import numpy as np

from data_access.answers.core import Mark
from data_access.disclosure.rule import Kind, disclose


def shown_count(count: int, *, exact: bool) -> int | Mark:
    """Return the count, rounded to 5 or suppressed for other readers."""
    figure = _one(count, count, "count", exact=exact)
    return figure if isinstance(figure, Mark) else round(figure)


def shown_share(count: int, whole: int, *, exact: bool) -> float | Mark:
    """Return the percentage, from rounded counts if exact ones may not be shown."""
    return _one(count, whole, "share", exact=exact)


def _one(count: int, whole: int, kind: Kind, *, exact: bool) -> float | Mark:
    (figures,) = disclose(
        np.array([float(count)]),
        np.array([float(whole)]),
        np.array([False]),
        np.array([False]),
        kind=kind,
        multiplier=1.0 if kind == "count" else 100.0,
        exact=exact,
    )
    return figures.cell
