"""How many events a day would people of each kind have, by a model of those not served?

A Poisson model in categories. Continuous histories were tried and extrapolated: a
logarithm of past admissions expected too much of those with many (bias -0.16 of the
log rate ratio, coverage 80%).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError

# What is assumed of every category, in events: that it makes no difference. With a
# thousandth, one event in a few days of a kind of few people made a rate of a hundred a
# year: a network of 400 people expected eight times what came. With half of one, the
# log ratio of a network of 30,000 moves by 0.001.
PRIOR_EVENTS = 0.5
_EXACT = 1e-9  # of a coefficient; Newton's next step would be the square of it
_STEPS = 200
_ROUNDING = (
    1e-12  # of the likelihood, which two additions in another order may differ by
)


def log_rates(design: ArrayLike, events: ArrayLike, days: ArrayLike) -> Floats:
    """Fit a Poisson model with an offset to totals, and give each row its log rate.

    `design` has one row a kind of people and one column a covariate, without a
    constant. `events` and `days` are the totals that the model is fitted to; rows with
    no days are not fitted, and get a rate all the same. The answer is the logarithm of
    expected events a day, one a row; -inf for every row where nothing happened at all.

    Raises:
        StatisticsError: different lengths, or negative or non-finite totals.

    """
    columns = checks.numbers("design", design)
    happened = checks.counts("events", events, whole=False)
    at_risk = checks.counts("days", days, whole=False)
    if not len(columns) == len(happened) == len(at_risk):
        raise StatisticsError("design", "must have one row for each total")
    if happened.sum() == 0:
        return np.full(len(columns), -np.inf)
    known = at_risk > 0
    width = columns.shape[1]
    # A row of its own for each covariate: its coefficient alone, of PRIOR_EVENTS.
    rows = np.vstack([_with_constant(columns[known]), np.eye(width + 1)[1:]])
    prior = np.full(width, PRIOR_EVENTS)
    # In days by which one event is expected on average, so that the constant is near 0.
    usual = happened[known].sum() / at_risk[known].sum()
    exposure = np.concatenate([at_risk[known] * usual, prior])
    counted = np.concatenate([happened[known], prior])
    coefficients = _coefficients(rows, counted, exposure)
    rates: Floats = _with_constant(columns) @ coefficients + np.log(usual)
    return rates


def leverages(
    design: ArrayLike, rate: ArrayLike, days: ArrayLike, excess: ArrayLike
) -> Floats:
    """Say how far one more event among each kind would move what is expected elsewhere.

    `design`, `days` and the fitted `rate` a day, one row a kind, and `excess`: for how
    many expected events of each kind the model is relied on, which may be below 0; one
    column for each use of the model, or one series for one. An event more than the
    model expects moves the coefficients by its covariates times the inverse of their
    information, and the reliance by as much. The answer has the shape of `excess`.

    Source: Stefanski and Boos (2002), The calculus of M-estimation, The American
    Statistician 56, 29-38.

    Raises:
        StatisticsError: as `log_rates`.

    """
    rows = csr_array(_with_constant(checks.numbers("design", design)))
    relied = checks.numbers("excess", excess)
    at_risk = checks.counts("days", days, whole=False)
    weight = at_risk * checks.counts("rate", rate, whole=False)
    if weight.sum() == 0:
        return np.zeros_like(relied)
    prior = np.full(rows.shape[1], PRIOR_EVENTS)
    prior[0] = 0.0
    information = _bend(rows, weight) + np.diag(prior)
    answer: Floats = rows @ np.linalg.solve(information, rows.T @ relied)
    return answer


def _bend(rows: csr_array, weight: Floats) -> Floats:
    """Return the information of weighted rows, most of whose cells are 0."""
    weighted = rows.multiply(weight[:, np.newaxis])
    bend: Floats = (rows.T @ csr_array(weighted)).toarray()
    return bend


def _coefficients(design: Floats, events: Floats, exposure: Floats) -> Floats:
    """Maximise a Poisson likelihood by Newton's method, halving what overshoots.

    Reweighted least squares does not halve: where most categories are of nobody, as in
    a practice of some hundred people, its first steps leave what a number can hold.
    """
    rows = csr_array(design)

    def gain(at: Floats) -> float:
        lines = rows @ at
        with np.errstate(over="ignore"):  # then the step is far too long, and halved
            return float(events @ lines - exposure @ np.exp(lines))

    at, reached = np.zeros(rows.shape[1]), -float(exposure.sum())
    for _ in range(_STEPS):
        expected = exposure * np.exp(rows @ at)
        step = np.linalg.solve(_bend(rows, expected), rows.T @ (events - expected))
        least = reached - _ROUNDING * abs(reached)
        while not (found := gain(at + step)) >= least:
            step = step / 2
        at, reached = at + step, found
        if np.abs(step).max() < _EXACT:
            break
    return at


def _with_constant(columns: Floats) -> Floats:
    return np.hstack([np.ones((len(columns), 1)), columns])
