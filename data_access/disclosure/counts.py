"""Counts of the monthly mart as a reader outside direct care may know them."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from data_access.disclosure.rule import LEAST_SHOWN, Flags, Floats, is_small, rounded

DIGITS = 3  # of what is computed beside a count
CLUMPING_DIGITS = 2
FEWEST_FOR_CLUMPING = 100  # events: as many as make two digits tell of nobody


@dataclass(frozen=True, slots=True)
class Counts:
    """Numerators over denominators, an entry a cell, and which of them is withheld.

    ``squares`` are sums over people of the squared numerator. What is not known, or not
    to be known, is NaN; the flags say which.
    """

    numerator: Floats
    denominator: Floats
    squares: Floats
    numerator_withheld: Flags
    denominator_withheld: Flags


def as_shown(exact: Counts, over_people: Flags, clumping: Floats) -> Counts:
    """Round what may be shown and leave out the rest, so that nothing else is known.

    All that is computed from the result is a function of what may be shown. A
    denominator of people (``over_people``), or of their time, is rounded like people;
    of nobody it is left out like a small one, so that the two cannot be told apart. A
    sum of squares would narrow the count it is of: in its place is the one that the
    usual ``clumping`` gives, which is shown of many events together.
    """
    few = exact.denominator_withheld | (exact.denominator < LEAST_SHOWN)
    no_numerator = exact.numerator_withheld | is_small(exact.numerator)
    no_denominator = over_people & few
    denominator = np.where(over_people, rounded(exact.denominator), exact.denominator)
    numerator = np.where(no_numerator, np.nan, rounded(exact.numerator))
    return Counts(
        numerator=numerator,
        denominator=np.where(no_denominator, np.nan, denominator),
        squares=numerator * clumping,
        numerator_withheld=no_numerator,
        denominator_withheld=no_denominator,
    )


def figure_as_shown(value: float, *, exact: bool, digits: int = DIGITS) -> float:
    """Write a figure with few digits, unless its reader may know it exactly."""
    return value if exact else to_digits(value, digits)


def limits_as_shown(
    lower: float, upper: float, *, exact: bool, digits: int = DIGITS
) -> tuple[float, float]:
    """Write limits with few digits, outwards, so that they hold what they held.

    For a reader who may know them exactly (``exact``) they stay as they are.
    """
    if exact:
        return lower, upper
    return digits_below(lower, digits), digits_above(upper, digits)


def to_digits(value: float, digits: int = DIGITS) -> float:
    """Write a figure with few significant digits."""
    return float(f"{value:.{digits}g}")


def digits_below(limit: float, digits: int = DIGITS) -> float:
    """Write a lower limit with few significant digits, rounded down."""
    return _outwards(limit, digits, math.floor)


def digits_above(limit: float, digits: int = DIGITS) -> float:
    """Write an upper limit with few significant digits, rounded up."""
    return _outwards(limit, digits, math.ceil)


def _outwards(limit: float, digits: int, way: Callable[[float], int]) -> float:
    if not math.isfinite(limit) or limit == 0:
        return limit
    places = digits - 1 - math.floor(math.log10(abs(limit)))
    # A limit that already has few digits must not move by the last bit of a float.
    moved = way(round(limit * 10.0**places, 6))
    return float(f"{moved * 10.0**-places:.{digits}g}")
