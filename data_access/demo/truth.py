"""The truth about a demo PCN, computed from both worlds of every started person."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from data_access.demo.arrays import NEVER, Flags, Real, Whole, take
from data_access.demo.people import People
from data_access.demo.timeline import Timeline
from data_access.demo.world import World

FOLLOW_UP = 12


@dataclass(frozen=True, slots=True)
class Window:
    """Emergency admissions of the started people in follow-up, in several worlds.

    `observed` happened. `not_now` is expected had each not started in the index month
    but perhaps later, as others like them do: the estimand of the matched estimate.
    `never` would have happened had none ever started. `served` is expected given the
    true effect; it differs from `observed` by chance alone.
    """

    people: int
    observed: int
    served: float
    not_now: float
    never: int

    @property
    def rate_ratio(self) -> float:
        """True rate ratio of starting now against not now."""
        return self.served / self.not_now if self.not_now else float("nan")

    @property
    def avoided(self) -> float:
        """Admissions avoided by starting now against not now, as they happened."""
        return self.not_now - self.observed

    def as_record(self) -> dict[str, Any]:
        """Return the numbers and the figures derived from them, for a file."""
        ratio = None if np.isnan(self.rate_ratio) else round(self.rate_ratio, 6)
        return {
            **{name: round(value, 4) for name, value in asdict(self).items()},
            "rate_ratio_start_now_against_not_now": ratio,
            "avoided_start_now_against_not_now": round(self.avoided, 4),
            "avoided_start_against_never": self.never - self.observed,
        }


@dataclass(frozen=True, slots=True)
class DemoTruth:
    """The true effect in one PCN.

    `people` has a row for each started person and month of follow-up: patient_id,
    index_month, month, position (of the month in the extract), follow_up (1 to 12),
    observed, served, not_now, never. A truth for any part of the started people (those
    who were matched, one cohort) is a sum of it.
    """

    pcn_code: str
    pcn_name: str
    rate_ratio: float
    started: int
    people: pd.DataFrame

    def window(self, through: int | None = None) -> Window:
        """Sum over people and months.

        Args:
            through: leave out the months of the extract from this position on.
        """
        rows = self.people
        if through is not None:
            rows = rows[rows["position"] < through]
        return Window(
            people=int(rows["patient_id"].nunique()),
            observed=int(rows["observed"].sum()),
            served=float(rows["served"].sum()),
            not_now=float(rows["not_now"].sum()),
            never=int(rows["never"].sum()),
        )


def truth(world: World) -> DemoTruth:
    """Compute the truth for everyone who started and did not opt out.

    The world in which a person does not start in the index month is not drawn but
    averaged over: from the next month on they start with the same hazards as before.
    """
    timeline, folk, starts = world.timeline, world.folk, world.starts
    person = np.flatnonzero((starts.month < NEVER) & ~folk.opted_out)
    potential = take(world.potential, world.potential.without)
    untreated = potential.emergencies(folk, timeline)[person]
    observed = world.spells.emergencies(folk, timeline)[person]
    start = starts.month[person]
    waiting = _still_waiting(starts.hazard[person], start)
    ratio = world.pcn.rate_ratio
    not_now = untreated * (waiting + (1 - waiting) * ratio)
    position = np.arange(timeline.months)
    in_follow_up = _followed(timeline, folk, person, start)
    row, month = np.nonzero(in_follow_up)
    firsts = timeline.firsts[:-1].astype("datetime64[D]").astype("datetime64[s]")
    people = pd.DataFrame(
        {
            "patient_id": world.ids_of(person[row]).to_pandas(),
            "index_month": firsts[start[row]],
            "month": firsts[month],
            "position": position[month],
            "follow_up": month - start[row],
            "observed": observed[in_follow_up],
            "served": ratio * untreated[in_follow_up],
            "not_now": not_now[in_follow_up],
            "never": untreated[in_follow_up],
        }
    )
    return DemoTruth(world.pcn.code, world.pcn.name, ratio, len(person), people)


def _still_waiting(hazard: Real, start: Whole) -> Real:
    """Chance that the effect has not begun by each month, without the actual start."""
    months = np.arange(hazard.shape[1])
    after = np.where(months > start[:, None], hazard, 0.0)
    waiting = np.cumprod(1 - after, axis=1)
    # The effect begins with the month after a start.
    return np.concatenate([np.ones((len(waiting), 1)), waiting[:, :-1]], axis=1)


def _followed(timeline: Timeline, folk: People, person: Whole, start: Whole) -> Flags:
    months = np.arange(timeline.months)
    after = months - start[:, None]
    last_present = np.minimum(folk.left, folk.died)[person]
    return np.asarray(
        (after >= 1)
        & (after <= FOLLOW_UP)
        & (timeline.firsts[:-1] <= last_present[:, None])
    )
