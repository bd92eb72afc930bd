"""Read who has complex needs, and check the file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.read_toml import read_toml
from data_access.words.sentences import listed

FILE = Path(__file__).parent / "complex_needs.toml"

_Registers = tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], ...]


@dataclass(frozen=True, slots=True)
class ComplexNeeds:
    """The registers of which one is enough, those of which several are, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    any_of: _Registers
    several_of: _Registers
    at_least: Annotated[int, Field(ge=2)]
    source: Annotated[str, Field(min_length=1)]

    def __post_init__(self) -> None:
        """Raise ValueError where nobody could have complex needs by several registers.

        A register that is enough by itself says nothing among several.
        """
        if set(self.any_of) & set(self.several_of):
            raise ValueError("a register is either in any_of or in several_of")
        if self.several_of and len(set(self.several_of)) < self.at_least:
            raise ValueError("several_of needs at_least registers or more")
        if not self.registers:
            raise ValueError("name at least one register")

    @property
    def registers(self) -> tuple[str, ...]:
        """Return every register that the definition reads."""
        return (*self.any_of, *self.several_of)

    @property
    def words(self) -> str:
        """Return the definition in words, as a definition goes on after a colon."""
        alone = " or ".join(_name(one) for one in self.any_of)
        several = listed([_name(one) for one in self.several_of])
        parts = [f"on the register of {alone}"] if alone else []
        if several:
            parts.append(f"on {self.at_least} or more of {several}")
        return ", or ".join(parts)


def _name(register: str) -> str:
    return "SMI" if register == "smi" else cohort_name(register).lower()


def read_complex_needs(file: Path = FILE) -> ComplexNeeds:
    """Read the definition; raise CareImpactError naming what is wrong in the file."""
    return read_toml(file, ComplexNeeds)
