"""Read unit costs, how prices rose, and what ARRS repays; and check the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field

from data_access.catalogue.read_toml import read_toml
from data_access.errors import CareImpactError
from data_access.months import financial_year, next_month
from data_access.words.numbers import value_text

FILE = Path(__file__).parent / "costs.toml"

Weighting = Literal["national", "inner London", "outer London"]
_Pounds = Annotated[float, Field(gt=0)]
_UNCONFIRMED = "not confirmed in its own publication"


@dataclass(frozen=True, slots=True)
class UnitCost:
    """A figure in use for one event, in pounds of a financial year as 2025-26."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    event: str
    gbp: _Pounds
    year: Annotated[str, Field(pattern=r"^20[0-9]{2}-[0-9]{2}$")]
    source: str
    certain: bool


@dataclass(frozen=True, slots=True)
class PriceIndex:
    """How prices rose, by calendar year; only the ratio of two years means anything."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    years: Annotated[Mapping[int, _Pounds], Field(min_length=1)]
    source: str
    certain: bool

    def newest(self, year: int) -> int:
        """Return the newest year of the index that is no later than ``year``."""
        return max((one for one in self.years if one <= year), default=min(self.years))

    def uplift(self, year: int, to: int) -> float:
        """Return the factor that makes prices of one year those of another."""
        return self.years[self.newest(to)] / self.years[self.newest(year)]


@dataclass(frozen=True, slots=True)
class UnitRange:
    """What one event is worth in prices of ``year``: opportunity value, never cash.

    ``low`` and ``high`` are the least and the most of the figures in use, uplifted.
    """

    low: float
    high: float
    year: int
    source: str

    @property
    def middle(self) -> float:
        """Return the middle of the range, where only one point can be drawn."""
        return (self.low + self.high) / 2

    @property
    def words(self) -> str:
        """Write the range and its prices."""
        low, high = value_text(self.low, "gbp"), value_text(self.high, "gbp")
        return f"{low} to {high} ({self.year} prices)"


@dataclass(frozen=True, slots=True)
class ArrsCap:
    """The most that may be claimed for one whole-time post in a year, in pounds.

    ``certain`` is true if the figure was read in the contract of its year.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    role: str
    valid_from: date
    weighting: Weighting
    gbp_per_wte: _Pounds
    source: str
    certain: bool

    @property
    def year(self) -> str:
        """Return the financial year that the cap is of."""
        return year_text(self.valid_from)


@dataclass(frozen=True, slots=True)
class ArrsSum:
    """What a PCN may claim for all its roles in a year, for each weighted patient."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    valid_from: date
    gbp_per_patient: _Pounds
    source: str
    certain: bool


def year_text(day: date) -> str:
    """Write the financial year of a day, as 2025-26."""
    first = financial_year(day)[0]
    return f"{first.year}-{(first.year + 1) % 100:02d}"


def _each_once(caps: tuple[ArrsCap, ...]) -> tuple[ArrsCap, ...]:
    keys = [(cap.role, cap.weighting, cap.valid_from) for cap in caps]
    if len(set(keys)) < len(keys):
        raise ValueError("two caps of a role and weighting hold from one day")
    return caps


@dataclass(frozen=True, slots=True)
class Costs:
    """Everything that turns counts into pounds."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    unit_cost: tuple[UnitCost, ...]
    price_index: PriceIndex
    arrs_cap: Annotated[tuple[ArrsCap, ...], AfterValidator(_each_once)]
    arrs_sum: tuple[ArrsSum, ...]

    def of(self, event: str, month: date) -> UnitRange:
        """Return what an event is worth in the prices of a month's year.

        Raises CareImpactError if no figure is set.
        """
        figures = [cost for cost in self.unit_cost if cost.event == event]
        if not figures:
            raise CareImpactError(
                f"No unit cost is set for an {event}: add one with its year and source."
            )
        index = self.price_index
        uplifted = [
            cost.gbp * index.uplift(int(cost.year[:4]), month.year) for cost in figures
        ]
        named = "; ".join(
            f"in {cost.year} prices, {sourced(cost.source, cost.certain)}"
            for _, cost in sorted(
                zip(uplifted, figures, strict=True), key=lambda pair: pair[0]
            )
        )
        return UnitRange(
            min(uplifted),
            max(uplifted),
            index.newest(month.year),
            f"From the lowest: {named}. Uplift: {sourced(index.source, index.certain)}",
        )

    def cap(
        self, role: str, weighting: str, *, year: str = "", month: date | None = None
    ) -> ArrsCap | None:
        """Return the newest cap of a year, or the one that holds in a month, or None.

        A cap holds no longer than its financial year: the next year has its own.
        """
        wanted = year_text(month) if month else year
        caps = [
            cap
            for cap in self.arrs_cap
            if (cap.role, cap.weighting, cap.year) == (role, weighting, wanted)
            and (month is None or cap.valid_from < next_month(month))
        ]
        return max(caps, key=lambda cap: cap.valid_from, default=None)

    def sum_in(self, year: str) -> ArrsSum | None:
        """Return the newest ARRS sum of a financial year, or None."""
        sums = [one for one in self.arrs_sum if year_text(one.valid_from) == year]
        return max(sums, key=lambda one: one.valid_from, default=None)


def sourced(source: str, certain: bool) -> str:
    """Write a source, and that nobody has read it where it was first published."""
    text = source.rstrip(".")
    return text if certain else f"{text} ({_UNCONFIRMED})"


def read_costs(file: Path = FILE) -> Costs:
    """Read the costs; raise CareImpactError naming what is wrong in the file."""
    return read_toml(file, Costs)
