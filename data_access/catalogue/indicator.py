"""The record of an indicator: versioned and declarative."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from data_access.answers.core import Unit

Direction = Literal["increase", "decrease", "neutral"]
Theme = Literal[
    "Caseload", "Health checks", "Care planning", "Referrals", "Use of hospital and GP"
]

# How a figure moves from month to month, which decides how it may be judged. A flow is
# counted afresh each month, and a share is of what is; a stock is counted on a day; the
# months of a rolling year are mostly those of the month before. A yearly round is a
# flow of what is done once a year, most before the year's end: its season is abrupt.
IndicatorKind = Literal[
    "flow", "seasonal flow", "yearly round", "share", "stock", "rolling year"
]

ROLLING_MONTHS = 12

# Hospitals complete a month over the two after it.
LATE_FILES = frozenset({"admissions", "attendances"})

# What one unit of numerator over denominator is multiplied by to be shown.
MULTIPLIER: dict[Unit, float] = {
    "percent": 100.0,
    "per_1000": 1000.0,
    "per_10000": 10_000.0,
    "per_100": 100.0,
    "count": 1.0,
    "ratio": 1.0,
    "days": 1.0,
    "gbp": 1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One measure of the catalogue.

    ``counts`` names the mart of person-month counts whose columns ``<id>_n`` and
    ``<id>_d`` are the numerator and the denominator. ``needs`` are the files of the
    local extract without which the indicator is missing, and ``fields`` ("file.field")
    those fields that must say something in some row, or the registers ("cohorts.smi")
    that a practice must keep. ``lookback_months`` is how
    much history a value needs: earlier months are missing, not low. ``improvement`` is
    the direction in which a change is good, neutral if neither is. ``kind`` decides
    how a change is told from chance. ``about_people`` is false if the indicator counts
    staff and no patients.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    version: Annotated[int, Field(ge=1)]
    name: str
    theme: Theme
    unit: Unit
    improvement: Direction
    kind: IndicatorKind
    numerator: str
    denominator: str
    exclusions: str
    window: str
    counts: str
    needs: tuple[str, ...]
    source: Annotated[str, Field(min_length=1)]
    valid_from: date
    fields: tuple[str, ...] = ()
    lookback_months: Annotated[int, Field(ge=0)] = 0
    minimum_denominator: int = 20
    caveat: str = ""
    headline: bool = True
    about_people: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError where the kind does not fit the window or the unit."""
        if (self.kind == "rolling year") != (self.lookback_months >= ROLLING_MONTHS):
            raise ValueError(
                "a rolling year, and nothing else, has lookback_months of 12 or more"
            )
        if self.kind == "share" and self.unit != "percent":
            raise ValueError("a share has the unit percent")

    @property
    def people_denominator(self) -> bool:
        """Say whether the denominator is people, or months of their time."""
        return self.unit != "ratio"

    @property
    def rolling(self) -> bool:
        """Return whether each month's value shares most of its window with the last."""
        return self.kind == "rolling year"

    @property
    def seasonal(self) -> bool:
        """Return whether the time of year moves it: it is judged without that."""
        return self.kind in ("seasonal flow", "yearly round")
