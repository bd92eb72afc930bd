"""What a story is: what is told, with whose consent, and how far it has come."""

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
    """The consent of the person a story is about: who took it, when, and how far."""

    given: bool
    taken_by: str
    taken_on: date | None
    scope: str


@dataclass(frozen=True, slots=True)
class Written:
    """A story as it is written; ``indicator`` is "" where it stands beside no chart."""

    headline: str
    text: str
    theme: str
    cohort: str
    indicator: str
    writer: str
    consent: Consent


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it is held; ``revision`` rises by one with every change.

    A withdrawn one has no words left; ``erased`` says that no file holds them either.
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
    """A story that cannot be kept; ``problems`` has a sentence for each field."""

    def __init__(self, problems: dict[str, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = problems
