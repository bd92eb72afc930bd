"""A verdict in words, shape and place: the only list of them."""

from dataclasses import dataclass
from datetime import date

from data_access.answers.verdict import PointKind, Section, Sign, Verdict

_CHANGED: Section = "Changed by more than chance"
_UNSURE: Section = "Cannot tell yet"
_STEADY: Section = "No more than usual variation"


@dataclass(frozen=True, slots=True)
class _Said:
    """How a sign is said and shown; the order of the list is that of the page."""

    reading: str
    opening: str  # of its sentence
    section: Section
    kind: PointKind = "common"
    icon: str = ""
    icon_words: str = ""


_SAID: dict[Sign, _Said] = {
    "worse": _Said(
        "getting worse, more than chance",
        "Getting worse, more than chance",
        _CHANGED,
        "concern",
        "variation-concern",
        "Getting worse, by more than chance explains",
    ),
    "better": _Said(
        "improving, more than chance",
        "Improving, more than chance",
        _CHANGED,
        "improvement",
        "variation-improvement",
        "Improving, by more than chance explains",
    ),
    "higher": _Said(
        "higher than before, more than chance",
        "Higher than before, more than chance",
        _CHANGED,
        "neutral",
        "variation-neutral",
        "Higher than before, by more than chance explains; neither way is better",
    ),
    "lower": _Said(
        "lower than before, more than chance",
        "Lower than before, more than chance",
        _CHANGED,
        "neutral",
        "variation-neutral",
        "Lower than before, by more than chance explains; neither way is better",
    ),
    "cannot_tell": _Said(
        "cannot tell yet",
        "Cannot tell yet",
        _UNSURE,
        "unusual",
        "verdict-cannot-tell-yet",
        "Cannot tell yet: unusual, but not confirmed",
    ),
    "not_judged": _Said("not judged", "Not judged", _UNSURE, "unjudged"),
    "none": _Said(
        "no more than usual variation",
        "No more than usual variation",
        _STEADY,
        "common",
        "variation-common-cause",
        "No more than usual variation",
    ),
    "too_small": _Said("too small to show", "Too small to show", "Too small to show"),
    "no_data": _Said("no data", "No data", "No data"),
}
_ORDER = list(_SAID)

# What completes "the latest month is ...", by the rule that a month or a change meets.
RULES = {
    "limits": "outside the limits",
    "trend": "one of seven in a row that rise or fall",
    "two_of_three": "one of two in three near a limit",
    "shift": "one of seven in a row on one side of the average",
    "confirmed": "one of two in three outside the limits",
    "recent": "the last of six that differ from those before",
    "year": "different from a year before",
    "jump": "after a jump that has stayed",
}


def verdict(
    sign: Sign, reason: str = "", *, month: date | None = None, upwards: bool = True
) -> Verdict:
    """Return the verdict of a sign; ``reason`` completes its sentence.

    ``month`` is the month judged and ``upwards`` the direction of a change.
    """
    said = _SAID[sign]
    turn = ("-high" if upwards else "-low") if said.section == _CHANGED else ""
    return Verdict(
        sign=sign,
        month=month,
        reading=said.reading,
        sentence=f"{said.opening}: {reason}." if reason else f"{said.opening}.",
        icon=said.icon + turn,
        icon_words=said.icon_words,
        section=said.section,
        kind=said.kind,
        order=_ORDER.index(sign),
    )


def sign_of(direction: int, improvement: str) -> Sign:
    """Return the sign of a change upwards (1) or downwards (-1)."""
    if improvement == "neutral":
        return "higher" if direction > 0 else "lower"
    return "better" if (direction > 0) == (improvement == "increase") else "worse"


def reading(sign: Sign) -> str:
    """Return a sign in a few words, as a table and a tooltip have it."""
    return _SAID[sign].reading


def kind_of(sign: Sign) -> PointKind:
    """Return how a month of this sign is drawn."""
    return _SAID[sign].kind
