"""Sentences that name the places and groups without a figure."""

from collections.abc import Sequence

from data_access.answers.core import Compared, Mark
from data_access.words.sentences import listed

_REASONS = {
    Mark.SUPPRESSED: "Suppressed, because numbers are small",
    Mark.TOO_FEW: "Too few people to compare",
    Mark.NO_DATA: "No data",
}


def marked(items: Sequence[Compared], *marks: Mark) -> str:
    """Return a sentence for each mark that any item has, each after a space."""
    names = {mark: [item.name for item in items if item.mark is mark] for mark in marks}
    return "".join(
        f" {_REASONS[mark]}: {listed(names[mark])}." for mark in marks if names[mark]
    )
