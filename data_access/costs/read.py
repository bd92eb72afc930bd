"""Read unit costs and caps, checked as they are read."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from data_access.errors import CareImpactError

FILE = Path(__file__).parent / "costs.toml"


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What one event is worth, in pounds: opportunity value, never cash."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    event: str
    low: float
    central: float
    high: float
    year: str
    source: str


@dataclass(frozen=True, slots=True)
class ArrsCap:
    """The most that may be claimed for one whole-time post in a year, in pounds."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    role: str
    year: str
    weighting: str
    gbp_per_wte: float
    source: str


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


def read_costs(file: Path = FILE) -> Costs:
    """Read the costs; raise CareImpactError naming what is wrong in the file."""
    try:
        return TypeAdapter(Costs).validate_python(
            tomllib.loads(file.read_text(encoding="utf-8"))
        )
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise CareImpactError(
            f"The costs in {file.name} cannot be read: {problem}. Correct the file."
        ) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CareImpactError(
            f"{file.name}, {where}: {first['msg']}. Correct the file."
        ) from None
