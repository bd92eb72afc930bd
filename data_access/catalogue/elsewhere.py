"""Read when a practice's people are taken to go to other hospitals; check the file."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from data_access.catalogue.judging import Margin
from data_access.catalogue.read_toml import read_toml

FILE = Path(__file__).parent / "elsewhere.toml"


@dataclass(frozen=True, slots=True)
class ElsewhereRule:
    """``below``: the share of the others' rate; ``chance``: that of PCNs by chance."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    below: Margin
    chance: Margin


@cache
def read_elsewhere(file: Path = FILE) -> ElsewhereRule:
    """Read the file; raise CareImpactError naming what is wrong in it."""
    return read_toml(file, ElsewhereRule)
