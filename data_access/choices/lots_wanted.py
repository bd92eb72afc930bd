"""What a reader wants drawn: of whom, in how many steps, how far apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from data_access.choices.cohort_rules import CohortRules
from data_access.errors import CareImpactError

# With two steps there is no month in which some started a month ago and others wait.
STEPS = tuple(range(3, 13))
MONTHS_APART = (1, 2, 3)
_USUAL_STEPS = 6


@dataclass(frozen=True, slots=True)
class LotsWanted:
    """The rules of a cohort, the number of steps, and the months between them."""

    rules: CohortRules
    steps: int = _USUAL_STEPS
    months_apart: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str] | None]) -> Self:
        """Parse URL parameters; raise CareImpactError for what cannot be chosen."""
        return cls(
            CohortRules.from_query(query),
            _number(query.get("steps"), STEPS, _USUAL_STEPS),
            _number(query.get("apart"), MONTHS_APART, 1),
        )

    def to_query(self) -> str:
        """Return the URL parameters of what differs from the usual."""
        steps = {} if self.steps == _USUAL_STEPS else {"steps": self.steps}
        apart = {} if self.months_apart == 1 else {"apart": self.months_apart}
        parts = (self.rules.to_query(), urlencode(steps | apart))
        return "&".join(part for part in parts if part)


def _number(value: object, choices: tuple[int, ...], usual: int) -> int:
    if isinstance(value, list | tuple):
        value = value[-1] if value else None
    if not value:
        return usual
    for choice in choices:
        if str(choice) == value:
            return choice
    raise CareImpactError(
        "The number of steps, or of months between them, in the address cannot be "
        "read: choose another in the list."
    )
