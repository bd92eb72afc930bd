"""Array types of the generator, and columns made from them.

A day is a whole number of days since 1970-01-01; `NEVER` is a day after all others,
so that comparing works without a special case, and becomes an empty cell.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NEVER = 10_000_000

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Rows = TypeVar("Rows", bound="DataclassInstance")


def take(rows: Rows, which: Whole | Flags) -> Rows:
    """Choose rows of a dataclass of columns, by position or by flag."""
    return type(rows)(*(getattr(rows, field.name)[which] for field in fields(rows)))


def stack(blocks: Sequence[Rows]) -> Rows:
    """Concatenate dataclasses of columns."""
    return type(blocks[0])(
        *(
            np.concatenate([getattr(part, field.name) for part in blocks])
            for field in fields(blocks[0])
        )
    )


def dates(days: Whole) -> pa.Array:
    """Make a date column; `NEVER` becomes empty."""
    return pa.array(days.astype(np.int32), mask=days >= NEVER).cast(pa.date32())


def new_year(years: Whole) -> Whole:
    """Give the day number of 1 January of each year."""
    return (
        (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    )


def year_of(days: Whole) -> Whole:
    """Give the calendar year of each day."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def coded(labels: Sequence[str], index: npt.NDArray[Any]) -> pa.Array:
    """Make a text column from positions in `labels`; a negative one becomes empty."""
    return pa.array(labels, pa.string()).take(pa.array(index, mask=index < 0))


def keys(prefix: str, numbers: Whole) -> pa.Array:
    """Make a text key such as `E01-00042` for each number."""
    return pa.array([f"{prefix}-{number:05d}" for number in numbers.tolist()])


def pick(rng: np.random.Generator, weights: npt.ArrayLike, size: int) -> Whole:
    """Draw positions in proportion to `weights`."""
    shares = np.asarray(weights, dtype=np.float64)
    edges = np.cumsum(shares / shares.sum())[:-1]
    return np.searchsorted(edges, rng.random(size), side="right").astype(np.int64)


def optional(values: npt.NDArray[Any], missing: Flags) -> pa.Array:
    """Make a column with empty cells where `missing`."""
    return pa.array(values, mask=missing)
