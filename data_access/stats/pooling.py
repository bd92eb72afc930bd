"""What do several small estimates say together, and how reliable is each?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from data_access.stats import checks
from data_access.stats.trials import TrialSums, log_error


@dataclass(frozen=True, slots=True)
class Summary:
    """A random-effects summary of rate ratios.

    `tau_squared` is the variance of true log rate ratios between groups and `i_squared`
    the share of the observed spread that is not chance (0 to 1). The prediction limits
    are those of the rate ratio of a further group.
    """

    groups: int
    rate_ratio: float
    low: float
    high: float
    tau_squared: float
    i_squared: float
    prediction_low: float
    prediction_high: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Pooled:
    """One group's own rate ratio, and the same drawn towards that of all groups.

    `weight` is how much of it is the group's own evidence, 0 to 1.
    """

    group: str
    own: float
    rate_ratio: float
    low: float
    high: float
    weight: float


def random_effects(
    log_ratios: Sequence[float],
    standard_errors: Sequence[float],
    confidence: float = 0.95,
) -> Summary:
    """Summarise the rate ratios of two or more groups that share no person.

    Between-group variance by Paule and Mandel; the interval by Hartung, Knapp, Sidik
    and Jonkman on Student's t, never narrower than without their adjustment, since
    with few alike groups theirs can shrink by chance.

    Raises:
        StatisticsError: fewer than two groups, lengths that differ, or standard errors
            not above zero.

    """
    level = checks.confidence(confidence)
    effects = checks.series("log_ratios", log_ratios, least=2)
    errors = checks.positive(
        "standard_errors", checks.series("standard_errors", standard_errors)
    )
    checks.same_shape(log_ratios=effects, standard_errors=errors)
    with np.errstate(divide="ignore"):  # I² of groups exactly alike is -infinity
        pooled = combine_effects(effects, errors**2, method_re="iterated")
    tau_squared = max(float(pooled.tau2), 0.0)
    weights = 1 / (errors**2 + tau_squared)
    mean = float(np.average(effects, weights=weights))
    plain = 1 / float(weights.sum())
    spread = float(weights @ (effects - mean) ** 2) / (len(effects) - 1)
    error = math.sqrt(plain * max(spread, 1.0))
    t = float(stats.t.isf((1 - level) / 2, len(effects) - 1))
    further = t * math.sqrt(tau_squared + error**2)
    return Summary(
        groups=len(effects),
        rate_ratio=math.exp(mean),
        low=math.exp(mean - t * error),
        high=math.exp(mean + t * error),
        tau_squared=tau_squared,
        i_squared=max(float(pooled.i2), 0.0),
        prediction_low=math.exp(mean - further),
        prediction_high=math.exp(mean + further),
        confidence=level,
    )


def partial_pooling(
    groups: Mapping[str, TrialSums], whole: TrialSums, confidence: float = 0.95
) -> list[Pooled]:
    """Move each group's rate ratio towards that of the whole, further with few events.

    Empirical Bayes: the log rate ratios of groups are assumed normal around that of
    everybody, `whole`, whose uncertainty is included in each interval; their spread is
    estimated as in `random_effects`. A group with few events gets half an event more on
    each side and at least the variance of its count, so that no observed event does not
    give a rate ratio of zero. Groups share comparison people, which the method ignores.
    Groups with nothing expected are left out; with fewer than two left there is no
    spread to estimate, and the list is empty.

    Raises:
        StatisticsError: negative sums, or a confidence outside 0 to 1.

    """
    level = checks.confidence(confidence)
    used = {
        name: sums
        for name, sums in groups.items()
        if sums.expected > 0 and sums.people >= 2
    }
    if len(used) < 2:
        return []
    parts = [_log_ratio(sums) for sums in used.values()]
    effects = np.array([effect for effect, _ in parts])
    errors = np.array([error for _, error in parts])
    tau_squared = random_effects(list(effects), list(errors), level).tau_squared
    mean, mean_error = _log_ratio(whole)
    share = tau_squared / (tau_squared + errors**2)
    centre = share * effects + (1 - share) * mean
    variance = share * errors**2 + (1 - share) ** 2 * mean_error**2
    reach = stats.norm.isf((1 - level) / 2) * np.sqrt(variance)
    return [
        Pooled(
            group=name,
            own=math.exp(effects[i]),
            rate_ratio=math.exp(centre[i]),
            low=math.exp(centre[i] - reach[i]),
            high=math.exp(centre[i] + reach[i]),
            weight=float(share[i]),
        )
        for i, name in enumerate(used)
    ]


def _log_ratio(sums: TrialSums) -> tuple[float, float]:
    ratio = math.log((sums.observed + 0.5) / (sums.expected + 0.5))
    count = math.sqrt(1 / (sums.observed + 0.5))
    robust = log_error(sums) if sums.observed > 0 else 0.0
    return ratio, max(robust, count)
