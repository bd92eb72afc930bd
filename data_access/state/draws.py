"""Draws of lots: who starts in which step. One is made once, and never changed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from urllib.parse import parse_qs

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data_access.choices.cohort_rules import CohortRules
from data_access.errors import CareImpactError
from data_access.months import months_after
from data_access.state.models import DrawnPersonRow, DrawRow

LONGEST_AUTHOR = 80


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one person drew: pseudonym, practice on the day of the draw, and step."""

    person: str
    practice: str
    step: int


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: of whom, how many steps from which month, the seed, who and when.

    Its text, which names it in a cache and in a reference, has no person in it but
    changes when somebody leaves the draw.
    """

    rules: CohortRules
    first_month: date
    steps: int
    months_apart: int
    seed: str
    author: str
    people: tuple[Drawn, ...] = field(repr=False)
    number: int | None = field(default=None, compare=False)
    made_on: date | None = field(default=None, compare=False)
    digest: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Name the people by a digest."""
        digest = sha256(repr(self.people).encode()).hexdigest()[:12]
        object.__setattr__(self, "digest", digest)

    def month_of(self, step: int) -> date:
        """Return the month in which the people of a step start."""
        return months_after(self.first_month, self.months_apart * (step - 1))

    @property
    def last_month(self) -> date:
        """Return the month in which the last step starts."""
        return self.month_of(self.steps)


def draws_of(engine: Engine, pcn: str) -> tuple[Draw, ...]:
    """Return a PCN's draws, the first made first."""
    with Session(engine) as session:
        people: dict[int, list[Drawn]] = {}
        who = (
            select(DrawnPersonRow)
            .join(DrawRow, DrawRow.id == DrawnPersonRow.draw_id)
            .where(DrawRow.pcn_code == pcn)
            .order_by(DrawnPersonRow.id)
        )
        for row in session.scalars(who):
            one = Drawn(row.person_id, row.practice_code, row.step)
            people.setdefault(row.draw_id, []).append(one)
        made = select(DrawRow).where(DrawRow.pcn_code == pcn).order_by(DrawRow.id)
        return tuple(
            Draw(
                CohortRules.from_query(parse_qs(row.rules)),
                row.first_month,
                row.steps,
                row.months_apart,
                row.seed,
                row.author,
                tuple(people.get(row.id, ())),
                row.id,
                row.made_at.date(),
            )
            for row in session.scalars(made)
        )


def keep_draw(engine: Engine, pcn: str, draw: Draw) -> None:
    """Keep a draw.

    Raises CareImpactError without the name of who draws, or if one of the people has
    drawn before.
    """
    author = draw.author.strip()
    if not author or len(author) > LONGEST_AUTHOR:
        raise CareImpactError(
            f"A draw needs your name, of {LONGEST_AUTHOR} characters at most."
        )
    row = DrawRow(
        pcn_code=pcn,
        rules=draw.rules.to_query(),
        first_month=draw.first_month,
        steps=draw.steps,
        months_apart=draw.months_apart,
        seed=draw.seed,
        author=author,
        made_at=datetime.now(UTC),
    )
    try:
        with Session(engine) as session, session.begin():
            session.add(row)
            session.flush()
            session.add_all(
                DrawnPersonRow(
                    draw_id=row.id,
                    person_id=one.person,
                    practice_code=one.practice,
                    step=one.step,
                    next_id=one.person,
                )
                for one in draw.people
            )
    except IntegrityError:
        raise CareImpactError(
            "Some of these people have drawn a lot in the meantime, and nobody draws "
            "twice: reload the page to see that draw."
        ) from None
