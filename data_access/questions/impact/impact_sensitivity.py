"""Does the answer hold when a choice is changed?"""

from data_access.answers.impact import Effect, RatiosReport
from data_access.door import Context
from data_access.questions.impact.matched import Matched, read_matched
from data_access.questions.impact.ratios import (
    ratio_row,
    ratio_rows,
    ratios_report,
    side,
)

_CHOICES = {
    "emergency": "As published on this page",
    "coarser": "Coarser bands",
    "finer": "Finer bands",
    "same_practice": "Comparison within the same practice",
    "washout_0": "Month of the start counted",
    "washout_2": "2 months left out",
    "washout_3": "3 months left out",
    "first_3_months": "First 3 months only",
    "first_6_months": "First 6 months only",
    "censored_at_joining": "Comparison leaves when it joins",
    "without_top_users": "Without the top 1% of users",
    "earlier_year": "Placebo: the year before, when nothing had started",
}


_TRIALS = "Compared by expected admissions, not by groups"


def impact_sensitivity(context: Context) -> RatiosReport:
    """Report the rate ratio again with one choice changed at a time."""
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
    published, *rest = ratio_rows(matched, _CHOICES)
    rows = (published, *_trials(matched), *rest)
    others = [row for row in rows[1:-1] if row.ratio is not None]
    crossing = sum(side(row) != side(rows[0]) for row in others)
    headline = "The answer does not depend on one choice"
    if not others:
        headline = "Too few people to see whether the answer depends on one choice"
    elif crossing:
        headline = f"{crossing} of {len(others)} other choices read differently"
    return ratios_report(
        matched,
        rows,
        headline,
        "Rate ratio of emergency admissions with one choice changed at a time",
        "The placebo should be near 1: nothing had started in that year.",
    )


def _trials(matched: Matched) -> tuple[Effect, ...]:
    """Return the row of sequential trials, if the evidence holds them."""
    if matched.trials.empty:
        return ()
    return (ratio_row(_TRIALS, matched.trials_estimate()),)
