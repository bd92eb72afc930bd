"""Read the assumptions of the page "Where to begin", and check the file."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from data_access.catalogue.read_toml import read_toml
from data_access.stats.gains import Assumed

FILE = Path(__file__).parent / "start.toml"

Share = Annotated[float, Field(gt=0, le=1)]


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest, central and highest value of an assumption."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    low: Annotated[float, Field(gt=0)]
    central: Annotated[float, Field(gt=0)]
    high: Annotated[float, Field(gt=0)]
    source: str = ""

    @property
    def assumed(self) -> Assumed:
        """Return it in the type of the statistics."""
        return Assumed(self.low, self.central, self.high)


@dataclass(frozen=True, slots=True)
class StartCheck:
    """One check a coordinator can help to complete.

    ``register`` is the QOF code of the people it is due to, empty if the check is not
    published; ``due`` is the share of that register to whom it is due.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: str
    short: str
    cohort: str
    success: Range
    success_source: str
    register: str = ""
    due: Share = 1.0
    due_source: str = ""


@dataclass(frozen=True, slots=True)
class FirstFile:
    """One file of the local extract, when it is needed and why."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    need: str
    why: str


@dataclass(frozen=True, slots=True)
class Start:
    """All assumptions of the page."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    reach: Range
    check: tuple[StartCheck, ...]
    file: tuple[FirstFile, ...]


@lru_cache(maxsize=1)
def read_start(file: Path = FILE) -> Start:
    """Read the assumptions; raise CareImpactError naming what is wrong in the file."""
    return read_toml(file, Start)
