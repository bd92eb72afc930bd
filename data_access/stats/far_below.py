"""Is a place's rate far below that of others, by more than chance?"""

import numpy as np
from scipy import stats

Floats = np.ndarray


def far_below(
    events: Floats,
    time: Floats,
    other_events: Floats,
    other_time: Floats,
    *,
    below: float,
    chance: float,
    least: int,
) -> bool:
    """Say whether the events of a place are too few for its time at risk.

    Each argument has a number a stratum. Given the events of all, those of the place
    are binomial, at the share that equal rates in each stratum would give it. Fewer
    than ``least`` events are judged as that many, so that the answer says nothing of
    how many there are below it, and nothing where that many would not be too few.
    """
    known = other_time > 0
    events, time = events[known], time[known]
    other_events, other_time = other_events[known], other_time[known]
    usual = other_events / other_time * time
    others = int(other_events.sum())
    if not usual.sum():
        return False
    if events.sum() < least:
        events = least * usual / usual.sum()
    count = round(float(events.sum()))
    rates = (events + other_events) / (time + other_time)
    own, theirs = float((rates * time).sum()), float((rates * other_time).sum())
    if count / own >= below * others / theirs:
        return False
    share = own / (own + theirs)
    return bool(stats.binom.cdf(count, count + others, share) < chance)
