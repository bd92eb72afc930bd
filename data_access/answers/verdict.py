"""What may be said of a figure that moves: one value for every place that says it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Sign = Literal[
    "better",
    "worse",
    "higher",
    "lower",
    "none",
    "cannot_tell",
    "not_judged",
    "too_small",
    "no_data",
]
# How a month is drawn: its shape and its colour.
PointKind = Literal[
    "improvement", "concern", "neutral", "unusual", "common", "unjudged"
]
Section = Literal[
    "Changed by more than chance",
    "Cannot tell yet",
    "No more than usual variation",
    "Too small to show",
    "No data",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one series, as headline, card, chart, table and file give it.

    ``month`` is the month judged, None where none was. ``reading`` is the verdict in a
    few words, ``sentence`` with its reason. ``icon`` names a picture, "" for none, and
    ``icon_words`` say it. ``section`` is its place on the month's page, where the
    verdict of least ``order`` comes first.
    """

    sign: Sign
    month: date | None
    reading: str
    sentence: str
    icon: str
    icon_words: str
    section: Section
    kind: PointKind
    order: int

    @property
    def changed(self) -> bool:
        """Say whether a change is told from chance."""
        return self.section == "Changed by more than chance"
