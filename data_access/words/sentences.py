"""Numbers and findings in words, the same on pages, in exports and on the command line.

British English; numerals; months in full.
"""

import re
from datetime import date

from data_access.answers.core import Trend, Unit

_RULES = {
    "limits": "the latest month lies outside the limits",
    "trend": "seven months in a row moved the same way",
    "two_of_three": "two of the last three months lie near a limit",
    "shift": "seven months in a row lie on one side of the average",
}

# What stands before a number, its decimals, and what stands after it.
_WRITTEN: dict[Unit, tuple[str, int, str]] = {
    "percent": ("", 0, "%"),
    "points": ("", 1, " percentage points"),
    "count": ("", 0, ""),
    "per_1000": ("", 1, " per 1,000"),
    "per_10000": ("", 2, " per 10,000"),
    "per_100": ("", 0, " per 100"),
    "gbp": ("£", 0, ""),
    "days": ("", 0, " days"),
    "ratio": ("", 1, ""),
}


def number(value: float, unit: Unit) -> str:
    """Write a value in its unit, as a sentence would, with a true minus sign."""
    before, decimals, after = _WRITTEN[unit]
    digits = f"{abs(value):,.{decimals}f}"
    # What rounds to nothing has no minus sign.
    sign = "−" if value < 0 and any(digit in digits for digit in "123456789") else ""
    if unit == "days" and digits == "1":
        after = " day"
    return f"{sign}{before}{digits}{after}"


def month(day: date) -> str:
    """Write a month in full."""
    return f"{day:%B %Y}"


def span(first: date, last: date) -> str:
    """Write a period of months."""
    return month(first) if first == last else f"{month(first)} to {month(last)}"


def variation_sentence(trend: Trend, judged: date | None) -> str:
    """Say whether the trend is signal or noise, and by which rule.

    ``judged`` is the last month that was judged: later ones are provisional.
    """
    if judged is None or trend.trial:
        return "Too few months to tell signal from noise."
    rule = trend.rule[trend.months.index(judged)]
    reason = _RULES.get(rule, "")
    verdicts = {
        "common_cause": "No more than usual month-to-month variation.",
        "improvement_high": f"Improving, more than chance: {reason}.",
        "improvement_low": f"Improving, more than chance: {reason}.",
        "concern_high": f"Getting worse, more than chance: {reason}.",
        "concern_low": f"Getting worse, more than chance: {reason}.",
        "neutral_high": f"Higher than before, more than chance: {reason}.",
        "neutral_low": f"Lower than before, more than chance: {reason}.",
    }
    return verdicts[trend.variation or "common_cause"]


def assurance_sentence(trend: Trend) -> str:
    """Say whether the target will be met if nothing changes."""
    if trend.target is None or trend.assurance is None or trend.trial:
        return ""
    target = number(trend.target, trend.unit)
    return {
        "pass": f"The target of {target} will be met if nothing changes.",
        "fail": f"The target of {target} will not be met unless something changes.",
        "hit_or_miss": f"The target of {target} may be met or missed by chance.",
    }[trend.assurance]


def listed(words: list[str]) -> str:
    """Join words as a sentence does."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


# Published files write names in capitals, which readers do not.
_WORD = re.compile(r"[a-z0-9'’+]+")
_SMALL = {"and", "of", "the", "in", "on", "upon", "with", "for", "by"}
_INITIALS = {"icb", "gp"}
_SHORTENED = {"st", "ltd"}  # words without a vowel that are no initials


def place_name(published: str) -> str:
    """Write a published name, often in capitals, as a reader would.

    Mixed-case names are left as they are. Postcodes and initials stay in capitals: a
    word that holds a digit or no vowel is taken for one.
    """
    if published != published.upper():
        return published.replace(" Integrated Care Board", " ICB")
    return _WORD.sub(_cased, published.lower())


def _cased(found: re.Match[str]) -> str:
    word = found[0]
    if word in _SMALL and found.start():
        return word
    bare = word not in _SHORTENED and not set(word) & set("aeiouy")
    if bare or word in _INITIALS or any(letter.isdigit() for letter in word):
        return word.upper()
    return word[0].upper() + word[1:]
