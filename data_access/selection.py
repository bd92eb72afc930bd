"""The selection of a request: one frozen value, both URL and cache key."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from data_access.errors import CareImpactError

ALL = "all"  # practices, cohorts or groups, of which none is chosen
WHOLE_PCN = ALL  # as the code of a practice

# A local group may be called "COPD/asthma" or "Déjà vu? 50%": any text on one line, as
# long as a load accepts.
_CODE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,200}")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which data: a month, a place, a cohort. A new field joins here only if it
    changes which numbers are asked for; how they are drawn never does.

    ``month`` is the first day of a month; None means the latest month loaded.
    ``pcn`` and ``practice`` are codes; None means the first PCN, and all practices.
    ``area`` is the code of a published PCN (the England page).
    """

    month: date | None = None
    pcn: str | None = None
    practice: str | None = None
    cohort: str = ALL
    area: str | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str] | None]) -> Self:
        """Parse URL parameters; unknown ones are ignored, repeated ones use the last.

        Raises CareImpactError for an invalid month or code.
        """
        parameters: dict[str, str] = {}
        for field in fields(cls):
            value = query.get(field.name)
            if value is not None and not isinstance(value, str):
                value = value[-1] if value else None
            if value:
                parameters[field.name] = value
        month = parameters.pop("month", None)
        for name, value in parameters.items():
            if not is_code(value):
                raise CareImpactError(
                    f"The {name} in the address is not a code: take it out of the "
                    "address, or start again from this month's page."
                )
        return replace(cls(**parameters), month=_month(month))  # type: ignore[arg-type]

    def only(self, names: Collection[str]) -> Self:
        """Return these fields of the selection, with defaults for the others."""
        return type(self)(**{name: getattr(self, name) for name in names})

    def to_query(self) -> str:
        """Return the URL parameters that differ from the defaults."""
        default = Selection()
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value != getattr(default, field.name):
                # Not strftime: on Linux it writes the year 987 without its zero.
                text = value.isoformat()[:7] if field.name == "month" else value
                pairs.append((field.name, text))
        return urlencode(pairs)


SELECTED = tuple(field.name for field in fields(Selection))


def is_code(text: str) -> bool:
    """Return whether a text can be the code of a place or of a group of people."""
    return _CODE.fullmatch(text) is not None and text == text.strip()


def _month(text: str | None) -> date | None:
    if text is None:
        return None
    match = _MONTH.fullmatch(text)
    try:
        if match:
            return date(int(match[1]), int(match[2]), 1)
    except ValueError:
        pass  # a thirteenth month, or the year 0
    raise CareImpactError(
        "The month in the address should look like 2026-10: correct it, or start "
        "again from this month's page."
    )
