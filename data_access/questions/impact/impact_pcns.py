"""Does the effect differ between PCNs, beyond chance?"""

import math

import numpy as np

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    FunnelLimits,
    Mark,
    Table,
)
from data_access.answers.impact import Effect, PcnsReport
from data_access.disclosure.counts import to_digits
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_design import PRIMARY
from data_access.queries.places import practices
from data_access.questions.impact.estimate_shown import DIGITS
from data_access.questions.impact.matched import quality_checks, read_all_matched
from data_access.questions.parts.intervals import limit_columns
from data_access.stats.matching import Estimate
from data_access.stats.pooling import Summary, random_effects
from data_access.stats.verdict import FEWEST_EXPECTED, some_failed
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

LEAST_PCNS = 3
# Two-sided limits of 95% and 99.8% of the normal.
_Z_95, _Z_998 = 1.959964, 3.090232
_STEPS = 60


def impact_pcns(context: Context) -> PcnsReport:
    """Report each PCN's rate ratio and a random-effects summary of all.

    A PCN with fewer than 5 expected admissions, or whose comparison failed a check,
    keeps its row and has no ratio. The summary row is the average PCN, with the spread
    between PCNs in its interval.
    """
    with context.evidence.connect() as connection:
        networks = read_all_matched(context, connection)
        names = {place.pcn_code: place.pcn_name for place in practices(connection)}
    estimates = {code: matched.estimate(PRIMARY) for code, matched in networks.items()}
    unfair = [
        code
        for code, matched in networks.items()
        if some_failed(quality_checks(matched))
    ]
    usable = {
        code: estimate
        for code, estimate in estimates.items()
        if code not in unfair and _usable(estimate)
    }
    if len(usable) < LEAST_PCNS:
        raise CareImpactError(
            f"PCNs can be compared when at least {LEAST_PCNS} have an estimate; load "
            "the extracts of more PCNs."
        )
    summary = random_effects(
        [math.log(estimate.rate_ratio or 1.0) for estimate in usable.values()],
        [estimate.standard_error or 1.0 for estimate in usable.values()],
    )
    rows = tuple(
        _row(names.get(code, code), usable.get(code))
        for code in sorted(estimates, key=lambda code: names.get(code, code))
    )
    pooled = Effect(
        "All PCNs", summary.rate_ratio, summary.low, summary.high, summary=True
    )
    outside = [
        names.get(code, code) for code in usable if _outside(usable[code], summary)
    ]
    return PcnsReport(
        caption=Caption(
            headline=_headline(outside, summary),
            subtitle=(
                "Rate ratio of emergency admissions in the 12 months after starting, "
                f"{len(rows)} PCNs and their random-effects summary"
            ),
            summary=(
                f"{value_text(100 * summary.i_squared, 'percent')} of the spread "
                "between PCNs is more than chance (I squared). A further PCN would "
                f"lie between {value_text(summary.prediction_low, 'ratio')} and "
                f"{value_text(summary.prediction_high, 'ratio')}. PCNs are in "
                "order of name, because a ranking would mostly reflect chance."
                f"{_left_out(unfair, names)}"
            ),
            definition="admissions-avoided",
        ),
        rows=(*rows, pooled),
        places=tuple(
            _place(code, names.get(code, code), estimate, summary)
            for code, estimate in usable.items()
        ),
        limits=_limits(list(usable.values()), summary),
        table=_table(estimates, usable, names, summary),
    )


def _left_out(unfair: list[str], names: dict[str, str]) -> str:
    if not unfair:
        return ""
    left = listed(sorted(names.get(code, code) for code in unfair))
    return f" Left out, as the comparison failed a check: {left}."


def _usable(estimate: Estimate) -> bool:
    return bool(estimate.standard_error) and estimate.expected >= FEWEST_EXPECTED


def _row(name: str, estimate: Estimate | None) -> Effect:
    if estimate is None:
        return Effect(name)
    return Effect(
        name, estimate.rate_ratio, estimate.rate_ratio_low, estimate.rate_ratio_high
    )


def _gap(estimate: Estimate, summary: Summary) -> float:
    """Return how far a PCN lies from the summary, in its own standard errors."""
    gap = math.log((estimate.rate_ratio or 1.0) / summary.rate_ratio)
    return gap / (estimate.standard_error or math.inf)


def _outside(estimate: Estimate, summary: Summary) -> bool:
    """Say whether a PCN lies outside the 99.8% funnel around the summary."""
    return abs(_gap(estimate, summary)) > _Z_998


def _precision(estimate: Estimate) -> float:
    """Return how sure a PCN's ratio is, with two digits as the ratio has."""
    return to_digits(1 / (estimate.standard_error or math.inf) ** 2, DIGITS)


def _place(code: str, name: str, estimate: Estimate, summary: Summary) -> Compared:
    gap = _gap(estimate, summary)
    flag = ""
    if abs(gap) > _Z_95:
        flag = f"{'high' if gap > 0 else 'low'}_{'998' if abs(gap) > _Z_998 else '95'}"
    return Compared(
        code=code,
        name=name,
        value=estimate.rate_ratio,
        lower=estimate.rate_ratio_low,
        upper=estimate.rate_ratio_high,
        denominator=round(_precision(estimate)),
        flag=flag,
    )


def _limits(usable: list[Estimate], summary: Summary) -> FunnelLimits:
    """Draw the limits around the summary, to a little beyond the most precise PCN."""
    most = max(_precision(estimate) for estimate in usable)
    least = min(_precision(estimate) for estimate in usable)
    grid = np.linspace(0.8 * least, 1.1 * most, _STEPS)

    def at(z: float) -> tuple[float, ...]:
        return tuple((summary.rate_ratio * np.exp(z / np.sqrt(grid))).tolist())

    return FunnelLimits(
        denominators=tuple(grid.tolist()),
        centre=summary.rate_ratio,
        lower_95=at(-_Z_95),
        upper_95=at(_Z_95),
        lower_998=at(-_Z_998),
        upper_998=at(_Z_998),
    )


def _headline(outside: list[str], summary: Summary) -> str:
    if outside:
        return (
            f"Different from the other PCNs by more than chance: {', '.join(outside)}"
        )
    if summary.low > 1 or summary.high < 1:
        direction = "fewer" if summary.high < 1 else "more"
        return f"The average PCN has {direction} admissions than expected"
    return (
        "PCNs do not differ by more than chance, and nor does their average from no "
        "change"
    )


def _table(
    estimates: dict[str, Estimate],
    usable: dict[str, Estimate],
    names: dict[str, str],
    summary: Summary,
) -> Table:
    columns = (
        Column("PCN"),
        Column("Expected admissions", "count"),
        Column("Rate ratio", "ratio"),
        *limit_columns("ratio"),
        Column("Outside the 99.8% funnel"),
    )
    rows: list[tuple[Cell, ...]] = []
    for code, estimate in estimates.items():
        numbers = (
            estimate.rate_ratio,
            estimate.rate_ratio_low,
            estimate.rate_ratio_high,
        )
        rows.append(
            (
                names.get(code, code),
                estimate.expected,
                *(
                    number if code in usable and number is not None else Mark.TOO_FEW
                    for number in numbers
                ),
                "yes" if code in usable and _outside(estimate, summary) else "no",
            )
        )
    return Table("Rate ratio by PCN", columns, tuple(rows))
