"""What do the PCNs of an ICB show together, and do they differ beyond chance?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
from data_access.catalogue.judging import read_judging
from data_access.disclosure.counts import to_digits
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_design import PRIMARY
from data_access.queries.places import icb_of, practices
from data_access.questions.impact.comparison_checks import judged, quality_checks
from data_access.questions.impact.estimate_shown import DIGITS, two_digits
from data_access.questions.impact.matched import read_all_matched, together
from data_access.questions.impact.ratios import avoided_sentence
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.place import find_place
from data_access.stats.few_groups import Average, average_of
from data_access.stats.matching import Estimate
from data_access.stats.power_so_far import chance_of_showing
from data_access.stats.verdict import FEWEST_EXPECTED, some_failed
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

LEAST_PCNS = 3
_FALL = 0.8  # a fall of a fifth
_ORDER = "PCNs are in order of name, because a ranking would mostly reflect chance."
# Two-sided limits of 95% and 99.8% of the normal.
_Z_95, _Z_998 = 1.959964, 3.090232
_STEPS = 60


@dataclass(frozen=True, slots=True)
class _Row:
    """A rate ratio, the admissions expected, and what is to be said of it."""

    effect: Effect
    expected: float
    finding: str


def impact_pcns(context: Context) -> PcnsReport:
    """Report the PCNs of an ICB: each one's ratio, their people's, and the average's.

    They are those of the selected PCN's ICB; all that are loaded if its practices name
    none. A PCN with fewer than 5 expected admissions, or whose comparison failed a
    check, keeps its row and has no ratio. The people of the others, taken together,
    have an estimate and a verdict of their own. The average PCN has the spread between
    PCNs in its interval.

    Raises CareImpactError if fewer than three PCNs have an estimate.
    """
    with context.evidence.connect() as connection:
        icb = icb_of(connection, find_place(context, connection).pcn)
        networks = {
            code: matched
            for code, matched in read_all_matched(context, connection).items()
            if icb is None or code in icb.pcns
        }
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
    average = average_of(
        [math.log(estimate.rate_ratio or 1.0) for estimate in usable.values()],
        [estimate.standard_error or 1.0 for estimate in usable.values()],
        read_judging().between.value,
    )
    everybody = together([networks[code] for code in usable])
    whole = everybody.estimate(PRIMARY)
    verdict = judged(whole, quality_checks(everybody)).verdict
    rows = (
        *(
            _row(names[code], estimates[code], usable.get(code), average)
            for code in sorted(estimates, key=lambda code: names[code])
        ),
        _Row(_effect("Their people together", whole), whole.expected, verdict),
        _average_row(average, whole.expected / len(usable)),
    )
    outside = [names[code] for code in usable if _outside(usable[code], average)]
    sentence = avoided_sentence(whole, "emergency admissions", verdict)
    return PcnsReport(
        caption=Caption(
            headline=(
                f"{len(usable)} PCNs together: {sentence[0].lower()}{sentence[1:]}"
            ),
            subtitle=(
                "Rate ratio of emergency admissions in the 12 months after starting, "
                "PCNs, their people together and the average PCN, "
                f"{'all that are loaded' if icb is None else icb.name}"
            ),
            summary=" ".join(
                [
                    _apart(outside),
                    _chances(whole, average),
                    _ORDER,
                    *_left_out([names[code] for code in unfair]),
                ]
            ),
            definition="admissions-avoided",
        ),
        rows=tuple(row.effect for row in rows),
        places=tuple(
            _place(code, names[code], estimate, average)
            for code, estimate in usable.items()
        ),
        limits=_limits(list(usable.values()), average),
        table=_table(rows),
    )


def _apart(outside: list[str]) -> str:
    if outside:
        return f"Different from the others by more than chance: {listed(outside)}."
    return "No PCN differs from the others by more than chance."


def _chances(whole: Estimate, average: Average) -> str:
    """Say how surely a fall of a fifth would have been seen."""
    people, pcn = (
        value_text(
            two_digits(100 * chance_of_showing(error, _FALL), exact=False), "percent"
        )
        for error in (whole.standard_error or math.inf, average.error)
    )
    return (
        f"A fall of a fifth would be seen in their people with a chance of {people}, "
        f"and in the average PCN with one of {pcn}."
    )


def _left_out(unfair: list[str]) -> list[str]:
    if not unfair:
        return []
    names = listed(sorted(unfair))
    return [f"Left out, as the comparison failed a check: {names}."]


def _usable(estimate: Estimate) -> bool:
    return bool(estimate.standard_error) and estimate.expected >= FEWEST_EXPECTED


def _row(name: str, own: Estimate, usable: Estimate | None, average: Average) -> _Row:
    if usable is None:
        return _Row(Effect(name), own.expected, "not compared")
    found = "outside" if _outside(usable, average) else "within"
    return _Row(_effect(name, usable), own.expected, f"{found} the 99.8% funnel")


def _effect(name: str, estimate: Estimate) -> Effect:
    return Effect(
        name, estimate.rate_ratio, estimate.rate_ratio_low, estimate.rate_ratio_high
    )


def _average_row(average: Average, expected: float) -> _Row:
    ratio, low, high, least, most = (
        two_digits(value, exact=False)
        for value in (
            average.rate_ratio,
            average.low,
            average.high,
            average.further_low,
            average.further_high,
        )
    )
    further = f"{value_text(least, 'ratio')} to {value_text(most, 'ratio')}"
    return _Row(
        Effect("The average PCN", ratio, low, high, summary=True),
        two_digits(expected, exact=False),
        f"a further PCN: {further}",
    )


def _gap(estimate: Estimate, average: Average) -> float:
    """Return how far a PCN lies from the average, in its own standard errors."""
    gap = math.log((estimate.rate_ratio or 1.0) / average.rate_ratio)
    return gap / (estimate.standard_error or math.inf)


def _outside(estimate: Estimate, average: Average) -> bool:
    """Say whether a PCN lies outside the 99.8% funnel around the average."""
    return abs(_gap(estimate, average)) > _Z_998


def _precision(estimate: Estimate) -> float:
    """Return how sure a PCN's ratio is, with two digits as the ratio has."""
    return to_digits(1 / (estimate.standard_error or math.inf) ** 2, DIGITS)


def _place(code: str, name: str, estimate: Estimate, average: Average) -> Compared:
    gap = _gap(estimate, average)
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


def _limits(usable: list[Estimate], average: Average) -> FunnelLimits:
    """Draw the limits around the average, to a little beyond the most precise PCN."""
    most = max(_precision(estimate) for estimate in usable)
    least = min(_precision(estimate) for estimate in usable)
    grid = np.linspace(0.8 * least, 1.1 * most, _STEPS)

    def at(z: float) -> tuple[float, ...]:
        return tuple((average.rate_ratio * np.exp(z / np.sqrt(grid))).tolist())

    return FunnelLimits(
        denominators=tuple(grid.tolist()),
        centre=average.rate_ratio,
        lower_95=at(-_Z_95),
        upper_95=at(_Z_95),
        lower_998=at(-_Z_998),
        upper_998=at(_Z_998),
    )


def _table(rows: Sequence[_Row]) -> Table:
    columns = (
        Column("PCN"),
        Column("Expected admissions", "count"),
        Column("Rate ratio", "ratio"),
        *limit_columns("ratio"),
        Column("Finding"),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.effect.name,
            row.expected,
            *(
                Mark.TOO_FEW if number is None else number
                for number in (row.effect.ratio, row.effect.lower, row.effect.upper)
            ),
            row.finding,
        )
        for row in rows
    )
    return Table("Rate ratio by PCN", columns, cells)
