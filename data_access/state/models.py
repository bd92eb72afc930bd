"""The tables of app state: small, transactional, and migrated by Alembic."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The base class of every table of app state."""


class PersonRow(Base):
    """A row about one person, by pseudonym; whatever names a person derives from it.

    ``next_id`` is the pseudonym after the latest change of the lake, which may be under
    way; empty for a person whom that change erases.
    """

    __abstract__ = True

    person_id: Mapped[str] = mapped_column(String(64))
    next_id: Mapped[str | None] = mapped_column(String(64))


class Note(Base):
    """A dated note on an indicator's chart; a rebase starts new limits there.

    Limits never move by themselves: a rebase has a date, a reason and an author.
    """

    __tablename__ = "note"
    __table_args__ = (CheckConstraint("kind in ('note', 'rebase')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pcn_code: Mapped[str] = mapped_column(String(40), index=True)
    indicator: Mapped[str] = mapped_column(String(60), index=True)
    month: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(500))
    author: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SavedCohort(Base):
    """The rules of a named cohort; its members are looked up each time."""

    __tablename__ = "saved_cohort"
    __table_args__ = (UniqueConstraint("pcn_code", "name", name="one_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pcn_code: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(60))
    rules: Mapped[str] = mapped_column(String(500))
    author: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StoryRow(Base):
    """What mattered to a person, with consent, published after review by a second one.

    ``writer_key`` and ``reviewer_key`` are the names without case, blanks and points.
    Constraints of the table, in migrations 0003 and 0004, enforce consent, a second
    person as reviewer, and no words in a withdrawn story.
    """

    __tablename__ = "story"

    id: Mapped[int] = mapped_column(primary_key=True)
    pcn_code: Mapped[str] = mapped_column(String(40), index=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    headline: Mapped[str] = mapped_column(String(90))
    text: Mapped[str] = mapped_column(String(1200))
    theme: Mapped[str] = mapped_column(String(20))
    cohort: Mapped[str] = mapped_column(String(40))
    indicator: Mapped[str] = mapped_column(String(60))
    writer: Mapped[str] = mapped_column(String(60))
    writer_key: Mapped[str] = mapped_column(String(60))
    reviewer: Mapped[str] = mapped_column(String(60))
    reviewer_key: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(300))
    consent_given: Mapped[bool]
    consent_taken_by: Mapped[str] = mapped_column(String(60))
    consent_taken_on: Mapped[date] = mapped_column(Date)
    consent_scope: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class DrawRow(Base):
    """One draw of lots; it is never changed."""

    __tablename__ = "draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    pcn_code: Mapped[str] = mapped_column(String(40), index=True)
    rules: Mapped[str] = mapped_column(String(500))
    first_month: Mapped[date] = mapped_column(Date)
    steps: Mapped[int]
    months_apart: Mapped[int]
    seed: Mapped[str] = mapped_column(String(32))
    author: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class DrawnPersonRow(PersonRow):
    """The step that a person drew, once: at the practice of that day."""

    __tablename__ = "drawn_person"
    __table_args__ = (UniqueConstraint("person_id", name="one_lot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), index=True)
    practice_code: Mapped[str] = mapped_column(String(40))
    step: Mapped[int]


class WorklistStateRow(PersonRow):
    """How far one person's row of a worklist has got.

    ``revision`` counts how often it was set, so that of two people who set it at once
    the second is told.
    """

    __tablename__ = "worklist_state"
    __table_args__ = (UniqueConstraint("person_id", name="one_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pcn_code: Mapped[str] = mapped_column(String(40), index=True)
    state: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    revision: Mapped[int]


class WorklistMatchRow(Base):
    """That somebody put identifiers beside a worklist; it has no patient's data."""

    __tablename__ = "worklist_match"

    id: Mapped[int] = mapped_column(primary_key=True)
    pcn_code: Mapped[str] = mapped_column(String(40), index=True)
    practice_code: Mapped[str] = mapped_column(String(40))
    rules: Mapped[str] = mapped_column(String(500))
    author: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    listed: Mapped[int]
    matched: Mapped[int]
