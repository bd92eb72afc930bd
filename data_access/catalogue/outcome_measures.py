"""Read how the scores of each outcome measure are paired and judged."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from data_access.catalogue.read_toml import read_toml, with_ids
from data_access.words.numbers import plain_text

FILE = Path(__file__).parent / "outcome_measures.toml"
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


class OutcomeMeasure(BaseModel):
    """One questionnaire; ``levels`` are the lowest scores of its levels 2 to 4.

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

    @field_validator("levels")
    @classmethod
    def _levels_rise(
        cls, levels: tuple[float, float, float]
    ) -> tuple[float, float, float]:
        if list(levels) != sorted(set(levels)):
            raise ValueError("levels must rise")
        return levels

    @property
    def sign(self) -> int:
        """Return 1 if a higher score is better, -1 if a lower one is."""
        return 1 if self.better == "higher" else -1

    @property
    def gain_words(self) -> str:
        """Return what counts as a gain, in words."""
        return (
            "a better level"
            if self.gain is None
            else f"{plain_text(self.gain)} points or more"
        )


class OutcomeMeasures(BaseModel):
    """When scores make a pair, and every outcome measure by its id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pairs: Pairs
    by_id: Annotated[
        dict[str, OutcomeMeasure],
        BeforeValidator(with_ids),
        Field(validation_alias="measure"),
    ]


@lru_cache(maxsize=1)
def outcome_measures() -> OutcomeMeasures:
    """Return the product's own configuration, which changes only with the code."""
    return read_outcome_measures(FILE)


def read_outcome_measures(file: Path) -> OutcomeMeasures:
    """Read a configuration; raise CareImpactError naming what is wrong in the file."""
    return read_toml(file, OutcomeMeasures)
