"""How long do people wait for a first contact, including those still waiting?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.intervals import wilson

# A survival of exactly a half is a product of fractions and misses it by rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class WaitingDays:
    """The day by which a share of people had been seen, with its limits in days.

    Each of the three is None if follow-up ended before it was reached.
    """

    days: float | None
    days_lower: float | None
    days_upper: float | None


@dataclass(frozen=True, slots=True, eq=False)
class FirstContact:
    """Time from referral to first contact, by Aalen-Johansen.

    `share_within_standard` is the share (0 to 1) seen on or before `standard_days`,
    None, like its limits, if nobody has been followed that long. The curve has one
    element for each day on which somebody was first seen.
    """

    people: int
    people_seen: int
    people_ended: int
    people_waiting: int
    median: WaitingDays
    ninetieth_centile: WaitingDays
    standard_days: float
    share_within_standard: float | None
    share_within_standard_lower: float | None
    share_within_standard_upper: float | None
    confidence: float
    curve_days: Floats
    curve_share_seen: Floats
    curve_share_seen_lower: Floats
    curve_share_seen_upper: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    days: Floats
    seen: Floats
    lower: Floats
    upper: Floats
    complete: bool


def time_to_first_contact(
    days: ArrayLike,
    seen: ArrayLike,
    *,
    ended: ArrayLike | None = None,
    standard_days: float,
    confidence: float = 0.95,
) -> FirstContact:
    """Estimate time to first contact, counting people still waiting as censored.

    `days` gives, for each person referred, the days from referral to first contact or,
    for people not yet seen, to the last day of follow-up; `seen` is true or false (or 1
    or 0) for each. Days are of the same kind as the standard's, such as working days.
    Without the people still waiting, only the quick ones of the latest months would
    count, which would flatter them.

    `ended` marks the people, not seen, for whom waiting ended in another way on that
    day (closed, died, left): they will not be seen, so they count among everybody
    and never as seen. Taking them as still waiting would have them seen in the end.

    Limits are pointwise, on the log(-log) scale of those not seen, with the delta
    method's variance (Greenwood's, if nobody ended otherwise); a limit of a centile is
    where a limit of the curve crosses it. Where nobody, or everybody, has been seen,
    that scale has no limits and Wilson's replace them, on the people whose outcome by
    that day is known.

    Raises:
        StatisticsError: fewer than two people, a negative wait, somebody both seen
            and ended, or lists that do not match.

    Source: Aalen OO, Johansen S. Scand J Stat 1978;5:141-150, which is Kaplan EL,
    Meier P. J Am Stat Assoc 1958;53:457-481 if nobody ended otherwise; variance:
    Marubini E, Valsecchi MG. Analysing survival data, Wiley 1995, chapter 10;
    centiles: Brookmeyer R, Crowley J. Biometrics 1982;38:29-41.

    """
    wait = checks.series("days", days, least=2)
    if (wait < 0).any():
        raise StatisticsError("days", "includes a wait below zero")
    contact = _true_or_false("seen", seen)
    checks.same_shape(days=wait, seen=contact.astype(np.float64))
    over = np.zeros(wait.size, dtype=np.bool_)
    if ended is not None:
        over = _true_or_false("ended", ended)
        checks.same_shape(days=wait, ended=over.astype(np.float64))
        if (over & contact).any():
            raise StatisticsError("ended", "includes somebody who was seen")
    standard = checks.number("standard_days", standard_days)
    if standard < 0:
        raise StatisticsError("standard_days", "must not be negative")
    level = checks.confidence(confidence)

    curve = _aalen_johansen(wait, contact, over, level)
    known = contact | over
    share, lower, upper = _share_by(standard, curve, wait, known, level)
    return FirstContact(
        people=wait.size,
        people_seen=int(contact.sum()),
        people_ended=int(over.sum()),
        people_waiting=int((~known).sum()),
        median=_waiting_days(0.5, curve),
        ninetieth_centile=_waiting_days(0.9, curve),
        standard_days=standard,
        share_within_standard=share,
        share_within_standard_lower=lower,
        share_within_standard_upper=upper,
        confidence=level,
        curve_days=curve.days,
        curve_share_seen=curve.seen,
        curve_share_seen_lower=curve.lower,
        curve_share_seen_upper=curve.upper,
    )


def _aalen_johansen(
    wait: Floats, contact: NDArray[np.bool_], over: NDArray[np.bool_], level: float
) -> _Curve:
    """Estimate the share seen by each day on which somebody was.

    statsmodels has the same curve, without a standard error for its last day.
    """
    days, at = np.unique(wait, return_inverse=True)
    seen = np.bincount(at, weights=contact)
    out = np.bincount(at, weights=contact | over)
    followed = wait.size - np.concatenate([[0.0], np.cumsum(np.bincount(at))[:-1]])
    waiting = np.cumprod(1 - out / followed)
    before = np.concatenate([[1.0], waiting[:-1]])
    share = np.cumsum(before * seen / followed)
    # Everybody's last day adds nothing to the error of the days before it.
    left = followed - out
    hazard = np.divide(out, followed * left, out=np.zeros(days.size), where=left > 0)
    jump = before * seen / followed**2
    variance = (
        share**2 * np.cumsum(hazard)
        - 2 * share * np.cumsum(share * hazard)
        + np.cumsum(share**2 * hazard)
        + np.cumsum(before * jump * (followed - seen) / followed)
        - 2 * share * np.cumsum(jump)
        + 2 * np.cumsum(share * jump)
    )
    some = seen > 0
    last = days[some].max(initial=0.0)
    return _limits(
        days[some],
        share[some],
        np.sqrt(np.maximum(variance[some], 0.0)),
        int(np.count_nonzero(contact | over | (wait >= last))),
        complete=bool(waiting[-1] < _ROUNDING),
        level=level,
    )


def _limits(
    days: Floats,
    share: Floats,
    error: Floats,
    known: int,
    *,
    complete: bool,
    level: float,
) -> _Curve:
    """Add limits to the share seen by each day, of which `known` have an outcome."""
    # Only the last step can reach everybody, where log(-log) is undefined.
    inside = share < 1 - _ROUNDING
    lower, upper = np.empty_like(share), np.empty_like(share)
    z = stats.norm.ppf((1 + level) / 2)
    log = np.log(1 - share[inside])
    spread = z * error[inside] / ((1 - share[inside]) * -log)
    # The lower limit of the share seen comes from the upper limit of those not seen.
    lower[inside] = 1 - np.exp(log * np.exp(-spread))
    upper[inside] = 1 - np.exp(log * np.exp(spread))
    if not inside.all():
        lower[-1], upper[-1] = _wilson(known, known, level)
        lower[-1] = max(lower)
    return _Curve(days, np.where(inside, share, 1.0), lower, upper, complete)


def _waiting_days(share: float, curve: _Curve) -> WaitingDays:
    # More people seen means sooner, so the upper limit of the share seen gives
    # the lower limit of the days.
    return WaitingDays(
        days=_first_day(curve.days, curve.seen, share),
        days_lower=_first_day(curve.days, curve.upper, share),
        days_upper=_first_day(curve.days, curve.lower, share),
    )


def _first_day(days: Floats, seen: Floats, share: float) -> float | None:
    reached = np.flatnonzero(seen >= share - _ROUNDING)
    return float(days[reached[0]]) if reached.size else None


def _share_by(
    day: float, curve: _Curve, wait: Floats, known: NDArray[np.bool_], level: float
) -> tuple[float | None, float | None, float | None]:
    if day > wait.max() and not curve.complete:
        return None, None, None
    step = int(np.searchsorted(curve.days, day, side="right")) - 1
    if step < 0:
        people = int(np.count_nonzero(known | (wait >= day)))
        lower, upper = _wilson(0, people, level)
        return 0.0, lower, upper
    return float(curve.seen[step]), float(curve.lower[step]), float(curve.upper[step])


def _wilson(events: int, people: int, level: float) -> tuple[float, float]:
    share = wilson(events, people, level)
    return float(share.lower), float(share.upper)


def _true_or_false(argument: str, values: ArrayLike) -> NDArray[np.bool_]:
    array = np.asarray(values)
    if array.dtype.kind == "b" and array.ndim == 1 and array.size:
        return array.astype(np.bool_)
    flags = checks.series(argument, values)
    if not np.isin(flags, (0, 1)).all():
        raise StatisticsError(argument, "must be true or false (or 1 or 0) only")
    return flags.astype(np.bool_)
