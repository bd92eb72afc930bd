"""A story: its words, the consent for it, and its state."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from data_access.errors import CareImpactError

State = Literal["draft", "submitted", "returned", "published", "withdrawn"]

THEMES = {
    "confidence": "Confidence and independence",
    "connection": "Feeling less alone",
    "home": "Staying at home",
    "access": "Getting the right help",
    "together": "Services working together",
    "carers": "Support for carers",
    "health": "Looking after one's health",
}
SCOPES = {
    "board": "Board and commissioner only",
    "public": "In public too",
}
NO_COHORT = "all"
LONGEST_HEADLINE = 90
LONGEST_TEXT = 1200
LONGEST_REASON = 300
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent of the person a story is about: who took it, when, and its scope."""

    given: bool
    taken_by: str
    taken_on: date | None
    scope: str


@dataclass(frozen=True, slots=True)
class Written:
    """The content of a story; ``indicator`` is "" if it belongs to no chart."""

    headline: str
    text: str
    theme: str
    cohort: str
    indicator: str
    writer: str
    consent: Consent


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it is stored; ``revision`` rises by one with every change.

    A withdrawn story has no words; ``erased`` means that no file has them either.
    """

    id: int
    revision: int
    state: State
    written: Written
    reviewer: str
    reason: str
    changed_on: date
    erased: bool


class StoryRefusedError(CareImpactError):
    """A story that cannot be saved; ``problems`` has a sentence per wrong field."""

    def __init__(self, problems: dict[str, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = problems
