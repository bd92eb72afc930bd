"""Scores that people gave themselves: PAM and ONS4, once or twice.

A score is a person's usual level plus chance. People start at a bad time, so later
scores are better even if nothing helped (regression toward the mean); the service adds
a little. People who do worse answer the second time less often.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.arrays import NEVER, Real, Whole, coded, dates, stack, take
from data_access.demo.arrow_schema import as_table
from data_access.demo.episodes import Episodes
from data_access.demo.world import World


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the usual score of people, and the variation around it."""

    name: str
    top: int
    decimals: int
    usual: float
    between_people: float
    chance: float
    bad_time: float
    gain: float


PAM = (Question("pam", 100, 1, 57.0, 11.0, 6.5, -4.0, 2.0),)
ONS4 = (
    Question("ons4_satisfaction", 10, 0, 6.9, 1.3, 1.2, -1.3, 0.25),
    Question("ons4_worthwhile", 10, 0, 7.2, 1.3, 1.2, -1.0, 0.3),
    Question("ons4_happiness", 10, 0, 6.8, 1.4, 1.5, -1.4, 0.2),
    Question("ons4_anxiety", 10, 0, 3.9, 1.7, 1.8, 1.4, -0.2),
)
MEASURES = PAM + ONS4
ASKED = ((PAM, 0.62), (ONS4, 0.55))  # share of people seen
ANSWERING = 0.52  # of those asked, at the second time
DOING_WELL = 0.45  # log odds of answering, for one standard deviation better


@dataclass(frozen=True, slots=True)
class Scores:
    """One row per score; `measure` is a position in `MEASURES`."""

    person: Whole
    measure: Whole
    day: Whole
    score: Real


def measures(world: World, episodes: Episodes) -> pa.Table:
    """Make the measures table: scores at the start and, for about half, later."""
    rng = world.stream("measures")
    started = np.flatnonzero(episodes.first_contact < NEVER)
    rows = stack(
        [
            scores
            for together, share in ASKED
            for scores in _asked(
                rng,
                world,
                take(episodes, started[rng.random(len(started)) < share]),
                together,
            )
        ]
    )
    rows = take(rows, np.lexsort((rows.measure, rows.person, rows.day)))
    return as_table(
        "measures",
        {
            "patient_id": world.ids_of(rows.person),
            "measure": coded([measure.name for measure in MEASURES], rows.measure),
            "scored_on": dates(rows.day),
            "score": pa.array(rows.score),
        },
    )


def _asked(
    rng: np.random.Generator,
    world: World,
    episodes: Episodes,
    together: tuple[Question, ...],
) -> list[Scores]:
    """Score questions that are asked together, at the first contact and later."""
    people, who = np.unique(episodes.person, return_inverse=True)
    usual = rng.normal(0, 1, (len(people), len(together)))[who]
    better = np.array([np.sign(measure.gain) for measure in together])
    odds = np.log(ANSWERING / (1 - ANSWERING)) + DOING_WELL * (usual * better).mean(1)
    later = (
        episodes.first_contact + 95 + rng.gamma(2.0, 35.0, len(who)).astype(np.int64)
    )
    again = rng.random(len(who)) < 1 / (1 + np.exp(-odds))
    again &= (later <= world.timeline.last) & world.folk.present(episodes.person, later)
    scores = []
    for column, measure in enumerate(together):
        level = measure.usual + measure.between_people * usual[:, column]
        place = np.full(len(who), MEASURES.index(measure))
        first = _score(rng, measure, level + measure.bad_time)
        second = _score(rng, measure, level + measure.gain)
        scores.append(Scores(episodes.person, place, episodes.first_contact, first))
        scores.append(take(Scores(episodes.person, place, later, second), again))
    return scores


def _score(rng: np.random.Generator, measure: Question, level: Real) -> Real:
    score = level + rng.normal(0, measure.chance, len(level))
    return np.asarray(np.clip(score, 0, measure.top).round(measure.decimals))
