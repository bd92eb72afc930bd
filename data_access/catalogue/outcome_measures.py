"""Read how each measure is paired and judged, checked as it is read."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data_access.errors import CareImpactError
from data_access.words.numbers import plain_text

FILE = Path(__file__).parent / "outcome_measures.toml"
PAIRS = "pairs"
LEVELS = 4

_Days = Annotated[int, Field(ge=0)]
_Text = Annotated[str, Field(min_length=1)]


class Pairs(BaseModel):
    """Days from the start on the caseload within which two scores make a pair."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before_days: _Days
    after_days: _Days
    apart_days: Annotated[int, Field(ge=1)]
    within_days: Annotated[int, Field(ge=1, le=365)]
    starts_months: Annotated[int, Field(ge=1)]
    source: _Text


class Measure(BaseModel):
    """One measure; ``levels`` are the lowest scores of its second to fourth level.

    ``gain`` is in points; without it, reaching a better level is a gain.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: _Text
    scale: _Text
    better: Literal["higher", "lower"]
    levels: tuple[float, float, float]
    level_names: tuple[str, str, str, str]
    source: _Text
    gain: Annotated[float, Field(gt=0)] | None = None
    gain_source: str = ""

    @property
    def sign(self) -> int:
        """Return 1 where a higher score is better, -1 where a lower one is."""
        return 1 if self.better == "higher" else -1

    @property
    def gain_words(self) -> str:
        """Say what counts as a gain."""
        return (
            "a better level"
            if self.gain is None
            else f"{plain_text(self.gain)} points or more"
        )


class Measures(NamedTuple):
    """When scores make a pair, and every measure by its id."""

    pairs: Pairs
    by_id: dict[str, Measure]


@lru_cache(maxsize=1)
def measures() -> Measures:
    """Return the product's own configuration, which changes only with the code."""
    return read_measures(FILE)


def read_measures(file: Path) -> Measures:
    """Read a configuration; raise CareImpactError naming what is wrong in the file."""
    try:
        held = tomllib.loads(file.read_text(encoding="utf-8"))
        pairs = Pairs.model_validate(held.pop(PAIRS))
        found = {
            id_: Measure.model_validate({"id": id_, **fields})
            for id_, fields in held.items()
        }
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise CareImpactError(
            f"The measures in {file.name} cannot be read: {problem}. Correct the file."
        ) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "a record"
        raise CareImpactError(
            f"{file.name}, {problem.title.lower()}, {where}: {first['msg']}. Correct "
            "the file."
        ) from None
    for one in found.values():
        if list(one.levels) != sorted(set(one.levels)):
            raise CareImpactError(
                f"{file.name}, {one.id}: levels must rise. Correct the file."
            )
    return Measures(pairs, found)
