"""Small numbers: primary suppression, and the secondary suppression that protects it.

0 stays, 1 to 7 are suppressed, other counts go to the nearest 5, percentages are
computed from rounded counts. Source: NHS Digital, Hospital Episode Statistics,
disclosure control of sub-national figures, September 2018.

``withheld_cells`` runs once, when the evidence is built, over every total and its
breakdowns, so that every page treats a cell alike; ``disclose`` is the only way from
exact counts to a result that may be shown. See docs/methods/disclosure.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from data_access.answers.core import Mark, as_cell

LEAST_SHOWN = 8
MOST_HIDDEN = LEAST_SHOWN - 1
BASE = 5
HALF = BASE // 2  # a count shown as r is one of r - 2 to r + 2

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bounds = tuple[Floats, Floats]
Kind = Literal["count", "share", "rate"]


@dataclass(frozen=True, slots=True, init=False)
class Shown:
    """One figure as it may be shown: a value, or the mark that says why there is none.

    Only ``disclose`` makes one. ``denominator`` is rounded too
    where it counts people. ``exact`` says that nothing was rounded.
    """

    value: float | None
    denominator: int | None
    mark: Mark | None
    exact: bool

    @property
    def cell(self) -> float | Mark:
        """Return the value as a table has it."""
        return as_cell(self.value, self.mark)

    def __init__(self, *_: object) -> None:
        raise TypeError("a figure is shown by disclose() alone")

    @classmethod
    def _of(
        cls,
        value: float | None,
        denominator: int | None,
        mark: Mark | None,
        *,
        exact: bool,
    ) -> Self:
        figure = object.__new__(cls)
        fields = (value, denominator, mark, exact)
        for name, content in zip(cls.__slots__, fields, strict=True):
            object.__setattr__(figure, name, content)
        return figure


def is_small(counts: Floats) -> Flags:
    """Say which counts, or people's time, lie between 0 and 8; missing ones do not."""
    return (counts > 0) & (counts < LEAST_SHOWN)


def rounded(counts: Floats) -> Floats:
    """Round to the nearest 5; a whole number is never half-way between."""
    return np.floor(counts / BASE + 0.5) * BASE


def disclose(
    counts: Floats,
    denominators: Floats,
    counts_withheld: Flags,
    denominators_withheld: Flags,
    *,
    kind: Kind,
    multiplier: float = 1.0,
    exact: bool = False,
) -> tuple[Shown, ...]:
    """Turn exact counts into what may be shown, element by element.

    ``kind``: a "count" of people or events; a "share" of people or of their time, whose
    denominator is protected as well; a "rate" to staff, who are no patients. Values are
    ``multiplier`` times numerator over denominator. ``exact``: for a reader in direct
    care within their own practices, nothing is rounded or withheld. A missing count
    (NaN), and a share or rate over nothing, is "No data"; but outside direct care a
    share of nobody has the mark of one of a few people, or the mark would tell.
    What has passed once passes again unchanged: withheld as NaN, with its flag.
    """
    numerators = np.asarray(counts, dtype=float)
    wholes = np.asarray(denominators, dtype=float)
    missing = np.isnan(numerators)
    if kind != "count":
        missing |= ~(wholes > 0)
    hidden = np.zeros(len(numerators), dtype=bool)
    if not exact:
        hidden = is_small(numerators) | _flags(counts_withheld)
        if kind == "share":
            hidden |= (wholes < LEAST_SHOWN) | _flags(denominators_withheld)
        missing &= ~hidden
        numerators = rounded(numerators)
        wholes = rounded(wholes) if kind != "rate" else wholes
    figures = []
    for position in range(len(numerators)):
        if missing[position] or hidden[position]:
            mark = Mark.NO_DATA if missing[position] else Mark.SUPPRESSED
            figures.append(Shown._of(None, None, mark, exact=exact))
            continue
        value = float(numerators[position])
        whole = float(wholes[position])
        if kind != "count":
            value = multiplier * value / whole
        people = int(whole) if np.isfinite(whole) else None
        figures.append(Shown._of(value, people, None, exact=exact))
    return tuple(figures)


def allowed_options(sizes: Mapping[str, int]) -> list[str]:
    """List the groups large enough to be offered as a choice: 8 people or more."""
    return [name for name, people in sizes.items() if people >= LEAST_SHOWN]


def withheld_cells(
    totals: Floats, breakdowns: list[Floats]
) -> tuple[Flags, list[Flags]]:
    """Return the flags of totals (tables,) and breakdowns (tables, parts) to withhold.

    ``totals``: (tables,); each breakdown: (tables, parts), parts that add up to the
    total, NaN where a table has no such part. Only the total links two breakdowns, so
    interval arithmetic finds exactly what an attacker's linear programme would.
    Small cells are withheld (primary suppression). Where one could be narrowed to less
    than 1 to 7, the smallest other cell of its breakdown is withheld as well, and when
    none is left, the total (secondary suppression). All parts of a small total are
    withheld, zeros too: how many are not zero would be its least value.
    """
    hidden_total = is_small(totals)
    veiled = is_small(totals)[:, None]
    hidden = [is_small(parts) | (veiled & ~np.isnan(parts)) for parts in breakdowns]
    while True:
        low, high = _total_range(totals, hidden_total, breakdowns, hidden, veiled)
        changed = False
        for parts, flags in zip(breakdowns, hidden, strict=True):
            exposed = _exposed(_range(parts, flags, veiled), flags, low, high)
            tables = np.flatnonzero(exposed)
            if not tables.size:
                continue
            spare = np.where(flags | ~(parts > 0), np.inf, parts)[tables]
            victims = spare.argmin(axis=1)
            left = np.isfinite(spare[np.arange(len(tables)), victims])
            # Person-time is not a whole number, so its rounding may not fit its parts:
            # where all are hidden, nothing is left to do.
            changed |= bool(left.any() or (~hidden_total[tables[~left]]).any())
            flags[tables[left], victims[left]] = True
            hidden_total[tables[~left]] = True
        if not changed:
            return hidden_total, hidden


def _total_range(
    totals: Floats,
    hidden_total: Flags,
    breakdowns: list[Floats],
    hidden: list[Flags],
    veiled: Flags,
) -> Bounds:
    low, high = _range(totals, hidden_total, np.zeros(1, dtype=bool))
    for parts, flags in zip(breakdowns, hidden, strict=True):
        part_low, part_high = _range(parts, flags, veiled)
        has_parts = (~np.isnan(parts)).any(axis=1)
        low = np.where(has_parts, np.maximum(low, part_low.sum(axis=1)), low)
        high = np.where(has_parts, np.minimum(high, part_high.sum(axis=1)), high)
    return low, high


def _exposed(parts: Bounds, flags: Flags, low: Floats, high: Floats) -> Flags:
    """Flag the tables in which a hidden part could be narrowed to less than 1 to 7."""
    part_low, part_high = parts
    others_low = part_low.sum(axis=1, keepdims=True) - part_low
    # Infinity less infinity is not a number: count the hidden ones instead.
    finite_high = np.where(np.isinf(part_high), 0.0, part_high)
    others_high = finite_high.sum(axis=1, keepdims=True) - finite_high
    others_open = flags.sum(axis=1, keepdims=True) - flags > 0
    ceiling = np.where(np.isinf(high), np.inf, high)[:, None] - others_low
    floor = np.where(others_open, -np.inf, low[:, None] - others_high)
    exposed: Flags = (flags & ((ceiling < MOST_HIDDEN) | (floor > 1))).any(axis=1)
    return exposed


def _range(counts: Floats, hidden: Flags, veiled: Flags) -> Bounds:
    """Return the bounds that shown figures leave to each count; 0 to 0 if missing."""
    known = np.nan_to_num(counts)
    nearest = rounded(known)
    low = np.where(known == 0, 0.0, np.maximum(nearest - HALF, LEAST_SHOWN))
    high = np.where(known == 0, 0.0, nearest + HALF)
    # A withheld cell is not zero, as zeros are shown, unless zeros are veiled too.
    least = np.where(veiled, 0.0, 1.0)
    return np.where(hidden, least, low), np.where(hidden, np.inf, high)


def _flags(flags: NDArray[np.generic]) -> Flags:
    # A month without data has no flag, and no count either.
    return np.array([bool(flag) and flag == flag for flag in flags], dtype=bool)
