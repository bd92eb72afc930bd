"""The choices of an ARRS case: one frozen value that is the URL and the cache key."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self
from urllib.parse import urlencode

from data_access.errors import CareImpactError
from data_access.words.numbers import plain_text

# As written in the address, and in words.
WEIGHTINGS: Mapping[str, str] = {
    "national": "national",
    "inner-london": "inner London",
    "outer-london": "outer London",
}
_YEAR = re.compile(r"20[0-9]{2}-[0-9]{2}")
# Wide enough for any post; a figure outside is a slip of the keyboard.
_WITHIN = {
    "wte": (0.1, 50.0),
    "cost": (5_000.0, 200_000.0),
    "cap": (5_000.0, 200_000.0),
    "weighted_list": (1_000.0, 1_000_000.0),
}
_WORDS = {
    "wte": "whole-time equivalents",
    "cost": "actual cost of a whole-time post",
    "cap": "cap of a whole-time post",
    "weighted_list": "number of contractor-weighted patients",
}

Query = Mapping[str, str | float | Sequence[str] | None]


@dataclass(frozen=True, slots=True)
class CaseChoices:
    """The choices of a case: year, weighting, posts and their cost.

    ``arrs_year`` is a financial year as 2025-26; None means the newest with a cap.
    ``cost`` and ``cap`` are pounds a year for one whole-time post; None means the cost
    that is recorded, and the cap that is entered in costs.toml. ``weighted_list`` is
    the PCN's contractor-weighted patients, for whom its ARRS sum is paid.
    """

    arrs_year: str | None = None
    weighting: str = "national"
    wte: float = 1.0
    cost: float | None = None
    cap: float | None = None
    weighted_list: float | None = None

    @classmethod
    def from_query(cls, query: Query) -> Self:
        """Parse URL parameters; unknown ones are ignored, repeated ones use the last.

        Raises CareImpactError for an invalid year, weighting or number.
        """
        texts: dict[str, str] = {}
        for field in fields(cls):
            value = query.get(field.name)
            if isinstance(value, Sequence) and not isinstance(value, str):
                value = value[-1] if value else None
            if value is not None and str(value).strip():
                texts[field.name] = str(value).strip()
        year = texts.get("arrs_year")
        if year is not None and not _YEAR.fullmatch(year):
            raise CareImpactError(
                "The year of the case should look like 2025-26: choose one in the list."
            )
        weighting = texts.get("weighting", "national")
        if weighting not in WEIGHTINGS:
            raise CareImpactError(
                "The weighting in the address is not one of the contract's: choose one "
                "in the list."
            )
        numbers = {
            name: _number(name, texts[name]) for name in _WITHIN if name in texts
        }
        return cls(arrs_year=year, weighting=weighting, **numbers)

    def to_query(self) -> str:
        """Return the URL parameters that differ from the defaults."""
        default = type(self)()
        pairs = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return urlencode(
            [
                (name, f"{value:.10g}" if isinstance(value, float) else value)
                for name, value in pairs
                if value != getattr(default, name)
            ]
        )


def _number(name: str, text: str) -> float:
    low, high = _WITHIN[name]
    try:
        value = float(text.replace(",", "").removeprefix("£"))
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise CareImpactError(
            f"The {_WORDS[name]} should be a number from {plain_text(low)} to "
            f"{plain_text(high)}: correct it in the case."
        )
    return round(value, 2)
