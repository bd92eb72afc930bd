"""Small parts of a shown total, where other figures may show the rest exactly.

``withheld_cells`` relies on the rounding of shown figures. A tree of totals (all
referrals, by destination, by outcome) lets a reader narrow that rounding from level to
level, so this module does not rely on it: it withholds parts until they are safe even
from a reader who knows every other number exactly.
"""

from collections.abc import Sequence

import numpy as np

from data_access.answers.core import Mark
from data_access.disclosure.rule import MOST_HIDDEN, Flags, Floats, disclose, is_small


def withheld_parts(parts: Floats) -> Flags:
    """Flag the parts of a shown total that may not be shown.

    ``parts`` add up to the total. A withheld part is at least 1, and at most the rest
    when every other withheld part is 1; the smallest other parts are withheld until
    that is 7 or more. Where no other part is left, all are withheld, zeros too.
    """
    hidden = is_small(parts)
    while hidden.any():
        count = int(hidden.sum())
        if count > 1 and parts[hidden].sum() - (count - 1) >= MOST_HIDDEN:
            return hidden
        spare = np.where(hidden | ~(parts > 0), np.inf, parts)
        if not np.isfinite(spare).any():
            return np.ones(len(parts), dtype=bool)
        hidden[spare.argmin()] = True
    return hidden


def shown_parts(
    parts: Sequence[float], *, exact: bool, hidden: bool = False
) -> tuple[float | Mark, ...]:
    """Return each part as it may be shown; ``hidden``: their total is withheld."""
    counts = np.asarray(parts, dtype=float)
    flags = np.ones(len(counts), dtype=bool) if hidden else withheld_parts(counts)
    figures = disclose(counts, counts, flags, flags, kind="count", exact=exact)
    return tuple(
        (figure.mark or Mark.NO_DATA) if figure.value is None else figure.value
        for figure in figures
    )
