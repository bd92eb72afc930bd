"""Several charts side by side, in words: which of them changed."""

from collections.abc import Sequence

from data_access.answers.core import Trend
from data_access.words.sentences import listed, sentence_case

Panels = Sequence[tuple[str, Trend]]


def panels_headline(panels: Panels, *, one: str) -> str:
    """Return which of the places or routes changed; ``one`` names one of them."""
    changed = [name for name, trend in panels if trend.verdict.changed]
    if changed:
        return f"Changed by more than chance: {listed(changed)}"
    if not any(trend.verdict.month for _, trend in panels):
        return f"No {one} can be judged yet"
    return f"No {one} changed by more than its usual variation"


def panels_summary(panels: Panels) -> str:
    """Return each verdict with the names that have it, the worst first."""
    verdicts = {trend.verdict.sign: trend.verdict for _, trend in panels}
    sentences = []
    for verdict in sorted(verdicts.values(), key=lambda found: found.order):
        names = [name for name, trend in panels if trend.verdict.sign == verdict.sign]
        sentences.append(f"{sentence_case(verdict.reading)}: {listed(names)}.")
    return " ".join(sentences)
