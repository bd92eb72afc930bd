"""What lasts twelve months: at an even pace as many have it in a year as now."""

import numpy as np
import pytest

from data_access.stats.errors import StatisticsError
from data_access.stats.lasting import UNKNOWN_SPREAD, forecast_lasting, kept_until

EVEN = [20.0] * 12


def forecast(done: object, **changed: object) -> object:
    given = {
        "people_now": 200,
        "register": 1_000,
        "target_people": 950,
        "months_left": 14,
        "seed": 1,
    }
    return forecast_lasting(done, **(given | changed))  # type: ignore[arg-type]


def test_what_was_done_counts_for_twelve_months() -> None:
    done = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]
    assert kept_until(done, 78, 0) == pytest.approx(78)
    assert kept_until(done, 78, 3) == pytest.approx(78 - 6)
    assert kept_until(done, 39, 3) == pytest.approx((78 - 6) / 2)
    assert kept_until(done, 78, 11) == pytest.approx(12)
    assert kept_until(done, 78, 12) == kept_until(done, 78, 30) == 0


def test_at_an_even_pace_as_many_have_it_in_a_year() -> None:
    made = forecast(EVEN)
    assert np.abs(made.people - 200).max() < 8
    assert (made.lower < made.people).all()
    assert (made.people < made.upper).all()
    assert made.chance_of_target == 0


def test_a_pace_that_has_doubled_raises_the_number_until_the_old_months_lapse() -> None:
    made = forecast([10.0] * 6 + [30.0] * 6, people_now=240, months_left=12)
    # The months that lapse first are the six slow ones; those to come are as the year.
    assert made.people[5] == pytest.approx(240 + 6 * (20 - 10), abs=25)
    assert made.people[11] == pytest.approx(240, abs=45)


def test_where_only_the_sum_is_known_the_limits_are_wider() -> None:
    known = forecast([17.0, 16.0] * 6, people_now=198)
    by_sum = forecast(None, people_now=198)
    assert by_sum.people[-1] == pytest.approx(198, abs=5)
    assert by_sum.upper[-1] - by_sum.lower[-1] == pytest.approx(
        UNKNOWN_SPREAD**0.5 * 2 * 1.96 * (2 * 198) ** 0.5, rel=0.1
    )
    assert by_sum.upper[-1] > known.upper[-1]


def test_nobody_is_counted_beyond_the_register() -> None:
    made = forecast([100.0] * 12, people_now=1_000)
    assert made.upper.max() == 1_000
    assert made.chance_of_target > 0.8


def test_nothing_done_yet_is_no_certainty_of_nothing() -> None:
    made = forecast([0.0] * 12, people_now=0)
    assert made.upper[-1] > 0
    assert kept_until([0.0] * 12, 0, 3) == 0


@pytest.mark.parametrize("mean", [5.0, 30.0])
@pytest.mark.parametrize("dispersion", [1.0, 3.0])
def test_the_limits_hold_what_comes(dispersion: float, mean: float) -> None:
    """Of 400 made networks at an even pace, about 95% end within the limits."""
    random = np.random.default_rng(11)
    held = 0
    for seed in range(400):
        rates = np.full(26, mean)
        if dispersion > 1:
            rates = random.gamma(mean / (dispersion - 1), dispersion - 1, 26)
        months = random.poisson(rates).astype(float)
        made = forecast(
            months[:12], people_now=months[:12].sum(), seed=seed, draws=1_000
        )
        end = months[-12:].sum()
        held += made.lower[-1] <= end <= made.upper[-1]
    # docs/methods/targets.md gives these limits.
    assert 0.95 <= held / 400 <= 0.975


@pytest.mark.parametrize(
    ("changed", "argument"),
    [
        ({"done": [1.0] * 11}, "done"),
        ({"done": [-1.0] + [1.0] * 11}, "done"),
        ({"people_now": -1}, "people_now"),
        ({"months_left": 0}, "months_left"),
        ({"draws": 10}, "draws"),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, object], argument: str) -> None:
    given = {"done": EVEN} | changed
    with pytest.raises(StatisticsError, match=argument):
        forecast(given.pop("done"), **given)
