"""Standardised rates: what a figure would be with a standard mix of ages.

Events and populations have one element an age band (or any other stratum) on their
last axis; any axes before it, such as practices, are kept in the result.
"""

from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.limits import BYAR_FROM, Interval, byar, poisson

# Source: Eurostat (2013), Revision of the European Standard Population.
ESP_2013 = MappingProxyType(
    {
        "0-4": 5000,
        "5-9": 5500,
        "10-14": 5500,
        "15-19": 5500,
        "20-24": 6000,
        "25-29": 6000,
        "30-34": 6500,
        "35-39": 7000,
        "40-44": 7000,
        "45-49": 7000,
        "50-54": 7000,
        "55-59": 6500,
        "60-64": 6000,
        "65-69": 5500,
        "70-74": 5000,
        "75-79": 4000,
        "80-84": 2500,
        "85-89": 1500,
        "90+": 1000,
    }
)


def dsr(
    events: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    squares: ArrayLike | None = None,
    multiplier: float = 100_000,
    confidence: float = 0.95,
) -> Interval:
    """Return directly standardised rates, with Dobson limits.

    Args:
        events: shape (..., bands).
        population: people, or person-time, of the same shape.
        standard: weights, shape (bands,), such as `list(ESP_2013.values())`.
        squares: where one person can have several events, such as admissions, the
            sum over people of the square of their number of events, in the shape of
            `events`. Leaving it out treats the events as independent and makes the
            limits too narrow.
        multiplier: the unit of the result, 100,000 people by default.
        confidence: such as 0.95.

    A rate from fewer than 10 events in all is NaN: too unstable to state.

    Source: Dobson and others (1991), Confidence intervals for weighted sums of
    Poisson parameters, Statistics in Medicine 10, 457-462; repeat events as in the
    Fingertips Public Health Technical Guidance.

    Raises:
        StatisticsError: missing, negative or infinite input, an empty band, shapes
            that differ, or squares that no people could give.

    """
    checks.confidence(confidence)
    events, population = _bands(events, population)
    weights = checks.counts("standard", standard, whole=False)
    _fits("standard", weights, events)
    if weights.sum() == 0:
        raise StatisticsError("standard", "is 0 in every band")
    scale = checks.positive("multiplier", checks.number("multiplier", multiplier))
    spread = events if squares is None else _squares(squares, events)
    share = weights / weights.sum() / population
    value = (events * share).sum(axis=-1)
    variance = (spread * share**2).sum(axis=-1)
    total = events.sum(axis=-1)
    enough = total >= BYAR_FROM
    count = np.maximum(total, BYAR_FROM)
    lower, upper = byar(count, confidence)
    error = np.sqrt(variance / count)
    return Interval(
        estimate=np.where(enough, value * scale, np.nan)[()],
        lower=np.where(enough, (value + error * (lower - total)) * scale, np.nan)[()],
        upper=np.where(enough, (value + error * (upper - total)) * scale, np.nan)[()],
    )


def isratio(
    events: ArrayLike,
    population: ArrayLike,
    reference_events: ArrayLike,
    reference_population: ArrayLike,
    multiplier: float = 1,
    confidence: float = 0.95,
) -> Interval:
    """Return observed events over those expected at the reference's own rates.

    Limits are exact below 10 events and Byar's from 10. Reference arrays have shape
    (bands,) or that of `events`; `multiplier` 100 makes the usual SMR.

    Raises:
        StatisticsError: missing, negative or infinite input, an empty band, shapes
            that differ, or no reference event where people are.

    """
    checks.confidence(confidence)
    events, population = _bands(events, population)
    cases, people = _reference(reference_events, reference_population, events)
    scale = checks.positive("multiplier", checks.number("multiplier", multiplier))
    expected = (population * cases / people).sum(axis=-1)
    if (expected == 0).any():
        raise StatisticsError(
            "reference_events", "is 0 in every band, so no events are expected"
        )
    observed = events.sum(axis=-1)
    lower, upper = poisson(observed, confidence)
    return Interval(
        estimate=(observed / expected * scale)[()],
        lower=(lower / expected * scale)[()],
        upper=(upper / expected * scale)[()],
    )


def israte(
    events: ArrayLike,
    population: ArrayLike,
    reference_events: ArrayLike,
    reference_population: ArrayLike,
    multiplier: float = 100_000,
    confidence: float = 0.95,
) -> Interval:
    """Return the indirectly standardised rate: the ratio times the reference's rate.

    Arguments and errors as `isratio`; `multiplier` is the unit of the result.
    """
    ratio = isratio(
        events,
        population,
        reference_events,
        reference_population,
        multiplier=multiplier,
        confidence=confidence,
    )
    cases = np.asarray(reference_events, dtype=np.float64).sum(axis=-1)
    crude = cases / np.asarray(reference_population, dtype=np.float64).sum(axis=-1)
    return Interval(ratio.estimate * crude, ratio.lower * crude, ratio.upper * crude)


def _bands(events: ArrayLike, population: ArrayLike) -> tuple[Floats, Floats]:
    counts = checks.counts("events", events, whole=False)
    people = checks.positive("population", population)
    if counts.ndim == 0:
        raise StatisticsError("events", "must have one number an age band")
    if people.shape != counts.shape:
        raise StatisticsError(
            "population", f"has shape {people.shape} where events has {counts.shape}"
        )
    return counts, people


def _reference(
    cases: ArrayLike, people: ArrayLike, events: Floats
) -> tuple[Floats, Floats]:
    counts = checks.counts("reference_events", cases, whole=False)
    living = checks.positive("reference_population", people)
    _fits("reference_events", counts, events)
    _fits("reference_population", living, events)
    return counts, living


def _fits(argument: str, array: Floats, events: Floats) -> None:
    if array.shape not in (events.shape, events.shape[-1:]):
        raise StatisticsError(
            argument, f"has shape {array.shape} where events has {events.shape}"
        )


def _squares(squares: ArrayLike, events: Floats) -> Floats:
    """Check sums of squares: at least the events, at most their square."""
    array = checks.counts("squares", squares, whole=False)
    if array.shape != events.shape:
        raise StatisticsError(
            "squares", f"has shape {array.shape} where events has {events.shape}"
        )
    if (array < events).any() or (array > events**2).any():
        raise StatisticsError(
            "squares", "must be between events and the square of events in each band"
        )
    return array
