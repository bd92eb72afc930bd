"""Marks that published files write in place of a figure, or beside it.

A mark says that a figure is suppressed, not available or does not apply: it is
missing, never zero. Government statistics write letters in square brackets
(StatsWales, Shorthand for labelling data values); NHS England's older files write
stars, dashes, dots and "<8".
"""

from __future__ import annotations

import re

import pandas as pd

# Every dash of Unicode that is typed for a minus or for "nothing here".
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\ufeff"), " ")
_PLAIN = str.maketrans({**_DASHES, **_SPACES})

_SIGNS = re.compile(r"[-*.:~#…^†‡!]*")
_BRACKETED = re.compile(r"\[ ?[a-z]{1,4} ?\]|\( ?[a-z]{1,4} ?\)")
# c confidential, x not available, z not applicable, k and low too low to show, u and
# q unreliable, w none in the survey, s and d suppressed.
_WORDS = re.compile(
    r"[cdkqsuwxz]|low|na|n/a|n\.a\.|#n/a|#div/0!|#value!|#ref!|nan|null|none|"
    r"suppressed|redacted|withheld|confidential|missing|unknown|no data|"
    r"not (?:available|applicable|published|known|returned)"
)
# "<8" and "fewer than 5": a small number that is not given.
_SMALL = re.compile(r"(?:<|≤|<=|under|less than|fewer than) ?\d+")
# [p] provisional, [r] revised, [e] estimated, [b] a break in the series, [f] forecast,
# [u] unreliable, [note 3]: the figure before them stands.
_REMARK = re.compile(r" ?\[ ?(?:b|e|f|p|r|u|note ?\d+) ?\]$")


def plain(text: pd.Series[str]) -> pd.Series[str]:
    """Return cells in lower case with one kind of dash and space, remarks taken off."""
    bare = text.str.translate(_PLAIN).str.strip().str.lower()
    return bare.str.replace(_REMARK, "", regex=True)


def is_mark(text: str) -> bool:
    """Return whether a cell that `plain` made plain stands in place of a figure."""
    return any(
        kind.fullmatch(text) is not None
        for kind in (_SIGNS, _BRACKETED, _WORDS, _SMALL)
    )
