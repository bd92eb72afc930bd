"""The error of the trials against that of people drawn again and again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data_access.stats.trials import TrialSums, estimate_trials

DRAWS = 1000


def network(seed: int, people: int, strata: int) -> pd.DataFrame:
    """Make people who wait for months, and may start in one: a row a person and month.

    `miss` is what the model misses of each; people differ by more than it knows.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for who in range(people):
        risk = rng.gamma(1.0, 1.0)
        known = 0.6 + 0.4 * rng.random()
        starts = int(rng.integers(0, 40))
        for month in range(6):
            if starts < month:
                break
            events = float(rng.poisson(known * risk))
            place = month * strata + int(rng.integers(0, strata))
            rows.append((who, place, starts == month, events, known))
    columns = ["who", "stratum", "started", "events", "model"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(miss=frame["events"] - frame["model"])


def sums_of(rows: pd.DataFrame) -> TrialSums:
    """Sum a network as the page on the comparison says."""
    others = rows[~rows["started"]].groupby("stratum")["miss"].agg(["mean", "size"])
    joined = rows[rows["started"]].groupby("stratum").size().rename("joined")
    found = rows.join(others.join(joined, how="inner"), on="stratum", how="inner")
    started, waits = found[found["started"]], found[~found["started"]]
    expected = started["model"] + started["mean"]
    n, share = waits["size"], waits["joined"] / waits["size"]
    apart = share * (waits["miss"] - waits["mean"]) * np.sqrt(n / (n - 1))
    alone = (waits["joined"] * waits["miss"])[n == 1] ** 2
    influence = pd.concat(
        [expected.groupby(started["who"]).sum(), apart.groupby(waits["who"]).sum()]
    )
    by_person = influence.groupby(level=0).sum()
    seen = started.groupby("who")["events"].sum().reindex(by_person.index).fillna(0)
    return TrialSums(
        people=len(started),
        comparison_people=waits["who"].nunique(),
        before=0.0,
        observed=float(started["events"].sum()),
        days=365.0 * len(started),
        expected=float(expected.sum()),
        oo=float((seen**2).sum()),
        oe=float((seen * by_person).sum()),
        ee=float((by_person**2).sum() + alone.sum()),
    )


def totals(rows: pd.DataFrame, times: np.ndarray) -> tuple[float, float]:
    """Return observed and expected where each person counts so many times."""
    count = times[rows["who"].to_numpy()].astype(float)
    place, started = rows["stratum"].to_numpy(), rows["started"].to_numpy()
    joined = np.bincount(place, count * started)
    others = np.bincount(place, count * ~started)
    missed = np.bincount(place, count * ~started * rows["miss"].to_numpy())
    both = (joined > 0) & (others > 0)
    kept = count * started * both[place]
    mean = missed[both] / others[both]
    expected = kept @ rows["model"].to_numpy() + joined[both] @ mean
    return float(kept @ rows["events"].to_numpy()), float(expected)


@pytest.mark.parametrize(("people", "strata"), [(900, 3), (500, 12)])
def test_the_error_is_that_of_people_drawn_again(people: int, strata: int) -> None:
    """Thick strata, and thin ones in which a few people stand for each who starts."""
    rows = network(3, people, strata)
    found = estimate_trials(sums_of(rows))
    once = totals(rows, np.ones(people, dtype=int))
    assert once == pytest.approx((found.observed, found.expected))
    rng = np.random.default_rng(4)
    drawn = rng.multinomial(people, np.full(people, 1 / people), DRAWS)
    observed, expected = np.array([totals(rows, times) for times in drawn]).T
    ratios = np.log(observed / expected)
    assert found.standard_error == pytest.approx(np.std(ratios), rel=0.15)
    reach = float(stats.t.isf(0.025, found.people - 1))
    width = (found.avoided_high - found.avoided_low) / (2 * reach)
    assert width == pytest.approx(np.std(expected - observed), rel=0.15)
