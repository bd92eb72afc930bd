"""England's seasons: how published figures move with the time of year."""

import math
from pathlib import Path
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    field_validator,
)

from data_access.catalogue.read_toml import read_toml, with_ids

FILE = Path(__file__).parent / "seasons.toml"

_MONTHS_IN_YEAR = 12
_ROUNDING = 0.001  # of the mean of twelve factors, each rounded to a thousandth

_Text = Annotated[str, Field(min_length=1)]
_Factor = Annotated[float, Field(gt=0.2, lt=5)]


class PublishedSeason(BaseModel):
    """A season of all of England, and where it was measured.

    ``factors`` are each calendar month's level a day against the average month, January
    first. ``indicators`` are the ids of those of whose like it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: _Text
    publisher: _Text
    months: _Text
    indicators: tuple[str, ...]
    factors: tuple[_Factor, ...]
    source: _Text

    @field_validator("factors")
    @classmethod
    def _a_year_averages_one(cls, factors: tuple[float, ...]) -> tuple[float, ...]:
        if len(factors) != _MONTHS_IN_YEAR:
            raise ValueError("a season has 12 factors, January first")
        if not math.isclose(sum(factors) / len(factors), 1, abs_tol=_ROUNDING):
            raise ValueError("the factors of a year must average 1")
        return factors

    @property
    def label(self) -> str:
        """Name the season as a chart has room for."""
        return f"England's, {self.publisher}, {self.months}"

    @property
    def sentence(self) -> str:
        """Say which season a figure was divided by, and why not by its own."""
        return (
            f"Each month is divided by England's season of {self.name}, as published "
            f"by {self.publisher} for {self.months}, because this figure has not two "
            "years of its own."
        )


class _Seasons(
    RootModel[Annotated[dict[str, PublishedSeason], BeforeValidator(with_ids)]]
):
    """The seasons of the file, by id."""


SEASONS = read_toml(FILE, _Seasons).root

SEASON_OF = {
    indicator: season for season in SEASONS.values() for indicator in season.indicators
}
