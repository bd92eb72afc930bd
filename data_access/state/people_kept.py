"""The people whom app state names, by pseudonym: they leave and change name as one."""

from collections.abc import Callable, Collection

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from data_access.errors import CareImpactError
from data_access.state.models import PersonRow
from data_access.state.store import wiped

_OF_PEOPLE = tuple(PersonRow.__subclasses__())
_STILL_THERE = (
    "Somebody left the draws or the worklists, but the file of notes and draws is in "
    "use and may still contain a pseudonym: run `care-impact build` in a minute."
)


def keep_only(engine: Engine, people: Collection[str]) -> None:
    """Take everybody else out, as those who opted out."""
    kept = set(people)
    gone = False
    with Session(engine) as session, session.begin():
        for table in _OF_PEOPLE:
            for person in set(session.scalars(select(table.person_id))) - kept:
                session.execute(delete(table).where(table.person_id == person))
                gone = True
    if gone:
        _wipe(engine)


def prepare_names(engine: Engine, name: Callable[[str], str | None]) -> None:
    """Note the pseudonym that everybody will have, None for who is erased.

    It takes effect with ``take_names``, when the lake has changed and what is served
    with it. Whatever changes the lake notes it first, so that what a change noted that
    never came is of no effect.
    """
    with Session(engine) as session, session.begin():
        for table in _OF_PEOPLE:
            for row in session.scalars(select(table)):
                row.next_id = name(row.person_id)


def take_names(engine: Engine) -> None:
    """Give everybody the pseudonym noted, and take out who has none.

    May be called again, as after a crash.
    """
    with Session(engine) as session, session.begin():
        for table in _OF_PEOPLE:
            session.execute(delete(table).where(table.next_id.is_(None)))
            session.execute(update(table).values(person_id=table.next_id))
    _wipe(engine)


def _wipe(engine: Engine) -> None:
    if not wiped(engine):
        raise CareImpactError(_STILL_THERE)
