"""What a load calls to report how far it is."""

from collections.abc import Callable

StageProgress = Callable[[str, int, int, int], None]
"""Receives (stage, done, total, count): parts done, parts in all, rows so far."""

LineProgress = Callable[[str], None]
"""Receives what was just done, as a line of text."""
