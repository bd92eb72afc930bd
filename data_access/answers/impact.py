"""Typed answers about admissions avoided; all have passed disclosure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from data_access.answers.core import (
    Caption,
    Compared,
    FunnelLimits,
    Table,
    TableReport,
    Unit,
)

# How many admissions before, at the most, people can be picked for: the strata do not
# tell 3 from more.
PICKED_HARDEST = 3

VerdictWord = Literal[
    "fewer",
    "no evidence of change",
    "cannot tell yet",
    "not a fair comparison",
    "more",
]


@dataclass(frozen=True, slots=True)
class Naive:
    """Admissions a person-year before and after, and the change without the service.

    ``naive_change`` and ``change_without_effect`` are per cent, -50 a fall of half.
    """

    before: float
    after: float
    expected: float
    naive_change: float | None
    change_without_effect: float | None


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Changes from the year before to the year after, in ``unit``; a fall is negative.

    ``naive`` = ``with_no_effect`` + ``left``; ``lower`` and ``upper`` are the 95%
    interval of ``left``.
    """

    unit: Unit
    naive: float
    with_no_effect: float
    left: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class ImpactReport:
    """The estimate in a sentence, with its verdict, its grade and the reasons.

    ``detectable_fall`` is the smallest fall, per cent, that this caseload could have
    shown. ``when`` says when it could show falls of 10, 20 and 30 per cent.
    ``no_change`` is the chance, per cent, of showing that there was no fall that
    matters, where there is none. ``sceptic`` completes "A sceptic ...".
    """

    caption: Caption
    place: str
    verdict: VerdictWord
    grade: int
    reasons: tuple[str, ...]
    rate_ratio: float | None
    rate_ratio_low: float | None
    rate_ratio_high: float | None
    expected: float
    avoided: float | None
    avoided_low: float | None
    avoided_high: float | None
    e_value: float | None
    e_value_limit: float | None
    detectable_fall: float | None
    when: tuple[str, ...]
    no_change: float | None
    sceptic: str
    naive: Naive | None
    checks: TableReport
    table: Table


@dataclass(frozen=True, slots=True)
class ExpectedObserved:
    """Observed and expected, month by month; None for no number.

    ``lower`` and ``upper`` are the 95% interval of the expected.
    """

    unit: Unit
    months: tuple[date, ...]
    observed: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    provisional: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class PathPoint:
    """The rate ratio in one month counted from the start (-12 to +12).

    The ratio and its 95% interval are None if they cannot be given.
    """

    month: int
    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """A covariate's standardised mean difference before and after matching."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Effect:
    """A rate ratio and its 95% interval; None if the counts do not allow one.

    ``summary`` marks the row of all together, drawn as a diamond.
    """

    name: str
    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    summary: bool = False


@dataclass(frozen=True, slots=True)
class MonthsReport:
    """Expected against observed by calendar month, with its words and table."""

    caption: Caption
    series: ExpectedObserved
    table: Table


@dataclass(frozen=True, slots=True)
class PathReport:
    """The monthly path around the start, with its words and table."""

    caption: Caption
    points: tuple[PathPoint, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class BalanceReport:
    """Balance before and after matching, with its words and table."""

    caption: Caption
    rows: tuple[Balance, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class RatiosReport:
    """Rate ratios side by side, with their words and table."""

    caption: Caption
    rows: tuple[Effect, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Finding:
    """A rate ratio that was found here or elsewhere, with its interval if there is one.

    ``by`` is who was compared: the PCN's own people, or those of a study by its design.
    """

    name: str
    by: Literal["own", "randomised", "comparison group"]
    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class StudiesReport:
    """What other studies found beside the PCN's own, with its words and table."""

    caption: Caption
    rows: tuple[Finding, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class PcnsReport:
    """PCNs compared: their rate ratios, and the funnel that chance allows.

    The ``denominator`` of a place and of the limits is its precision: how many
    admissions, if they were Poisson, would give its standard error.
    """

    caption: Caption
    rows: tuple[Effect, ...]
    places: tuple[Compared, ...]
    limits: FunnelLimits
    table: Table


@dataclass(frozen=True, slots=True)
class PickingRow:
    """Admissions a person-year before and after, for one rule of picking people.

    ``change`` is per cent, -50 a fall of half; ``people`` is rounded.
    """

    rule: str
    people: int
    before: float
    after: float
    change: float


@dataclass(frozen=True, slots=True)
class PickedStep:
    """One way of picking people: those with ``least`` admissions or more before.

    ``change`` splits their naive change into its parts, None if too few admissions were
    expected; the table is then empty.
    """

    least: int
    caption: Caption
    change: BeforeAfter | None
    table: Table


@dataclass(frozen=True, slots=True)
class PickingReport:
    """The effect of picking alone: for people who started, and without the service.

    ``steps`` are of those who started, in order of ``least`` from 0; ``rows`` are of
    people who were never on the caseload.
    """

    caption: Caption
    steps: tuple[PickedStep, ...]
    rows: tuple[PickingRow, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class ValueReport:
    """Opportunity value and cost.

    ``break_even`` is the fewest and the most admissions that the posts cost as much as,
    at the range of unit costs; None if their cost is not known.
    """

    caption: Caption
    break_even: tuple[int, int] | None
    table: Table


@dataclass(frozen=True, slots=True)
class CheckCostReport:
    """Checks beyond those of like people, and pounds for each; None if not known.

    ``cost`` and ``cost_high`` are None if the interval includes no extra check.
    """

    caption: Caption
    extra: float
    extra_low: float
    extra_high: float
    cost: float | None
    cost_low: float | None
    cost_high: float | None
    table: Table

    @property
    def places(self) -> tuple[Compared, ...]:
        """Return the extra checks with their limits, for the chart."""
        limits = (self.extra_low, self.extra_high)
        name = "Extra completed checks"
        return (Compared("extra", name, self.extra, *limits),)
