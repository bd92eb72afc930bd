"""Icons from assets/icons, which differ by shape and letter, then colour."""

from typing import Literal

from dash import html

from data_access.answers.verdict import Verdict

Estimate = Literal[
    "fewer",
    "no_evidence_of_change",
    "cannot_tell_yet",
    "not_a_fair_comparison",
    "more",
]

_VERDICT: dict[Estimate, str] = {
    "fewer": "Fewer than expected",
    "no_evidence_of_change": "No evidence of change",
    "cannot_tell_yet": "Cannot tell yet",
    "not_a_fair_comparison": "Not a fair comparison",
    "more": "More than expected",
}


def change_icon(verdict: Verdict) -> html.Img | None:
    """Show the verdict on a figure that moves; None where there is none to show."""
    return _icon(verdict.icon, verdict.icon_words) if verdict.icon else None


def verdict_icon(verdict: Estimate) -> html.Img:
    """Show the verdict of an impact estimate."""
    return _icon(f"verdict-{verdict}", _VERDICT[verdict])


def _icon(name: str, alt: str) -> html.Img:
    source = f"/assets/icons/{name.replace('_', '-')}.svg"
    return html.Img(src=source, alt=alt, title=alt, className="icon")
