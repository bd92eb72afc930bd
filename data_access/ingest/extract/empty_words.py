"""What people and programs write into a cell that has no value."""

# SQL exports write NULL, R writes NA, pandas NaN, None and <NA>, Excel its errors, SAS
# a full stop; people write a dash, and published counts have a star for what is hidden.
EMPTY_WORDS = (
    *("", "null", "(null)", "<null>", "na", "n/a", "n.a.", "<na>", "nan", "none"),
    *("#n/a", "#null!", "#value!", "#ref!", "#div/0!", "#name?", "#num!"),
    *("(blank)", "-", "--", "---", "\u2013", "\u2014", "*", "."),
)
"""The words, in small letters, that mean that a value is not known."""


def is_empty(text: str) -> bool:
    """Say whether a cell has no value, whatever is written in it."""
    return text.strip().casefold() in EMPTY_WORDS
