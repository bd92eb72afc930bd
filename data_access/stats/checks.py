"""Checks that every statistic makes of its input before it computes."""

from collections.abc import Collection
from decimal import Decimal
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from data_access.stats.errors import StatisticsError

Floats = NDArray[np.float64]


def numbers(argument: str, values: ArrayLike, *, missing: bool = False) -> Floats:
    """Return `values`, a number or an array of any shape, as finite floats.

    With `missing`, None, pandas.NA and NaN are allowed and come back as NaN.

    Raises:
        StatisticsError: empty, ragged, not numeric (text, dates, booleans, or a mix
            of these with numbers), infinite, or missing where not allowed.

    """
    array = _as_floats(argument, values)
    if array.size == 0:
        raise StatisticsError(argument, "is empty; give at least one number")
    if np.isinf(array).any():
        raise StatisticsError(argument, f"is infinite{_where(np.isinf(array))}")
    if not missing and np.isnan(array).any():
        raise StatisticsError(
            argument, f"is missing{_where(np.isnan(array))}; drop or fill it first"
        )
    return array


def series(
    argument: str, values: ArrayLike, *, missing: bool = False, least: int = 1
) -> Floats:
    """Return `values` as a one-dimensional array of `least` or more finite floats.

    Missing values, where allowed, do not count towards `least`.

    Raises:
        StatisticsError: as `numbers`, or not one-dimensional, or too few.

    """
    array = numbers(argument, values, missing=missing)
    if array.ndim != 1:
        raise StatisticsError(
            argument, f"must be one-dimensional, not {array.ndim}-dimensional"
        )
    present = int(np.count_nonzero(~np.isnan(array)))
    if present < least:
        raise StatisticsError(
            argument, f"has {present} of the {least} values that are needed"
        )
    return array


def counts(argument: str, values: ArrayLike, *, whole: bool = True) -> Floats:
    """Return `values` as floats that are not negative and, if `whole`, whole.

    Raises:
        StatisticsError: as `numbers`, or a negative or fractional count.

    """
    array = numbers(argument, values)
    if (array < 0).any():
        raise StatisticsError(argument, f"is negative{_where(array < 0)}")
    if whole and (array != np.floor(array)).any():
        raise StatisticsError(
            argument, f"is not a whole number{_where(array != np.floor(array))}"
        )
    return array


def positive(argument: str, values: ArrayLike) -> Floats:
    """Return `values` as floats that are all above zero.

    Raises:
        StatisticsError: as `numbers`, or zero or below.

    """
    array = numbers(argument, values)
    if (array <= 0).any():
        raise StatisticsError(argument, f"is not above zero{_where(array <= 0)}")
    return array


def number(argument: str, value: float) -> float:
    """Return one finite number.

    Raises:
        StatisticsError: as `numbers`, or an array.

    """
    array = numbers(argument, value)
    if array.ndim:
        raise StatisticsError(argument, "must be one number, not an array")
    return float(array)


def whole(argument: str, value: int, *, least: int = 0) -> int:
    """Return one whole number that is `least` or more.

    Raises:
        StatisticsError: as `number`, or fractional, or below `least`.

    """
    result = number(argument, value)
    if result != int(result) or result < least:
        raise StatisticsError(argument, f"must be a whole number of {least} or more")
    return int(result)


def confidence(value: float) -> float:
    """Return a confidence level strictly between 0 and 1, such as 0.95.

    Raises:
        StatisticsError: anything else, 95 for 95% included.

    """
    level = number("confidence", value)
    if not 0 < level < 1:
        raise StatisticsError("confidence", "must be between 0 and 1, such as 0.95")
    return level


def choice(argument: str, value: str, allowed: Collection[str]) -> str:
    """Return `value` if it is one of the `allowed` words.

    Raises:
        StatisticsError: any other word.

    """
    if value not in allowed:
        raise StatisticsError(
            argument, f"must be one of {', '.join(allowed)}, not {value!r}"
        )
    return value


def same_shape(**arrays: Floats) -> None:
    """Require arrays, given by argument name, to have one shape; scalars fit any.

    Raises:
        StatisticsError: naming the first array that differs from the first one.

    """
    shaped = {name: array for name, array in arrays.items() if array.ndim}
    for name, array in shaped.items():
        first = next(iter(shaped))
        if array.shape != shaped[first].shape:
            raise StatisticsError(
                name,
                f"has shape {array.shape} where {first} has {shaped[first].shape}",
            )


def _as_floats(argument: str, values: ArrayLike) -> Floats:
    # NumPy would turn [1, "2"] into text and [1, True] into numbers, so a list's
    # own elements are looked at; an array has already lost them.
    is_list = isinstance(values, (list, tuple))
    try:
        raw = np.asarray(values, dtype=object) if is_list else np.asarray(values)
    except ValueError as ragged:
        raise StatisticsError(argument, "has rows of different lengths") from ragged
    if raw.dtype.kind in "iuf":
        return raw.astype(np.float64)
    if raw.dtype.kind != "O":
        raise StatisticsError(argument, f"must be numbers only, not {raw.dtype}")
    flat = [np.nan if item is None or item is pd.NA else item for item in raw.ravel()]
    for item in flat:
        if isinstance(item, bool) or not isinstance(item, (Real, Decimal)):
            raise StatisticsError(
                argument, f"must be numbers only, not {type(item).__name__}"
            )
    return np.asarray(flat, dtype=np.float64).reshape(raw.shape)


def _where(bad: NDArray[np.bool_]) -> str:
    """Name the first bad element of an array; one number needs no position."""
    if bad.ndim == 0:
        return ""
    position = tuple(int(axis[0]) for axis in np.nonzero(bad))
    place = position[0] if len(position) == 1 else position
    return f" at position {place}"
