"""Who put identifiers beside which worklist, and when; never whose they were."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data_access.errors import CareImpactError
from data_access.state.models import WorklistMatchRow

LONGEST_AUTHOR = 80


@dataclass(frozen=True, slots=True)
class WorklistMatch:
    """One match: of which worklist, by whom, and how many of its rows were found."""

    practice: str
    rules: str
    author: str
    listed: int
    matched: int
    made_on: date | None = None


def check_author(author: str) -> str:
    """Return the name of who matches; raise CareImpactError without one."""
    name = author.strip()
    if not name or len(name) > LONGEST_AUTHOR:
        raise CareImpactError(
            "Write your name first: that somebody put identifiers beside a worklist is "
            f"recorded, with a name of {LONGEST_AUTHOR} characters at most."
        )
    return name


def record_match(engine: Engine, pcn: str, match: WorklistMatch) -> None:
    """Record a match; raise CareImpactError without the name of who matched."""
    row = WorklistMatchRow(
        pcn_code=pcn,
        practice_code=match.practice,
        rules=match.rules,
        author=check_author(match.author),
        made_at=datetime.now(UTC),
        listed=match.listed,
        matched=match.matched,
    )
    with Session(engine) as session, session.begin():
        session.add(row)


def matches_of(engine: Engine, pcn: str, most: int = 20) -> tuple[WorklistMatch, ...]:
    """Return a PCN's last matches, the latest first."""
    query = (
        select(WorklistMatchRow)
        .where(WorklistMatchRow.pcn_code == pcn)
        .order_by(WorklistMatchRow.id.desc())
        .limit(most)
    )
    with Session(engine) as session:
        return tuple(
            WorklistMatch(
                row.practice_code,
                row.rules,
                row.author,
                row.listed,
                row.matched,
                row.made_at.date(),
            )
            for row in session.scalars(query)
        )
