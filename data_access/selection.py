"""What is asked about: one frozen value that is the URL and the cache key."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from data_access.errors import CareImpactError

_CODE = re.compile(r"^[A-Za-z0-9_-]{1,40}$")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which data: a month, a place, a cohort. A new field joins here only if it
    changes which numbers are asked for; how they are drawn never does.

    ``month`` is the first day of a month; None means the latest month held.
    ``pcn`` and ``practice`` are codes; None means the first PCN, and all practices.
    ``area`` is the code of a published PCN (the England page).
    """

    month: date | None = None
    pcn: str | None = None
    practice: str | None = None
    cohort: str = "all"
    area: str | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str] | None]) -> Self:
        """Parse URL parameters; unknown ones are ignored, repeated ones use the last.

        Raises CareImpactError for a month or code that cannot be one.
        """
        given: dict[str, str] = {}
        for field in fields(cls):
            value = query.get(field.name)
            if value is not None and not isinstance(value, str):
                value = value[-1] if value else None
            if value:
                given[field.name] = value
        month = given.pop("month", None)
        for name, value in given.items():
            if not _CODE.match(value):
                raise CareImpactError(
                    f"The {name} in the address is not a code; choose one in the "
                    "filter bar."
                )
        return replace(cls(**given), month=_month(month))  # type: ignore[arg-type]

    def to_query(self) -> str:
        """Write the URL parameters, leaving out whatever is the default."""
        default = Selection()
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value != getattr(default, field.name):
                pairs.append(
                    (field.name, f"{value:%Y-%m}" if field.name == "month" else value)
                )
        return urlencode(pairs)


def _month(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        year, month = text.split("-")
        return date(int(year), int(month), 1)
    except ValueError:
        raise CareImpactError(
            "The month in the address should look like 2026-10; choose one in the "
            "filter bar."
        ) from None
