"""The figures of the value page: the cost of the posts, and their value."""

from data_access.choices.arrs_case import CaseChoices
from data_access.figures.impact import NEEDS, WHOLE
from data_access.figures.record import LOCAL, Chart, Figure, declared
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.value.value_arrs_share import value_arrs_share
from data_access.questions.value.value_case import value_case
from data_access.questions.value.value_claims import value_claims
from data_access.questions.value.value_pcns import value_pcns
from data_access.questions.value.value_processes import value_processes
from data_access.questions.value.value_worth import value_worth

CASE = Figure(
    "value/case",
    value_case,
    (Chart("bars_or_points", rows="parts", unit="gbp"),),
    choices=("choices", CaseChoices),
    asks=WHOLE,
    how_to_read=(
        "Each bar is pounds a year. The second and third add up to the first: what "
        "ARRS repays, and what is left for the PCN."
    ),
)
CLAIMS = Figure(
    "value/claims",
    value_claims,
    (Chart("lines"),),
    choices=("choices", CaseChoices),
    asks=WHOLE,
    needs=(*LOCAL, "arrs_claims"),
    how_to_read=(
        "If the actual cost is above the claim, the PCN pays the difference. The "
        "cap is drawn only for the year of the case, and a month without a figure "
        "leaves a gap."
    ),
)
ARRS_SHARE = Figure(
    "value/arrs-share",
    value_arrs_share,
    (Chart("bars_or_points", unit="percent"),),
    choices=("choices", CaseChoices),
    asks=WHOLE,
    needs=(*LOCAL, "arrs_claims"),
    how_to_read=(
        "Each bar is what the coordinators' posts took of the sum that pays for all "
        "ARRS roles, in the months with a claim: the rest is what the others can have."
    ),
)
WORTH = Figure(
    "value/worth",
    value_worth,
    (Chart("bars_or_points", unit="gbp"),),
    asks=WHOLE,
    part="value",
    take=lambda answer: answer.value,
    needs=NEEDS,
    how_to_read=(
        "The line through the first row is the range that the 95% interval and the "
        "unit costs in use allow. If it includes zero, no value can be claimed."
    ),
)
NEEDED = Figure(
    "value/needed",
    value_worth,
    (Chart("bars_or_points", unit="count"),),
    asks=WHOLE,
    part="needed",
    take=lambda answer: answer.needed,
    needs=NEEDS,
    how_to_read=(
        "The first row is the estimate with its 95% interval. The others are how many "
        "admissions cost as much as the posts, at each unit cost: a yardstick, not a "
        "count."
    ),
)
CHECKS = Figure(
    "value/checks",
    impact_check_cost,
    (Chart("bars_or_points", unit="count"),),
    asks=WHOLE,
    needs=(*NEEDS, "health_checks"),
    how_to_read=(
        "The number is the checks beyond those of similar people; the line is its "
        "95% interval. If all of the line is above zero, there were extra checks "
        "by more than chance."
    ),
)
PROCESSES = Figure(
    "value/processes",
    value_processes,
    asks=WHOLE,
    how_to_read=(
        "Each row is a finding of another page, in its words, favourable or not; "
        "the last column says whether it was counted, or compared with similar "
        "people."
    ),
)
PCNS = Figure(
    "value/pcns",
    value_pcns,
    (Chart("compared", unit="gbp"),),
    asks=(),
    needs=(*NEEDS, "health_checks"),
    how_to_read=(
        "Each point is what one extra completed check cost in a PCN. Its line runs "
        "from the cost at the most extra checks that the interval allows to that "
        "at the fewest. If two lines overlap, do not rank the PCNs."
    ),
)

FIGURES = declared(globals())
