"""Findings in words, the same on pages, in exports and on the command line."""


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
