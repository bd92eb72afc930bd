import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from data_access.stats.errors import StatisticsError
from data_access.stats.inequality import absolute_gap, slope_index

# The example data published with PHEindicatormethods.
POPULATIONS = [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534]
VALUES = [75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3]
ERRORS = [1.64, 1.58, 1.51, 1.78, 1.70, 1.56, 1.37, 1.40, 2.43, 1.57]


@st.composite
def groups(draw, lowest=1.0, highest=100.0):
    size = draw(st.integers(5, 12))
    values = draw(st.lists(st.floats(lowest, highest), min_size=size, max_size=size))
    people = draw(st.lists(st.integers(10, 9000), min_size=size, max_size=size))
    return np.array(values), np.array(people)


def ranks(people):
    """Where the middle person of each group stands, counted one group at a time."""
    before, result = 0, []
    for each in people:
        result.append((before + each / 2) / sum(people))
        before += each
    return result


def slow_line(values, people):
    """Weighted regression by statsmodels: intercept and slope."""
    fitted = sm.WLS(values, sm.add_constant(ranks(people)), weights=people).fit()
    return fitted.params


def slow_limits(values, people, errors, *, forth, back, draws=1000):
    """Refit the line once a draw and sort the slopes."""
    random = np.random.default_rng(99)
    slopes = []
    for _ in range(draws):
        drawn = [
            back(random.normal(forth(value), error))
            for value, error in zip(values, errors, strict=True)
        ]
        slopes.append(slow_line(drawn, people)[1])
    return np.quantile(slopes, [0.025, 0.975]), np.std(slopes)


def logit(p):
    return math.log(p / (1 - p))


def inverse_logit(x):
    return 1 / (1 + math.exp(-x))


def test_published_example():
    result = slope_index(
        VALUES, POPULATIONS, standard_errors=ERRORS, seed=1, draws=1000
    )
    assert result.slope_index == pytest.approx(7.000, abs=5e-4)
    assert result.relative_index == pytest.approx(1.0897, abs=5e-5)


@settings(max_examples=50, deadline=None)
@given(groups())
def test_line_is_the_weighted_regression(data):
    values, people = data
    intercept, slope = slow_line(values, people)
    result = slope_index(
        values, people, standard_errors=np.ones(values.size), seed=1, draws=1000
    )
    assert result.intercept == pytest.approx(intercept, rel=1e-8, abs=1e-7)
    assert result.slope_index == pytest.approx(slope, rel=1e-8, abs=1e-7)
    if intercept > 1e-6 and intercept + slope > 1e-6:
        ratio = (intercept + slope) / intercept
        assert result.relative_index == pytest.approx(ratio, rel=1e-6)


@pytest.mark.parametrize(
    ("kind", "values", "errors", "forth", "back"),
    [
        ("normal", VALUES, ERRORS, float, float),
        ("rate", [90, 70, 65, 50, 40], [0.1, 0.12, 0.1, 0.2, 0.1], math.log, math.exp),
        (
            "proportion",
            [0.6, 0.55, 0.5, 0.42, 0.4],
            [0.1, 0.12, 0.1, 0.2, 0.1],
            logit,
            inverse_logit,
        ),
    ],
)
def test_limits_agree_with_refitting_one_draw_at_a_time(
    kind, values, errors, forth, back
):
    people = POPULATIONS[: len(values)]
    (low, high), spread = slow_limits(values, people, errors, forth=forth, back=back)
    result = slope_index(values, people, standard_errors=errors, kind=kind, seed=3)
    # A 2.5% point of 1,000 normal draws errs by about 0.085 of their spread.
    assert result.slope_index_lower == pytest.approx(low, abs=4 * 0.085 * spread)
    assert result.slope_index_upper == pytest.approx(high, abs=4 * 0.085 * spread)


@settings(max_examples=25, deadline=None)
@given(groups())
def test_normal_limits_agree_with_the_exact_variance(data):
    values, people = data
    errors = np.linspace(0.5, 2, values.size)
    rank, share = np.array(ranks(people)), people / people.sum()
    centred = share * (rank - share @ rank)
    spread = np.sqrt(np.sum((centred / (centred @ rank) * errors) ** 2))
    result = slope_index(values, people, standard_errors=errors, seed=8)
    # A 2.5% point of 100,000 draws errs by about 0.0085 of the spread.
    noise = 5 * 0.0085 * spread
    assert result.slope_index_lower == pytest.approx(
        result.slope_index - 1.959964 * spread, abs=noise
    )
    assert result.slope_index_upper == pytest.approx(
        result.slope_index + 1.959964 * spread, abs=noise
    )


@settings(max_examples=50, deadline=None)
@given(groups(lowest=40.0), st.floats(0.1, 50))
def test_scale_order_and_sign(data, factor):
    values, people = data
    errors = np.full(values.size, 0.5)
    base = slope_index(values, people, standard_errors=errors, seed=5, draws=1000)

    scaled = slope_index(
        values * factor, people * 7, standard_errors=errors * factor, seed=5, draws=1000
    )
    assert scaled.slope_index == pytest.approx(base.slope_index * factor, abs=1e-6)
    assert scaled.slope_index_lower == pytest.approx(
        base.slope_index_lower * factor, abs=1e-6
    )

    reversed_order = slope_index(
        values[::-1], people[::-1], standard_errors=errors, seed=5, draws=1000
    )
    assert reversed_order.slope_index == pytest.approx(-base.slope_index, abs=1e-7)

    turned = slope_index(
        values, people, standard_errors=errors, seed=5, draws=1000, multiplier=-1
    )
    assert turned.slope_index == pytest.approx(-base.slope_index)
    assert turned.slope_index_lower == pytest.approx(-base.slope_index_upper)
    assert turned.slope_index_upper == pytest.approx(-base.slope_index_lower)
    assert turned.intercept == base.intercept
    if base.relative_index is not None:
        assert turned.relative_index == pytest.approx(1 / base.relative_index)
        assert reversed_order.relative_index == pytest.approx(1 / base.relative_index)
    assert base.slope_index_lower < base.slope_index < base.slope_index_upper


@pytest.mark.parametrize(
    ("kind", "forth", "back"),
    [("rate", math.log, math.exp), ("proportion", logit, inverse_logit)],
)
def test_line_through_transformed_values(kind, forth, back):
    people = [100, 300, 200, 250, 150]
    at = ranks(people)
    values = [back(forth(0.4) - 1.2 * each) for each in at]
    result = slope_index(
        values,
        people,
        kind=kind,
        standard_errors=[1e-6] * 5,
        fit_transformed=True,
        seed=1,
        draws=1000,
    )
    least = back(forth(0.4) - 1.2)
    assert result.intercept == pytest.approx(0.4)
    assert result.slope_index == pytest.approx(least - 0.4)
    assert result.relative_index == pytest.approx(least / 0.4)
    assert result.slope_index_upper == pytest.approx(least - 0.4, abs=1e-4)


def test_limits_serve_in_place_of_errors():
    low = [v / math.exp(1.959963984540054 * 0.1) for v in VALUES]
    high = [v * math.exp(1.959963984540054 * 0.1) for v in VALUES]
    given_limits = slope_index(
        VALUES, POPULATIONS, kind="rate", lower=low, upper=high, seed=4, draws=1000
    )
    given_errors = slope_index(
        VALUES, POPULATIONS, kind="rate", standard_errors=[0.1] * 10, seed=4, draws=1000
    )
    assert given_limits.slope_index_lower == pytest.approx(
        given_errors.slope_index_lower
    )


def test_seed_alone_decides_the_draws():
    def lower(seed):
        return slope_index(
            VALUES, POPULATIONS, standard_errors=ERRORS, seed=seed, draws=1000
        ).slope_index_lower

    assert lower(1) == lower(1) != lower(2)


def test_relative_index_is_withheld_where_the_line_reaches_zero():
    result = slope_index(
        [9, 4, 3, 2, -1], [10] * 5, standard_errors=[1] * 5, seed=1, draws=1000
    )
    assert result.slope_index < 0
    assert result.relative_index is None
    assert result.relative_index_upper is None


def test_relative_index_has_no_upper_limit_where_draws_reach_zero():
    result = slope_index(
        [0.5, 1, 1, 1, 1], [10] * 5, standard_errors=[0.4] * 5, seed=1, draws=1000
    )
    assert result.relative_index > 1
    assert result.relative_index_lower > 0
    assert result.relative_index_upper is None


def test_relative_index_never_falls_below_zero():
    result = slope_index(
        [1, 1, 1, 1, 0.5], [10] * 5, standard_errors=[0.4] * 5, seed=1, draws=1000
    )
    assert 0 < result.relative_index < 1
    assert result.relative_index_lower == 0


GOOD = {"standard_errors": [1.0] * 5, "seed": 1}


@pytest.mark.parametrize(
    ("argument", "values", "populations", "options"),
    [
        ("values", [1, 2, 3, 4], [1, 1, 1, 1], GOOD),
        ("values", [], [], GOOD),
        ("values", [1, 2, math.nan, 4, 5], [1] * 5, GOOD),
        ("values", [1, 2, math.inf, 4, 5], [1] * 5, GOOD),
        ("values", [1, 2, "3", 4, 5], [1] * 5, GOOD),
        ("values", [1, 2, 0, 4, 5], [1] * 5, GOOD | {"kind": "rate"}),
        ("values", [0.1, 0.2, 0.3, 0.4, 1], [1] * 5, GOOD | {"kind": "proportion"}),
        ("populations", [1, 2, 3, 4, 5], [1, 1, 0, 1, 1], GOOD),
        ("populations", [1, 2, 3, 4, 5], [1, 1, -1, 1, 1], GOOD),
        ("populations", [1, 2, 3, 4, 5], [1, 1, 1, 1], GOOD),
        ("kind", [1, 2, 3, 4, 5], [1] * 5, GOOD | {"kind": "count"}),
        ("draws", [1, 2, 3, 4, 5], [1] * 5, GOOD | {"draws": 999}),
        ("seed", [1, 2, 3, 4, 5], [1] * 5, GOOD | {"seed": 0.5}),
        ("multiplier", [1, 2, 3, 4, 5], [1] * 5, GOOD | {"multiplier": 0}),
        ("confidence", [1, 2, 3, 4, 5], [1] * 5, GOOD | {"confidence": 95}),
        ("standard_errors", [1, 2, 3, 4, 5], [1] * 5, {"seed": 1}),
        (
            "standard_errors",
            [1, 2, 3, 4, 5],
            [1] * 5,
            {"seed": 1, "standard_errors": [1, 1, -1, 1, 1]},
        ),
        (
            "lower",
            [1, 2, 3, 4, 5],
            [1] * 5,
            {"seed": 1, "lower": [2] * 5, "upper": [6] * 5},
        ),
        (
            "upper",
            [1, 2, 3, 4, 5],
            [1] * 5,
            {"seed": 1, "lower": [0] * 5, "upper": [4] * 5},
        ),
        (
            "lower",
            [1, 2, 3, 4, 5],
            [1] * 5,
            {"seed": 1, "kind": "rate", "lower": [0] * 5, "upper": [6] * 5},
        ),
        (
            "upper",
            [0.1, 0.2, 0.3, 0.4, 0.9],
            [1] * 5,
            {"seed": 1, "kind": "proportion", "lower": [0.05] * 5, "upper": [1] * 5},
        ),
    ],
)
def test_input_that_cannot_be_used(argument, values, populations, options):
    with pytest.raises(StatisticsError) as caught:
        slope_index(values, populations, **options)
    assert caught.value.argument == argument


def wilson(events, n):
    return proportion_confint(events, n, method="wilson")


@settings(max_examples=50, deadline=None)
@given(
    st.integers(5, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(5, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
)
def test_gap_of_proportions_is_newcombe(first, last):
    (low_a, high_a), (low_b, high_b) = wilson(*first), wilson(*last)
    share_a, share_b = first[0] / first[1], last[0] / last[1]
    result = absolute_gap(
        [share_a, 0.5, share_b], [low_a, 0.4, low_b], [high_a, 0.6, high_b]
    )
    low, high = confint_proportions_2indep(
        last[0], last[1], first[0], first[1], method="newcomb", compare="diff"
    )
    assert result.gap == share_b - share_a
    assert result.gap_lower == pytest.approx(low, abs=1e-9)
    assert result.gap_upper == pytest.approx(high, abs=1e-9)
    assert result.gap_lower <= result.gap <= result.gap_upper


@pytest.mark.parametrize(
    ("argument", "values", "lower", "upper"),
    [
        ("values", [1], [0], [2]),
        ("lower", [1, 2], [0, 3], [4, 4]),
        ("upper", [1, 2], [0, 0], [4, 1]),
        ("upper", [1, 2], [0, 0], [4, math.inf]),
        ("lower", [1, 2], [0, 0, 0], [4, 4]),
    ],
)
def test_gap_refuses(argument, values, lower, upper):
    with pytest.raises(StatisticsError) as caught:
        absolute_gap(values, lower, upper)
    assert caught.value.argument == argument
