"""Findings in words, the same on pages, in exports and on the command line."""

from datetime import date

from data_access.answers.core import Trend
from data_access.words.numbers import value_text

_RULES = {
    "limits": "the latest month lies outside the limits",
    "trend": "seven months in a row moved the same way",
    "two_of_three": "two of the last three months lie near a limit",
    "shift": "seven months in a row lie on one side of the average",
}


def variation_sentence(trend: Trend, judged: date | None) -> str:
    """Return whether the trend changed beyond chance, and by which rule.

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
    """Return whether the target will be met if nothing changes."""
    if trend.target is None or trend.assurance is None or trend.trial:
        return ""
    target = value_text(trend.target, trend.unit)
    return {
        "pass": f"The target of {target} will be met if nothing changes.",
        "fail": f"The target of {target} will not be met unless something changes.",
        "hit_or_miss": f"The target of {target} may be met or missed by chance.",
    }[trend.assurance]


def findings(*lists: tuple[str, list[str]]) -> str:
    """Return "finding: names; finding: names", without the lists that are empty."""
    return "; ".join(f"{finding}: {listed(names)}" for finding, names in lists if names)


def sentence_case(text: str) -> str:
    """Return the text with a capital first letter; the rest stays."""
    return text[:1].upper() + text[1:]


def listed(names: list[str]) -> str:
    """Join words as a sentence does."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
