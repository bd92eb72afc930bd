"""Cohorts saved by name: the rules, never the people."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs

from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data_access.choices.cohort_rules import CohortRules
from data_access.errors import CareImpactError
from data_access.state.models import SavedCohort

LONGEST_NAME = 60
LONGEST_AUTHOR = 80


@dataclass(frozen=True, slots=True)
class NamedCohort:
    """One saved cohort as it is shown."""

    name: str
    rules: CohortRules
    author: str


def saved_cohorts(engine: Engine, pcn: str) -> tuple[NamedCohort, ...]:
    """Return a PCN's saved cohorts by name."""
    query = (
        select(SavedCohort)
        .where(SavedCohort.pcn_code == pcn)
        .order_by(SavedCohort.name)
    )
    with Session(engine) as session:
        return tuple(
            NamedCohort(
                row.name, CohortRules.from_query(parse_qs(row.rules)), row.author
            )
            for row in session.scalars(query)
        )


def save_cohort(engine: Engine, pcn: str, cohort: NamedCohort) -> None:
    """Save a cohort by name.

    Raises CareImpactError if a name is missing, too long or in use, or no rule is set.
    """
    name, author = cohort.name.strip(), cohort.author.strip()
    if not name or not author:
        raise CareImpactError("A saved cohort needs a name, and your own name.")
    if len(name) > LONGEST_NAME or len(author) > LONGEST_AUTHOR:
        raise CareImpactError(
            f"Keep the cohort's name under {LONGEST_NAME} characters and yours under "
            f"{LONGEST_AUTHOR}."
        )
    if cohort.rules.empty:
        raise CareImpactError("Choose who is in the cohort before saving it.")
    try:
        with Session(engine) as session, session.begin():
            session.add(
                SavedCohort(
                    pcn_code=pcn,
                    name=name,
                    rules=cohort.rules.to_query(),
                    author=author,
                    made_at=datetime.now(UTC),
                )
            )
    except IntegrityError:
        raise CareImpactError(
            f"A cohort named {name} already exists: choose another name, or remove "
            "that one first."
        ) from None


def remove_cohort(engine: Engine, pcn: str, name: str) -> None:
    """Remove a saved cohort; do nothing if there is none of that name."""
    statement = delete(SavedCohort).where(
        SavedCohort.pcn_code == pcn, SavedCohort.name == name
    )
    with Session(engine) as session, session.begin():
        session.execute(statement)
