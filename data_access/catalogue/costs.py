"""Read unit costs and caps, and check the file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from data_access.catalogue.read_toml import read_toml
from data_access.errors import CareImpactError

FILE = Path(__file__).parent / "costs.toml"

Weighting = Literal["national", "inner London", "outer London"]


@dataclass(frozen=True, slots=True)
class UnitCost:
    """The value of one event in pounds: opportunity value, never cash."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    event: str
    low: float
    central: float
    high: float
    year: str
    source: str


@dataclass(frozen=True, slots=True)
class ArrsCap:
    """The most that may be claimed for one whole-time post in a year, in pounds.

    ``year`` is a financial year as 2025-26; ``certain`` is true if the figure was read
    in the contract of that year.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    role: str
    year: Annotated[str, Field(pattern=r"^20[0-9]{2}-[0-9]{2}$")]
    weighting: Weighting
    gbp_per_wte: Annotated[float, Field(gt=0)]
    source: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Costs:
    """Everything that turns counts into pounds."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    unit_cost: tuple[UnitCost, ...]
    arrs_cap: tuple[ArrsCap, ...]

    def of(self, event: str) -> UnitCost:
        """Return the unit cost of an event; raise CareImpactError without one."""
        for cost in self.unit_cost:
            if cost.event == event:
                return cost
        raise CareImpactError(
            f"No unit cost is set for an {event}: add one with its year and source."
        )

    def cap(self, role: str, year: str, weighting: str) -> ArrsCap | None:
        """Return the cap of a role in a year, None if none has been entered."""
        for cap in self.arrs_cap:
            if (cap.role, cap.year, cap.weighting) == (role, year, weighting):
                return cap
        return None


def read_costs(file: Path = FILE) -> Costs:
    """Read the costs; raise CareImpactError naming what is wrong in the file."""
    return read_toml(file, Costs)
