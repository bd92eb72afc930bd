"""Read the weight of a case of each complexity, and check the file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field, PositiveFloat

from data_access.catalogue.read_toml import read_toml

FILE = Path(__file__).parent / "complexity.toml"
UNKNOWN = "unknown"

_LEVELS = ("1", "2", "3", UNKNOWN)


def _every_level(weights: dict[str, float]) -> dict[str, float]:
    if set(weights) != set(_LEVELS):
        raise ValueError(f"give a weight to each of {', '.join(_LEVELS)}")
    return weights


@dataclass(frozen=True, slots=True)
class Complexity:
    """Weights by complexity ("1", "2", "3", "unknown"), and their source."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    weights: Annotated[dict[str, PositiveFloat], AfterValidator(_every_level)]
    source: Annotated[str, Field(min_length=1)]


def read_complexity(file: Path = FILE) -> Complexity:
    """Read the weights; raise CareImpactError naming what is wrong in the file."""
    return read_toml(file, Complexity)
