"""Small parts of a shown total, where other figures may show the rest exactly.

``withheld_cells`` reckons with the rounding of what is shown. A tree of totals (all
referrals, by destination, by outcome) lets a reader narrow that rounding down from
level to level, so here nothing is trusted to it: parts are withheld until they are safe
even from a reader who knows every other number exactly.
"""

from collections.abc import Sequence

import numpy as np

from data_access.answers.core import Mark
from data_access.disclosure.rule import MOST_HIDDEN, Flags, Floats, disclose, is_small


def withheld_parts(parts: Floats) -> Flags:
    """Say which parts of a shown total may not be shown.

    ``parts`` add up to the total. A withheld part lies from 1 to what is left when
    each other withheld one is 1; the smallest others are withheld until that is 7 or
    more. Where no other is left, all are withheld, zeros too.
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
