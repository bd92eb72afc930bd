"""Made-up months of a caseload, for tests of forecasts."""

import math

import numpy as np

JOINED = [31, 24, 36, 29, 33, 27, 40, 22]
CLOSED = [20, 26, 24, 31, 22, 30, 27, 33]


def series(random, months, *, joined=30.0, closing=0.12, extra=0.0, opening=200):
    """A made-up caseload; counts vary 1 + extra times as much as Poisson ones."""
    came = random.poisson(
        random.gamma(joined / extra, extra, months) if extra else joined, months
    )
    cases, went = opening, []
    for each in came:
        cases += each
        both = 250 / extra if extra else math.inf
        chance = random.beta(closing * both, (1 - closing) * both) if extra else closing
        went.append(random.binomial(cases, chance))
        cases -= went[-1]
    return came, np.array(went)
