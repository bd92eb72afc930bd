"""The rules of a cohort, which are its URL, its cache key and its saved form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self
from urllib.parse import urlencode

from data_access.catalogue.cohorts import cohort_name
from data_access.errors import CareImpactError
from data_access.selection import ALL, is_code

ANY = ALL  # the value that the filters leave out of the URL
_REGISTERS = ("on", "also", "without")

# What each rule may say, and how a reader would say it.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "age": {
        "0-17": "aged 0 to 17",
        "18-39": "aged 18 to 39",
        "40-64": "aged 40 to 64",
        "65-74": "aged 65 to 74",
        "75-84": "aged 75 to 84",
        "65plus": "aged 65 and over",
        "75plus": "aged 75 and over",
        "85plus": "aged 85 and over",
    },
    "frailty": {
        "mild": "mildly frail or more",
        "moderate": "moderately frail or more",
        "severe": "severely frail",
    },
    "housebound": {"yes": "housebound", "no": "not housebound"},
    "carer": {"yes": "a carer", "no": "not a carer"},
    "care_home": {"yes": "in a care home", "no": "not in a care home"},
    "admitted": {
        "none": "no emergency admission in 12 months",
        "1": "1 or more emergency admissions in 12 months",
        "2": "2 or more emergency admissions in 12 months",
        "3": "3 or more emergency admissions in 12 months",
    },
    "contact": {
        "never": "never contacted by a coordinator",
        "recent": "contacted by a coordinator within 3 months",
        "3": "no contact with a coordinator for 3 months",
        "6": "no contact with a coordinator for 6 months",
        "12": "no contact with a coordinator for 12 months",
    },
    "left": {
        "some": "something left to do",
        "one": "one step from a complete check",
        "none": "nothing left to do",
    },
}


@dataclass(frozen=True, slots=True)
class CohortRules:
    """Rules that everyone in the cohort meets; ANY is no rule.

    ``on`` and ``also`` are registers they are on, ``without`` one they are not on; the
    others have a value of CHOICES.
    """

    on: str = ANY
    also: str = ANY
    without: str = ANY
    age: str = ANY
    frailty: str = ANY
    housebound: str = ANY
    carer: str = ANY
    care_home: str = ANY
    admitted: str = ANY
    contact: str = ANY
    left: str = ANY

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str] | None]) -> Self:
        """Parse URL parameters; unknown ones are ignored, repeated ones use the last.

        Raises CareImpactError for a value that no rule has.
        """
        values: dict[str, str] = {}
        for field in fields(cls):
            value = query.get(field.name)
            if value is not None and not isinstance(value, str):
                value = value[-1] if value else None
            if value and value != ANY:
                values[field.name] = value
        for name, value in values.items():
            register = name in _REGISTERS and is_code(value)
            if not register and value not in CHOICES.get(name, {}):
                raise CareImpactError(
                    f"The rule {name} in the address cannot be read: choose another "
                    "in the list, or take it out of the address."
                )
        return cls(**values)

    def to_query(self) -> str:
        """Return the URL parameters of the rules that are set."""
        pairs = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return urlencode([(name, value) for name, value in pairs if value != ANY])

    @property
    def empty(self) -> bool:
        """Return whether no rule is set, so that the cohort is everyone."""
        return self == type(self)()

    @property
    def words(self) -> str:
        """Return the rules in words for readers."""
        phrases = []
        if self.on != ANY:
            phrases.append(f"on the register {cohort_name(self.on)}")
        if self.also != ANY:
            phrases.append(f"on the register {cohort_name(self.also)}")
        if self.without != ANY:
            phrases.append(f"not on the register {cohort_name(self.without)}")
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value != ANY:
                phrases.append(choices[value])
        return ", ".join(phrases) or "everybody registered"
