import math

import numpy as np
import pytest
from fixtures.samples.made_up_caseload import CLOSED, JOINED, series
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data_access.stats.forecast import forecast_caseload, forecast_year_end
from data_access.stats.pace import (
    Chance,
    Pace,
    draw_chance,
    draw_counts,
    draw_events,
    draw_pace,
)


def slow_caseload(opening, joined, closed, months, draws):
    """Run the months one at a time and close the open cases one by one."""
    random = np.random.default_rng(77)
    n = len(joined)
    at_risk, cases = [], opening
    for came, went in zip(joined, closed, strict=True):
        at_risk.append(cases + came)
        cases += came - went
    mean = (sum(joined) + 0.5) / n
    share = (sum(closed) + 0.5) / (sum(at_risk) + 1)
    joined_excess = sum((came - mean) ** 2 / mean for came in joined)
    closed_excess = sum(
        (went - people * share) ** 2 / (people * share * (1 - share))
        for went, people in zip(closed, at_risk, strict=True)
    )
    ends = []
    for _ in range(draws):
        spread = max(1, joined_excess / random.chisquare(n - 1))
        pace = random.gamma((sum(joined) + 0.5) / spread, spread / n)
        other = max(1, closed_excess / random.chisquare(n - 1))
        leave = random.beta(
            (sum(closed) + 0.5) / other, (sum(at_risk) - sum(closed) + 0.5) / other
        )
        now = cases
        for _ in range(months):
            if spread > 1:
                now += random.negative_binomial(pace / (spread - 1), 1 / spread)
            else:
                now += random.poisson(pace)
            month = leave
            if other > 1:
                both = (now - other) / (other - 1)
                month = random.beta(both * leave, both * (1 - leave))
            now -= sum(random.random() < month for _ in range(now))
        ends.append(now)
    return ends


def test_caseload_agrees_with_closing_cases_one_by_one():
    slow = slow_caseload(150, JOINED, CLOSED, 5, 1500)
    result = forecast_caseload(150, JOINED, CLOSED, months=5, seed=1)
    noise = 4 * np.std(slow) / math.sqrt(1500)
    assert result.open_cases[-1] == pytest.approx(np.median(slow), abs=1.3 * noise)
    low, high = np.quantile(slow, [0.025, 0.975])
    # A 2.5% point errs about twice as much as a mean does (normal tail density).
    assert result.open_cases_lower[-1] == pytest.approx(low, abs=2.8 * noise)
    assert result.open_cases_upper[-1] == pytest.approx(high, abs=2.8 * noise)
    assert result.joined_per_month == np.mean(JOINED)


@pytest.mark.parametrize("dispersion", [1.0, 1.5, 4.0])
def test_draws_have_the_mean_and_variance_they_should(dispersion):
    random = np.random.default_rng(5)
    size = 200_000
    pace = Pace(np.full(size, 20.0), np.full(size, dispersion))
    counts = draw_counts(pace, 1.5, random)
    assert counts.mean() == pytest.approx(30, rel=0.01)
    assert counts.var() == pytest.approx(30 * dispersion, rel=0.03)
    chance = Chance(np.full(size, 0.2), np.full(size, dispersion))
    events = draw_events(chance, np.full(size, 80.0), random)
    assert events.mean() == pytest.approx(16, rel=0.01)
    assert events.var() == pytest.approx(80 * 0.2 * 0.8 * dispersion, rel=0.03)


def test_pace_and_chance_of_steady_months_are_the_textbook_posteriors():
    random = np.random.default_rng(5)
    # Six equal months show no spread beyond Poisson, so the dispersion is 1.
    pace = draw_pace(np.full(6, 12.0), np.ones(6), 50_000, random)
    assert (pace.dispersion == 1).all()
    gamma = stats.gamma(72.5, scale=1 / 6)
    assert stats.kstest(pace.per_month, gamma.cdf).pvalue > 0.001
    chance = draw_chance(np.full(6, 5.0), np.full(6, 50.0), 50_000, random)
    beta = stats.beta(30.5, 270.5)
    assert stats.kstest(chance.per_month, beta.cdf).pvalue > 0.001


def test_dispersion_is_the_scaled_inverse_chi_squared():
    random = np.random.default_rng(5)
    counts = np.array([2.0, 40, 5, 33, 11, 60])
    mean = (counts.sum() + 0.5) / 6
    pearson = ((counts - mean) ** 2 / mean).sum()
    pace = draw_pace(counts, np.ones(6), 50_000, random)
    assert np.median(pace.dispersion) == pytest.approx(
        pearson / stats.chi2.median(5), rel=0.02
    )


@pytest.mark.parametrize("extra", [0.0, 2.0])
@pytest.mark.parametrize("known", [6, 18])
def test_limits_hold_what_happens_as_often_as_they_say(extra, known):
    random = np.random.default_rng(round(known + 10 * extra))
    rounds, ahead = 250, 6
    cases_held = checks_held = 0
    for seed in range(rounds):
        came, went = series(random, known + ahead, extra=extra)
        cases = forecast_caseload(
            200, came[:known], went[:known], months=ahead, seed=seed, draws=1000
        )
        actual = 200 + came.sum() - went.sum()
        cases_held += cases.open_cases_lower[-1] <= actual <= cases.open_cases_upper[-1]
        year = forecast_year_end(
            came[:known],
            checks_done=0,
            register=10_000,
            target_share=0.5,
            months_left=ahead,
            seed=seed,
            draws=1000,
        )
        actual = came[known:].sum()
        checks_held += (
            year.checks_done_lower[-1] <= actual <= year.checks_done_upper[-1]
        )
    # 250 trials at 95% give 0.92 to 0.98; a few more held is caution, not error.
    assert 0.92 <= cases_held / rounds <= 0.995
    assert 0.92 <= checks_held / rounds <= 0.995


def test_chance_of_target_is_as_often_right_as_it_says():
    random = np.random.default_rng(21)
    chances, reached = [], []
    for seed in range(400):
        pace = random.uniform(15, 25)
        months = random.poisson(pace, 12)
        result = forecast_year_end(
            months[:8],
            checks_done=int(months[:8].sum()),
            register=400,
            target_share=0.6,
            months_left=4,
            seed=seed,
            draws=1000,
        )
        chances.append(result.chance_of_target)
        reached.append(months.sum() >= 240)
    chances, reached = np.array(chances), np.array(reached)
    for low, high in ((0, 0.2), (0.2, 0.8), (0.8, 1.001)):
        group = (low <= chances) & (chances < high)
        assert group.sum() >= 40
        error = math.sqrt(max(chances[group].mean() * 0.2, 0.01) / group.sum())
        assert reached[group].mean() == pytest.approx(
            chances[group].mean(), abs=3 * error
        )


months_of = st.lists(st.integers(0, 60), min_size=6, max_size=24)


@settings(max_examples=40, deadline=None)
@given(months_of, st.integers(0, 300), st.data())
def test_caseload_properties(joined, opening, data):
    cases, closed = opening, []
    for each in joined:
        cases += each
        closed.append(data.draw(st.integers(0, cases)))
        cases -= closed[-1]
    if opening + sum(joined) == 0:
        return
    result = forecast_caseload(opening, joined, closed, months=4, seed=3, draws=1000)
    assert (result.open_cases_lower >= 0).all()
    assert (result.open_cases_lower <= result.open_cases).all()
    assert (result.open_cases <= result.open_cases_upper).all()
    again = forecast_caseload(opening, joined, closed, months=4, seed=3, draws=1000)
    np.testing.assert_array_equal(result.open_cases, again.open_cases)
    narrower = forecast_caseload(
        opening, joined, closed, months=4, seed=3, draws=1000, confidence=0.5
    )
    assert (narrower.open_cases_upper <= result.open_cases_upper).all()
    assert 0 <= result.closed_share_per_month <= 1


def test_a_caseload_of_one_that_never_closed():
    # The chance of closing is drawn so near 0 that it rounds to it.
    result = forecast_caseload(0, [0, 0, 0, 0, 0, 1], [0] * 6, months=4, seed=3)
    assert result.open_cases[0] == 1
    assert result.closed_share_per_month == 0


def test_a_target_met_exactly_is_not_rounded_up():
    # 0.07 x 100 is a little over 7 to a computer.
    result = forecast_year_end(
        [1] * 6, checks_done=0, register=100, target_share=0.07, months_left=7, seed=1
    )
    assert result.checks_needed == 7
    assert result.checks_needed_per_month == 1


def test_nobody_joining_or_closing_leaves_the_caseload_about_as_it_was():
    result = forecast_caseload(200, [0] * 12, [0] * 12, months=3, seed=1)
    assert result.open_cases == pytest.approx([200, 200, 200], abs=1)
    # Twelve months without a joiner do not prove that none will come.
    assert result.open_cases_upper[-1] > 200


def test_the_limits_widen_with_the_months():
    result = forecast_caseload(150, JOINED, CLOSED, months=12, seed=1)
    width = result.open_cases_upper - result.open_cases_lower
    # Closures pull a large caseload back, so the widening slows but goes on.
    assert width[0] < width[2] < width[5] < width[11]
    assert list(result.months_ahead) == list(range(1, 13))


@settings(max_examples=40, deadline=None)
@given(
    months_of,
    st.integers(1, 800),
    st.floats(0, 1),
    st.floats(0.05, 1),
    st.integers(1, 12),
)
def test_year_end_properties(recent, register, share_done, target, left):
    done = int(share_done * register)

    def forecast(target_share=target, **options):
        return forecast_year_end(
            recent,
            checks_done=done,
            register=register,
            target_share=target_share,
            months_left=left,
            seed=9,
            draws=1000,
            **options,
        )

    result = forecast()
    assert result.checks_needed == max(0, math.ceil(target * register - 1e-9) - done)
    assert result.checks_needed_per_month * left == pytest.approx(result.checks_needed)
    assert (result.checks_done_lower >= done).all()
    assert (result.checks_done_upper <= register).all()
    assert (np.diff(result.checks_done) >= 0).all()
    assert result.uptake_share_lower <= result.uptake_share <= result.uptake_share_upper
    assert (result.chance_of_target == 1) or result.checks_needed > 0
    assert forecast(target_share=target / 2).chance_of_target >= result.chance_of_target
    evenly = forecast(recent_weights=[1] * len(recent), weights_left=[1] * left)
    assert evenly.chance_of_target == result.chance_of_target


def test_chance_agrees_with_the_negative_binomial():
    # Six equal months: dispersion 1, so the total to come is gamma-Poisson with
    # shape 120.5 and 3 months ahead of 6 past, which is negative binomial.
    result = forecast_year_end(
        [20] * 6,
        checks_done=120,
        register=300,
        target_share=0.6,
        months_left=3,
        seed=2,
        draws=100_000,
    )
    to_come = stats.nbinom(120.5, 6 / 9)
    assert result.checks_needed == 60
    assert result.checks_needed_per_month == 20
    assert result.chance_of_target == pytest.approx(to_come.sf(59), abs=0.006)
    assert result.checks_done_lower[-1] == pytest.approx(
        120 + to_come.ppf(0.025), abs=1
    )
    assert result.checks_done_upper[-1] == pytest.approx(
        120 + to_come.ppf(0.975), abs=1
    )


def test_a_busy_march_is_expected_if_it_is_given():
    options = {
        "checks_done": 60,
        "register": 400,
        "target_share": 0.25,
        "months_left": 1,
        "seed": 4,
    }
    plain = forecast_year_end([10] * 6, **options)
    march = forecast_year_end([10] * 6, weights_left=[3.0], **options)
    assert plain.checks_done[-1] == pytest.approx(70, abs=1)
    assert march.checks_done[-1] == pytest.approx(90, abs=1)
    assert march.chance_of_target > plain.chance_of_target
    busy_past = forecast_year_end([10] * 6, recent_weights=[2.0] * 6, **options)
    assert busy_past.checks_recent_per_month == 5
    assert busy_past.checks_done[-1] == pytest.approx(65, abs=1)
