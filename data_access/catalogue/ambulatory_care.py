"""Read which main diagnoses are ambulatory care sensitive, and check the file."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from data_access.catalogue.read_toml import read_toml

FILE = Path(__file__).parent / "ambulatory_care.toml"

_Text = Annotated[str, Field(min_length=1)]
_Code = Annotated[str, Field(pattern=r"^[A-Z][0-9][0-9A-Z][0-9A-Z]?$")]


@dataclass(frozen=True, slots=True)
class AmbulatoryCare:
    """A list of conditions by their ICD-10 codes, and where it is from.

    ``unsure`` says what of the list, or of its use here, is not certain.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: _Text
    version: _Text
    source: _Text
    unsure: str
    conditions: Annotated[
        dict[str, Annotated[tuple[_Code, ...], Field(min_length=1)]],
        Field(min_length=1),
    ]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return every code, without its dot; each stands for all that begin so."""
        return tuple(sorted({c for codes in self.conditions.values() for c in codes}))


@cache
def read_ambulatory_care(file: Path = FILE) -> AmbulatoryCare:
    """Read the list; raise CareImpactError naming what is wrong in the file."""
    return read_toml(file, AmbulatoryCare)
