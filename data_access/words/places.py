"""Names of places as a reader writes them."""

import re

# Published files write names in capitals, which readers do not.
_WORD = re.compile(r"[a-z0-9'’+]+")
_SMALL = {"and", "of", "the", "in", "on", "upon", "with", "for", "by"}
_INITIALS = {"icb", "gp"}
_SHORTENED = {"st", "ltd"}  # words without a vowel that are no initials


def place_name(published: str) -> str:
    """Return a published name, often in capitals, in mixed case.

    Mixed-case names are left as they are. Postcodes and initials stay in capitals: a
    word with a digit or without a vowel counts as one.
    """
    if published != published.upper():
        return published.replace(" Integrated Care Board", " ICB")
    return _WORD.sub(_cased, published.lower())


def _cased(match: re.Match[str]) -> str:
    word = match[0]
    if word in _SMALL and match.start():
        return word
    bare = word not in _SHORTENED and not set(word) & set("aeiouy")
    if bare or word in _INITIALS or any(letter.isdigit() for letter in word):
        return word.upper()
    return word[0].upper() + word[1:]
