"""The share of the tenth that has most, where only chance makes a difference."""

import numpy as np
import pytest

from data_access.stats.concentration import share_by_chance
from data_access.stats.errors import StatisticsError


@pytest.mark.parametrize("rate", [0.05, 0.8, 4.0, 30.0])
def test_it_is_what_drawing_people_gives(rate: float) -> None:
    random = np.random.default_rng(5)
    drawn = random.poisson(rate, 3_000_000)
    seen = np.sort(drawn[drawn > 0])[::-1]
    top = seen[: len(seen) // 10].sum() / seen.sum()
    assert share_by_chance(float(seen.mean())) == pytest.approx(top, abs=0.004)


def test_everybody_has_as_many_where_each_has_one() -> None:
    assert share_by_chance(1.0) == 0.1
    assert share_by_chance(5.0, 1.0) == pytest.approx(1.0)


def test_more_for_each_are_spread_more_evenly() -> None:
    shares = [share_by_chance(mean) for mean in (2.0, 5.0, 20.0, 200.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] > 0.1


@pytest.mark.parametrize(
    ("given", "argument"), [((0.9,), "mean"), ((2.0, 0.0), "top"), ((2.0, 1.1), "top")]
)
def test_what_cannot_be_is_refused(given: tuple[float, ...], argument: str) -> None:
    with pytest.raises(StatisticsError, match=argument):
        share_by_chance(*given)
