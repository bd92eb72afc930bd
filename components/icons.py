"""Icons from assets/icons, which differ by shape and letter, then colour."""

from typing import Literal

from dash import html

from data_access.answers.core import Assurance, Variation

Verdict = Literal["fewer", "no_evidence_of_change", "cannot_tell_yet", "more"]

_VARIATION: dict[Variation, str] = {
    "common_cause": "No signal of change: common cause variation",
    "improvement_high": "Improvement: higher than expected, and higher is better",
    "improvement_low": "Improvement: lower than expected, and lower is better",
    "concern_high": "Concern: higher than expected, and lower is better",
    "concern_low": "Concern: lower than expected, and higher is better",
    "neutral_high": "Change: higher than expected; neither direction is better",
    "neutral_low": "Change: lower than expected; neither direction is better",
}
_ASSURANCE: dict[Assurance, str] = {
    "pass": "Passes: expected to meet the target every month",
    "fail": "Fails: not expected to meet the target without a change",
    "hit_or_miss": "Hit or miss: meets the target in some months by chance",
}
_VERDICT: dict[Verdict, str] = {
    "fewer": "Fewer than expected",
    "no_evidence_of_change": "No evidence of change",
    "cannot_tell_yet": "Cannot tell yet",
    "more": "More than expected",
}


def variation_icon(variation: Variation) -> html.Img:
    """Show whether the last months changed."""
    return _icon(f"variation-{variation}", _VARIATION[variation])


def assurance_icon(assurance: Assurance) -> html.Img:
    """Show whether the present process meets the target."""
    return _icon(f"assurance-{assurance}", _ASSURANCE[assurance])


def verdict_icon(verdict: Verdict) -> html.Img:
    """Show the verdict of an impact estimate."""
    return _icon(f"verdict-{verdict}", _VERDICT[verdict])


def _icon(name: str, alt: str) -> html.Img:
    source = f"/assets/icons/{name.replace('_', '-')}.svg"
    return html.Img(src=source, alt=alt, title=alt, className="icon")
