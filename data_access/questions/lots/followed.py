"""The people of draws, month by month: days at risk and admissions on either side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.door import Context
from data_access.months import (
    MONTHS_IN_YEAR,
    month_number,
    months_after,
    months_between,
)
from data_access.queries.coverage import senders_of_whole_months
from data_access.queries.drawn_people import admissions, times
from data_access.questions.cohorts.cohort_scope import CohortScope, cohort_scope
from data_access.state.draws import Draw
from data_access.stats.stepped import Ints, early_steps, stepped_sums
from data_access.stats.trials import TrialSums

FILES = ("admissions",)

# The side of each person in each month: 1 called, -1 waiting, 0 neither.
Sides = Callable[[Draw, pd.DataFrame, list[date]], Ints]


@dataclass(frozen=True, slots=True)
class Followed:
    """Everybody drawn of the reader's practices who is still in the data.

    ``people`` has a row each: draw (its place), person_id, practice_code, step,
    registered_from, last_on and started_on. ``usable`` are the months of each practice
    that its admissions have whole and final.
    """

    scope: CohortScope
    draws: tuple[Draw, ...]
    people: pd.DataFrame
    admissions: pd.DataFrame
    usable: dict[date, frozenset[str]]

    @property
    def final(self) -> date | None:
        """Return the last month that any practice has whole and final."""
        return max(self.usable, default=None)


def read_followed(context: Context, draws: tuple[Draw, ...]) -> Followed:
    """Read the people of draws; raise as `cohort_scope`."""
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        drawn = pd.DataFrame(
            [
                (place, one.person, one.practice, one.step)
                for place, draw in enumerate(draws)
                for one in draw.people
                if one.practice in scope.practices
            ],
            columns=["draw", "person_id", "practice_code", "step"],
        )
        return Followed(
            scope,
            draws,
            drawn.merge(times(connection, scope.place.pcn), on="person_id"),
            admissions(connection, scope.place.pcn),
            _usable(connection, scope),
        )


def _usable(connection: Connection, scope: CohortScope) -> dict[date, frozenset[str]]:
    sent = senders_of_whole_months(connection, scope.place.pcn, FILES)
    final = scope.place.firm_month(FILES)
    return {month: senders for month, senders in sent.items() if month <= final}


def by_lot(followed: Followed) -> TrialSums:
    """Sum the months in which some had been called and others waited."""
    return _sums(_all_rows(followed, _compared_months, _called))


def moved_by_lot(followed: Followed) -> float | None:
    """Return by how much more of those called than of those waiting had started.

    It is of the months compared, each person counting once a month; None without one.
    """
    rows = _all_rows(followed, _compared_months, _called)
    months = followed.people.set_index("person_id")["started_on"].dt.to_period("M")
    started = rows["person_id"].map(months.dt.to_timestamp()) <= rows["month"]
    called = rows["side"] == 1
    if not called.any() or called.all():
        return None
    return float(started[called].mean() - started[~called].mean())


def year_before(followed: Followed) -> TrialSums:
    """Sum the year before the first step, early steps against late ones."""
    return _sums(_all_rows(followed, months_before, _early))


def months_before(draw: Draw) -> list[date]:
    """Return the months of the year before the first step."""
    return [months_after(draw.first_month, back) for back in range(-MONTHS_IN_YEAR, 0)]


def _called(draw: Draw, people: pd.DataFrame, months: list[date]) -> Ints:
    starts = [month_number(draw.month_of(step)) for step in people["step"]]
    on = np.array([month_number(month) for month in months], dtype=np.int64)
    # In the month of their own step people are on neither side.
    sides: Ints = np.sign(on[None, :] - np.array(starts, dtype=np.int64)[:, None])
    return sides


def _early(draw: Draw, people: pd.DataFrame, months: list[date]) -> Ints:
    early = people["step"].to_numpy() <= early_steps(draw.steps)
    return np.repeat(np.where(early, 1, -1)[:, None], len(months), axis=1)


def _compared_months(draw: Draw) -> list[date]:
    return months_between(draw.first_month, months_after(draw.last_month, -1))


def _all_rows(
    followed: Followed, months_of: Callable[[Draw], list[date]], sides: Sides
) -> pd.DataFrame:
    return pd.concat(
        [
            _rows(followed, place, months_of(draw), sides)
            for place, draw in enumerate(followed.draws)
        ]
    )


def _sums(rows: pd.DataFrame) -> TrialSums:
    month = pd.factorize(pd.MultiIndex.from_frame(rows[["draw", "month"]]))[0]
    keys = ["draw", "month", "practice_code"]
    return stepped_sums(
        person=pd.factorize(rows["person_id"])[0],
        stratum=pd.factorize(pd.MultiIndex.from_frame(rows[keys]))[0],
        month=month,
        called=(rows["side"] == 1).to_numpy(),
        days=rows["days"].to_numpy(dtype=float),
        events=rows["emergency"].to_numpy(dtype=float),
    )


def _rows(
    followed: Followed, place: int, months: Sequence[date], sides: Sides
) -> pd.DataFrame:
    """Return a row for each person of a draw and month with days at risk on a side."""
    people = followed.people[followed.people["draw"] == place]
    usable = [month for month in months if month in followed.usable]
    side = sides(followed.draws[place], people, usable)
    parts = [
        people.assign(
            month=pd.Timestamp(month),
            side=side[:, column],
            days=_days(people, month),
        )[people["practice_code"].isin(followed.usable[month])]
        for column, month in enumerate(usable)
    ]
    columns = ["draw", "person_id", "practice_code", "month", "side", "days"]
    rows = pd.concat([people.iloc[:0].reindex(columns=columns), *parts])[columns]
    rows["month"] = pd.to_datetime(rows["month"])
    rows = rows[(rows["side"] != 0) & (rows["days"] > 0)]
    rows = rows.merge(followed.admissions, on=["person_id", "month"], how="left")
    return rows.assign(emergency=rows["emergency"].fillna(0))


def _days(people: pd.DataFrame, month: date) -> Ints:
    """Count the days at risk in a month: the day of leaving or death is the last."""
    first, end = np.datetime64(month, "D"), np.datetime64(months_after(month, 1), "D")
    since = people["registered_from"].to_numpy(dtype="datetime64[D]")
    left = people["last_on"].to_numpy(dtype="datetime64[D]") + 1
    until = np.where(np.isnat(left), end, np.minimum(left, end))
    days: Ints = (until - np.maximum(since, first)).astype(np.int64)
    return np.maximum(days, 0)
