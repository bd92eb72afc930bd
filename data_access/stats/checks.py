"""What every statistic asks of its input before it computes."""

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
    found = _as_floats(argument, values)
    if found.size == 0:
        raise StatisticsError(argument, "is empty; give at least one number")
    if np.isinf(found).any():
        raise StatisticsError(argument, f"is infinite{_where(np.isinf(found))}")
    if not missing and np.isnan(found).any():
        raise StatisticsError(
            argument, f"is missing{_where(np.isnan(found))}; drop or fill it first"
        )
    return found


def series(
    argument: str, values: ArrayLike, *, missing: bool = False, least: int = 1
) -> Floats:
    """Return `values` as a one-dimensional array of `least` or more finite floats.

    Missing values, where allowed, do not count towards `least`.

    Raises:
        StatisticsError: as `numbers`, or not one-dimensional, or too few.

    """
    found = numbers(argument, values, missing=missing)
    if found.ndim != 1:
        raise StatisticsError(
            argument, f"must be one-dimensional, not {found.ndim}-dimensional"
        )
    present = int(np.count_nonzero(~np.isnan(found)))
    if present < least:
        raise StatisticsError(
            argument, f"has {present} of the {least} values that are needed"
        )
    return found


def counts(argument: str, values: ArrayLike, *, whole: bool = True) -> Floats:
    """Return `values` as floats that are not negative and, if `whole`, whole.

    Raises:
        StatisticsError: as `numbers`, or a negative or fractional count.

    """
    found = numbers(argument, values)
    if (found < 0).any():
        raise StatisticsError(argument, f"is negative{_where(found < 0)}")
    if whole and (found != np.floor(found)).any():
        raise StatisticsError(
            argument, f"is not a whole number{_where(found != np.floor(found))}"
        )
    return found


def positive(argument: str, values: ArrayLike) -> Floats:
    """Return `values` as floats that are all above zero.

    Raises:
        StatisticsError: as `numbers`, or zero or below.

    """
    found = numbers(argument, values)
    if (found <= 0).any():
        raise StatisticsError(argument, f"is not above zero{_where(found <= 0)}")
    return found


def number(argument: str, value: float) -> float:
    """Return one finite number.

    Raises:
        StatisticsError: as `numbers`, or an array.

    """
    found = numbers(argument, value)
    if found.ndim:
        raise StatisticsError(argument, "must be one number, not an array")
    return float(found)


def whole(argument: str, value: int, *, least: int = 0) -> int:
    """Return one whole number that is `least` or more.

    Raises:
        StatisticsError: as `number`, or fractional, or below `least`.

    """
    found = number(argument, value)
    if found != int(found) or found < least:
        raise StatisticsError(argument, f"must be a whole number of {least} or more")
    return int(found)


def confidence(value: float) -> float:
    """Return a confidence level strictly between 0 and 1, such as 0.95.

    Raises:
        StatisticsError: anything else, 95 for 95% included.

    """
    found = number("confidence", value)
    if not 0 < found < 1:
        raise StatisticsError("confidence", "must lie between 0 and 1, such as 0.95")
    return found


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
        StatisticsError: names the first that differs from the first array.

    """
    shaped = {name: found for name, found in arrays.items() if found.ndim}
    for name, found in shaped.items():
        first = next(iter(shaped))
        if found.shape != shaped[first].shape:
            raise StatisticsError(
                name,
                f"has shape {found.shape} where {first} has {shaped[first].shape}",
            )


def _as_floats(argument: str, values: ArrayLike) -> Floats:
    # NumPy would turn [1, "2"] into text and [1, True] into numbers, so a list's
    # own elements are looked at; an array has already lost them.
    listed = isinstance(values, (list, tuple))
    try:
        raw = np.asarray(values, dtype=object) if listed else np.asarray(values)
    except ValueError as ragged:
        raise StatisticsError(argument, "has rows of different lengths") from ragged
    if raw.dtype.kind in "iuf":
        return raw.astype(np.float64)
    if raw.dtype.kind != "O":
        raise StatisticsError(argument, f"must hold numbers only, not {raw.dtype}")
    flat = [np.nan if one is None or one is pd.NA else one for one in raw.ravel()]
    for one in flat:
        if isinstance(one, bool) or not isinstance(one, (Real, Decimal)):
            raise StatisticsError(
                argument, f"must hold numbers only, not {type(one).__name__}"
            )
    return np.asarray(flat, dtype=np.float64).reshape(raw.shape)


def _where(bad: NDArray[np.bool_]) -> str:
    """Name the first bad element of an array; one number needs no position."""
    if bad.ndim == 0:
        return ""
    position = tuple(int(axis[0]) for axis in np.nonzero(bad))
    shown = position[0] if len(position) == 1 else position
    return f" at position {shown}"
