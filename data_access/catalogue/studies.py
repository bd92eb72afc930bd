"""Read what other studies found, and check the file."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, RootModel

from data_access.catalogue.read_toml import read_toml, with_ids

FILE = Path(__file__).parent / "studies.toml"

Design = Literal["randomised", "comparison group", "review", "before and after"]
Scale = Literal[
    "rate ratio",
    "risk ratio",
    "odds ratio",
    "hazard ratio",
    "difference of rates",
    "difference of shares",
    "growth",
    "standardised difference",
    "in words",
]

_Text = Annotated[str, Field(min_length=1)]
# With its ratio in one line of a phone.
_Short = Annotated[str, Field(min_length=1, max_length=24)]
_Ratio = Annotated[float, Field(gt=0)]


@dataclass(frozen=True, slots=True)
class BothWays:
    """The two answers of one randomised trial, in percentage points.

    ``before_after`` is the change of those who were helped, ``randomised`` their
    difference from those who were not, with its 95% interval; ``_of`` says in words
    what each is.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    before_after: float
    before_after_of: _Text
    randomised: float
    randomised_of: _Text
    low: float
    high: float

    def __post_init__(self) -> None:
        """Raise ValueError where the difference is outside its interval."""
        if not self.low <= self.randomised <= self.high:
            raise ValueError("the difference must lie in its interval")


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One study: what was done, to whom, and its result as it was published.

    Only a rate ratio has numbers of its own, ``ratio`` with its 95% interval if it was
    read. ``unsure`` says what could not be checked, "" if nothing.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: str
    name: _Text
    short: _Short
    year: Annotated[int, Field(ge=1990, le=2100)]
    design: Design
    method: _Text
    people: _Text
    outcome: _Text
    scale: Scale
    published: _Text
    source: _Text
    unsure: str = ""
    ratio: _Ratio | None = None
    low: _Ratio | None = None
    high: _Ratio | None = None
    both_ways: BothWays | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where the numbers do not fit the scale or each other."""
        if (self.ratio is not None) != (self.scale == "rate ratio"):
            raise ValueError("a rate ratio, and nothing else, has a ratio")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has both limits, or is left out")
        if self.low is not None and self.high is not None:
            if self.ratio is None or not self.low <= self.ratio <= self.high:
                raise ValueError("the ratio must lie in its interval")
        elif self.ratio is not None and not self.unsure:
            raise ValueError("a ratio without an interval says so in unsure")
        if self.design == "before and after" and self.ratio is not None:
            raise ValueError("a before and after has no ratio to set beside others")
        if self.both_ways is not None and self.design != "randomised":
            raise ValueError("both ways are those of a randomised trial")


class _Studies(RootModel[Annotated[dict[str, Study], BeforeValidator(with_ids)]]):
    """The studies of the file, by id."""


@lru_cache(maxsize=1)
def read_studies(file: Path = FILE) -> tuple[Study, ...]:
    """Read the studies; raise CareImpactError naming what is wrong in the file."""
    return tuple(read_toml(file, _Studies).root.values())
