"""What is asked for nationally, by indicator and by the time it is asked."""

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from data_access.catalogue.read_toml import read_toml
from data_access.months import month_end
from data_access.words.numbers import value_text

FILE = Path(__file__).parent / "targets.toml"

_Percent = Annotated[float, Field(gt=0, le=100)]
_UNCONFIRMED = "not confirmed in the publication itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One target: ``percent`` of an indicator, while it holds, and where it is from.

    ``least_percent`` is where payment begins; ``by`` is the day on which the target is
    to be reached, None if it is a target of every year.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    indicator: str
    percent: _Percent
    source: Annotated[str, Field(min_length=1)]
    least_percent: _Percent | None = None
    by: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    certain: bool = True

    def holds(self, month: date) -> bool:
        """Say whether the target holds on the last day of a month."""
        day = month_end(month)
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    @property
    def words(self) -> str:
        """Return the target and its source, as a definition has them."""
        doubt = "" if self.certain else f"; {_UNCONFIRMED}"
        return f"{value_text(self.percent, 'percent')} ({self.source}{doubt})"


def _one_at_a_time(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    for one, other in combinations(targets, 2):
        starts = max(one.valid_from or date.min, other.valid_from or date.min)
        ends = min(one.valid_to or date.max, other.valid_to or date.max)
        if one.indicator == other.indicator and starts <= ends:
            raise ValueError(f"two targets of {one.indicator} hold at one time")
    return targets


@dataclass(frozen=True, slots=True)
class _Targets:
    target: Annotated[tuple[Target, ...], AfterValidator(_one_at_a_time)]


def read_targets(file: Path = FILE) -> tuple[Target, ...]:
    """Read the targets; raise CareImpactError naming what is wrong in the file."""
    return read_toml(file, _Targets).target


TARGETS = read_targets()


def targets_of(indicator: str) -> tuple[Target, ...]:
    """Return an indicator's targets of all times, in the order of the file."""
    return tuple(target for target in TARGETS if target.indicator == indicator)


def target_at(indicator: str, month: date) -> Target | None:
    """Return the target that an indicator has at a month's end, or None."""
    return next((one for one in targets_of(indicator) if one.holds(month)), None)


def percent_at(indicator: str, month: date) -> float | None:
    """Return the per cent that a target asks for at a month's end, or None."""
    target = target_at(indicator, month)
    return None if target is None else target.percent


def newest_percent(indicator: str) -> float | None:
    """Return the per cent that an indicator's newest target asks for, or None."""
    by_start = sorted(targets_of(indicator), key=lambda one: one.valid_from or date.min)
    return by_start[-1].percent if by_start else None
