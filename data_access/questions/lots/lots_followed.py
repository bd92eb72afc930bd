"""Did people start when the lot said?"""

from dataclasses import dataclass

import pandas as pd

from data_access.answers.core import Caption, Cell, Column, Table, TableReport
from data_access.door import Context
from data_access.months import month_end, months_after
from data_access.questions.lots.followed import Followed, read_followed
from data_access.state.draws import Draw
from data_access.stats.verdict import Check
from data_access.words.numbers import (
    counted,
    date_text,
    number_text,
    period_text,
    value_text,
)

# Where the lot moved fewer than half of those called, it did not decide who started.
FOLLOWED = 0.5


@dataclass(frozen=True, slots=True)
class Kept:
    """How many whose month had come started before, in or after it, or not at all."""

    called: int
    before: int
    within: int
    after: int
    never: int
    waiting: int
    waiting_started: int


def lots_followed(context: Context, draws: tuple[Draw, ...]) -> TableReport | None:
    """Count who started when drawn, before, after or not; None without a draw.

    Raises as `cohort_scope`.
    """
    followed = read_followed(context, draws)
    if not draws:
        return None
    rows = tuple(
        (
            draw.rules.words,
            _drawn(draw),
            f"{draw.steps}: {period_text(draw.first_month, draw.last_month)}",
            len(one),
            *_cells(kept(followed, one)),
            draw.seed,
        )
        for place, draw in enumerate(draws)
        for one in [followed.people[followed.people["draw"] == place]]
    )
    all_kept = kept(followed, followed.people)
    return TableReport(
        Caption(
            headline=_headline(all_kept),
            subtitle=(
                f"Lots drawn, and who started by {followed.scope.day}, "
                f"{followed.scope.where}"
            ),
            summary=(
                "Everybody counts in the step drawn, whether or not they started in "
                "it. People who have since left or died are counted; who was erased or "
                "opted out is not. With the seed, and the pseudonyms of that day, "
                "anybody can repeat the draw."
            ),
            definition="stepped-start",
        ),
        Table("Lots drawn, and who followed them", _COLUMNS, rows),
    )


_COLUMNS = (
    Column("Cohort"),
    Column("Drawn"),
    Column("Steps"),
    Column("People", "count"),
    Column("Month has come", "count"),
    Column("Started before it", "count"),
    Column("Started in it", "count"),
    Column("Started after it", "count"),
    Column("Not started", "count"),
    Column("Still to wait", "count"),
    Column("Of these, started", "count"),
    Column("Seed"),
)


def kept(followed: Followed, people: pd.DataFrame) -> Kept:
    """Count people by whether they started when drawn, up to the day of the extract.

    A month has come when it has ended.
    """
    as_at = followed.scope.as_at
    now = as_at.replace(day=1)
    ended = now if as_at == month_end(as_at) else months_after(now, -1)
    starts = pd.to_datetime(
        pd.Series(
            [
                followed.draws[draw].month_of(step)
                for draw, step in zip(people["draw"], people["step"], strict=True)
            ],
            index=people.index,
            dtype="object",
        )
    )
    called = starts <= pd.Timestamp(ended)
    on = people["started_on"]
    before, never = on < starts, on.isna()
    after = on >= starts + pd.DateOffset(months=1)
    within = ~(before | never | after)
    return Kept(
        called=int(called.sum()),
        **{
            name: int((called & rows).sum())
            for name, rows in (
                ("before", before),
                ("within", within),
                ("after", after),
                ("never", never),
            )
        },
        waiting=int((~called).sum()),
        waiting_started=int((~called & ~never).sum()),
    )


def check_followed(moved: float | None) -> Check:
    """Check that the lot decided who started; without that there is no verdict.

    ``moved`` is by how much more of those called than of those waiting had started.
    """
    name = "lot_followed"
    if moved is None:
        return Check(name, None, "Nobody can be compared yet.", needed=True)
    share = value_text(100 * max(moved, 0.0), "percent")
    if moved < FOLLOWED:
        return Check(
            name,
            None,
            f"The lot moved only {share} of those called to start, so what is compared "
            "is mostly people who did not.",
            needed=True,
        )
    return Check(
        name, True, f"The lot moved {share} of those called to start.", needed=True
    )


def _cells(found: Kept) -> tuple[Cell, ...]:
    return (
        found.called,
        found.before,
        found.within,
        found.after,
        found.never,
        found.waiting,
        found.waiting_started,
    )


def _drawn(draw: Draw) -> str:
    return f"{date_text(draw.made_on)}, {draw.author}" if draw.made_on else draw.author


def _headline(found: Kept) -> str:
    if not found.called:
        people = counted(found.waiting, "person", "people")
        return f"{people} drew a lot; no month has come"
    return (
        f"{number_text(found.within)} of {counted(found.called, 'person', 'people')} "
        "started in the month drawn"
    )
