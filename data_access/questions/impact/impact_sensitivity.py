"""Does the answer hold when a choice is changed?"""

from data_access.answers.impact import RatiosReport
from data_access.door import Context
from data_access.marts.impact.impact_design import PRIMARY
from data_access.questions.impact.matched import read_matched
from data_access.questions.impact.ratios import (
    ratio_row,
    ratio_rows,
    ratios_report,
    side,
)

_PUBLISHED = "As published on this page"
_EXACT = "People alike in every band"
CHOICES = {
    "same_practice": "Comparison within the same practice",
    "washout_0": "Month of the start counted",
    "washout_2": "2 months left out",
    "washout_3": "3 months left out",
    "first_3_months": "First 3 months only",
    "first_6_months": "First 6 months only",
    "censored_at_joining": "Comparison leaves when it joins",
    "without_top_users": "Without the top 1% of users",
    "with_provisional": "Provisional months counted",
    "earlier_year": "Placebo: the year before, when nothing had started",
}


def impact_sensitivity(context: Context) -> RatiosReport:
    """Report the rate ratio again with one choice changed at a time."""
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
    rows = (
        *ratio_rows(matched, {PRIMARY: _PUBLISHED}),
        ratio_row(_EXACT, matched.exact_estimate()),
        *ratio_rows(matched, CHOICES),
    )
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
