"""How did the same people's own scores change between two measurements?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.intervals import wilson

# A change of 3.0 from 61.1 to 64.1 falls short of 3 by rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Bands:
    """Named bands of a score: `starts` holds the lowest score of each, rising."""

    names: tuple[str, ...]
    starts: tuple[float, ...]
    source: str

    def __post_init__(self) -> None:
        """Refuse bands that leave a score in no band or in two."""
        if not self.names or len(self.names) != len(self.starts):
            raise StatisticsError("starts", "must have one score for each band name")
        if any(a >= b for a, b in zip(self.starts, self.starts[1:], strict=False)):
            raise StatisticsError("starts", "must rise from band to band")


@dataclass(frozen=True, slots=True)
class Measure:
    """A score that people give, and how to read it.

    `responder_points` is the gain that counts as a response, None where no
    published threshold exists.
    """

    name: str
    lowest: float
    highest: float
    higher_is_better: bool
    responder_points: float | None
    bands: Bands
    source: str

    def __post_init__(self) -> None:
        """Refuse a measure that its bands do not cover."""
        if not self.lowest < self.highest:
            raise StatisticsError("lowest", "must be below highest")
        if self.bands.starts[0] != self.lowest or self.bands.starts[-1] > self.highest:
            raise StatisticsError("bands", "must start at lowest and end by highest")
        if self.responder_points is not None and self.responder_points <= 0:
            raise StatisticsError("responder_points", "must be above zero or None")


# Scores come from the licensor's software; nothing here works one out.
PAM = Measure(
    name="Patient Activation Measure",
    lowest=0,
    highest=100,
    higher_is_better=True,
    responder_points=3,
    bands=Bands(
        names=("Level 1", "Level 2", "Level 3", "Level 4"),
        starts=(0, 47.1, 55.2, 72.5),
        source="Levels in NHS use, to be confirmed with the licensor; "
        "an older version ends level 3 at 67.0",
    ),
    source="CBE measure 2483, gains in patient activation scores at 12 months",
)

_ONS4_SOURCE = "Office for National Statistics, personal well-being thresholds"
_ONS4_RISING = Bands(("Low", "Medium", "High", "Very high"), (0, 5, 7, 9), _ONS4_SOURCE)
ONS4_SATISFACTION = Measure(
    "Life satisfaction", 0, 10, True, None, _ONS4_RISING, _ONS4_SOURCE
)
ONS4_WORTHWHILE = Measure(
    "Things done are worthwhile", 0, 10, True, None, _ONS4_RISING, _ONS4_SOURCE
)
ONS4_HAPPINESS = Measure(
    "Happiness yesterday", 0, 10, True, None, _ONS4_RISING, _ONS4_SOURCE
)
ONS4_ANXIETY = Measure(
    "Anxiety yesterday",
    0,
    10,
    False,
    None,
    Bands(("Very low", "Low", "Medium", "High"), (0, 2, 4, 6), _ONS4_SOURCE),
    _ONS4_SOURCE,
)


@dataclass(frozen=True, slots=True)
class PairedChange:
    """Change of the people measured both times, and how many that is.

    `mean_change_points` is after less before, whichever way is better; its limits
    are None where everybody changed by the same, which leaves nothing to judge the
    error by. `verdict` is "improved" or "worsened" where the limits clear zero, else
    "cannot_tell". People are compared with themselves, so none of this is evidence
    of what caused the change.
    `completed_share` is out of the people with a first score. `band_moves[i][j]`
    counts people who went from band i to band j of the measure.
    """

    measure: Measure
    people_with_first_score: int
    people_paired: int
    completed_share: float
    completed_share_lower: float
    completed_share_upper: float
    mean_before_points: float
    mean_after_points: float
    mean_change_points: float
    mean_change_points_lower: float | None
    mean_change_points_upper: float | None
    verdict: str
    mean_before_points_not_followed_up: float | None
    people_improved: int
    people_unchanged: int
    people_worsened: int
    responders: int | None
    responder_share: float | None
    responder_share_lower: float | None
    responder_share_upper: float | None
    band_moves: tuple[tuple[int, ...], ...]
    confidence: float


def paired_change(
    before: ArrayLike,
    after: ArrayLike,
    measure: Measure,
    *,
    confidence: float = 0.95,
) -> PairedChange:
    """Measure the change of the people who have both scores, and of nobody else.

    `before` and `after` hold one element a person in the same order, missing (NaN or
    None) where that person was not measured. Comparing everybody's first scores
    with everybody's later ones would compare different people.

    The mean change has Student t limits, the shares Wilson limits. A responder
    gained `measure.responder_points` or more in the better direction.

    Raises:
        StatisticsError: fewer than two people with both scores, or a score outside
            the measure's range.

    """
    first = _scores("before", before, measure)
    later = _scores("after", after, measure)
    checks.same_shape(before=first, after=later)
    level = checks.confidence(confidence)
    has_first = ~np.isnan(first)
    paired = has_first & ~np.isnan(later)
    n = int(paired.sum())
    if n < 2:
        raise StatisticsError(
            "after", f"has {n} people who were measured both times; 2 are needed"
        )
    start, end = first[paired], later[paired]
    change = end - start
    lower, upper = _t_limits(change, level)
    gain = change if measure.higher_is_better else -change
    completed = wilson(n, int(has_first.sum()), level)
    left_out = first[has_first & ~paired]
    responders, share, share_lower, share_upper = _responders(gain, measure, level)
    return PairedChange(
        measure=measure,
        people_with_first_score=int(has_first.sum()),
        people_paired=n,
        completed_share=float(completed.estimate),
        completed_share_lower=float(completed.lower),
        completed_share_upper=float(completed.upper),
        mean_before_points=float(start.mean()),
        mean_after_points=float(end.mean()),
        mean_change_points=float(change.mean()),
        mean_change_points_lower=lower,
        mean_change_points_upper=upper,
        verdict=_verdict(lower, upper, measure.higher_is_better),
        mean_before_points_not_followed_up=(
            float(left_out.mean()) if left_out.size else None
        ),
        people_improved=int((gain > 0).sum()),
        people_unchanged=int((gain == 0).sum()),
        people_worsened=int((gain < 0).sum()),
        responders=responders,
        responder_share=share,
        responder_share_lower=share_lower,
        responder_share_upper=share_upper,
        band_moves=_band_moves(start, end, measure.bands),
        confidence=level,
    )


def _scores(argument: str, values: ArrayLike, measure: Measure) -> Floats:
    found = checks.series(argument, values, missing=True)
    if ((found < measure.lowest) | (found > measure.highest)).any():
        raise StatisticsError(
            argument,
            f"holds a score outside {measure.lowest:g} to {measure.highest:g}",
        )
    return found


def _t_limits(change: Floats, level: float) -> tuple[float | None, float | None]:
    error = float(stats.sem(change))
    if error < _ROUNDING:
        return None, None
    lower, upper = stats.t.interval(level, change.size - 1, change.mean(), error)
    return float(lower), float(upper)


def _verdict(lower: float | None, upper: float | None, higher_is_better: bool) -> str:
    if lower is None or upper is None or lower <= 0 <= upper:
        return "cannot_tell"
    return "improved" if (lower > 0) == higher_is_better else "worsened"


def _responders(
    gain: Floats, measure: Measure, level: float
) -> tuple[int | None, float | None, float | None, float | None]:
    if measure.responder_points is None:
        return None, None, None, None
    count = int((gain >= measure.responder_points - _ROUNDING).sum())
    share = wilson(count, gain.size, level)
    return count, float(share.estimate), float(share.lower), float(share.upper)


def _band_moves(
    start: Floats, end: Floats, bands: Bands
) -> tuple[tuple[int, ...], ...]:
    moves = np.zeros((len(bands.names), len(bands.names)), dtype=np.int64)
    edges = np.asarray(bands.starts)
    at = [np.searchsorted(edges, scores, side="right") - 1 for scores in (start, end)]
    np.add.at(moves, (at[0], at[1]), 1)
    return tuple(tuple(int(people) for people in row) for row in moves)
