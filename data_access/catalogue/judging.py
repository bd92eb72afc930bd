"""Read how an estimate of impact is judged, and check the file."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from data_access.catalogue.read_toml import read_toml

FILE = Path(__file__).parent / "judging.toml"


@dataclass(frozen=True, slots=True)
class Margin:
    """A number between 0 and 1, and its source."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    value: Annotated[float, Field(gt=0, lt=1)]
    source: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Judging:
    """`meaningful`: the least fall that matters. `sceptic`: the spread they expect.

    The fall is a share of events; the spread a standard deviation of the log rate
    ratio, around no effect. `between`: how far PCNs may differ in truth, the scale of a
    half-normal for the standard deviation of theirs.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    meaningful: Margin
    sceptic: Margin
    between: Margin


@cache
def read_judging(file: Path = FILE) -> Judging:
    """Read the file; raise CareImpactError naming what is wrong in it."""
    return read_toml(file, Judging)
