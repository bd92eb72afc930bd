"""Stories: written, reviewed by a second person, published, erased when withdrawn.

Pages read their words directly from here: never through the door, which caches, and
never from a log.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from unicodedata import category, normalize

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.orm import Session

from data_access.answers.stories import (
    LONGEST_HEADLINE,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TEXT,
    SCOPES,
    THEMES,
    Consent,
    Story,
    StoryRefusedError,
    Written,
)
from data_access.catalogue.indicators import BY_ID
from data_access.errors import CareImpactError
from data_access.state.models import StoryRow
from data_access.state.store import wiped
from data_access.state.story_warnings import nhs_numbers, warnings_in
from data_access.viewer import Role, Viewer
from data_access.words.numbers import number_text

StoryVersion = tuple[
    int, int
]  # a story's id, and the revision that a reader has in view

_WRITERS = (Role.CLINICAL_LEAD, Role.PCN_MANAGER)
_OPEN = ("draft", "returned")
_NOT_ERASED = (
    "The story is withdrawn and no longer shown, but the file that stores it is in use "
    "and may still contain its words: withdraw it once more in a minute."
)


def may_write(viewer: Viewer) -> bool:
    """Return whether this reader may write and review; others see published stories."""
    return viewer.role in _WRITERS


def stories(engine: Engine, pcn: str, viewer: Viewer) -> tuple[Story, ...]:
    """Return the stories of a PCN that this reader may see, the latest first."""
    query = select(StoryRow).where(StoryRow.pcn_code == pcn)
    if not may_write(viewer):
        query = query.where(StoryRow.state == "published")
    query = query.order_by(StoryRow.changed_at.desc(), StoryRow.id.desc())
    with Session(engine) as session:
        return tuple(_story(row) for row in session.scalars(query))


def write_story(
    engine: Engine,
    pcn: str,
    viewer: Viewer,
    content: Written,
    *,
    submit: bool,
    accepted: frozenset[str] = frozenset(),
    places: frozenset[str] = frozenset(),
    version: StoryVersion | None = None,
) -> None:
    """Save a story as a draft, or ``submit`` it for review by a second person.

    ``accepted`` has the keys of the warnings that the writer has read and accepts.
    ``version`` is the draft or returned story that this one replaces, which only its
    writer may do.

    Raises StoryRefusedError with a sentence for each field that is wrong, and
    CareImpactError if the reader may not write or the story has changed since.
    """
    _allow(viewer)
    content = _trimmed(content)
    problems = _problems(content)
    if not problems and submit:
        warnings = warnings_in(f"{content.headline}\n{content.text}", places)
        if {warning.key for warning in warnings} - accepted:
            problems["kept"] = (
                "Change these words, or tick each one that cannot identify anybody."
            )
    if problems:
        raise StoryRefusedError(problems)
    consent = content.consent
    values: dict[str, object] = {
        "state": "submitted" if submit else "draft",
        "headline": content.headline,
        "text": content.text,
        "theme": content.theme,
        "cohort": content.cohort,
        "indicator": content.indicator,
        "consent_given": consent.given,
        "consent_taken_by": consent.taken_by,
        "consent_taken_on": consent.taken_on,
        "consent_scope": consent.scope,
        "reviewer": "",
        "reviewer_key": None,
        "reason": "",
        "changed_at": datetime.now(UTC),
    }
    key = person_key(content.writer)
    with engine.begin() as connection:
        if version is not None:
            _move(connection, pcn, version, _OPEN, values, writer_key=key)
            return
        new = {"pcn_code": pcn, "revision": 1, "writer": content.writer}
        table = StoryRow.__table__
        connection.execute(table.insert().values(**new, writer_key=key, **values))  # type: ignore[attr-defined]  # a Table


def review_story(
    engine: Engine,
    pcn: str,
    viewer: Viewer,
    version: StoryVersion,
    reviewer: str,
    reason: str,
) -> None:
    """Publish a submitted story, or return it to its writer if a reason is given.

    Only the ``version`` that the reviewer saw is published: a story changed or reviewed
    since stays as it is. Raises StoryRefusedError, or CareImpactError as write_story.
    """
    _allow(viewer)
    reviewer, reason = _plain(reviewer), _plain(reason)
    problems = _name_problems("reviewer", reviewer)
    if len(reason) > LONGEST_REASON:
        problems["reason"] = f"Keep the reason under {LONGEST_REASON} characters."
    if nhs_numbers(reason):
        problems["reason"] = _NHS_NUMBER
    if problems:
        raise StoryRefusedError(problems)
    values: dict[str, object] = {
        "state": "returned" if reason else "published",
        "reviewer": reviewer,
        "reviewer_key": person_key(reviewer),
        "reason": reason,
        "changed_at": datetime.now(UTC),
    }
    with engine.begin() as connection:
        _move(
            connection,
            pcn,
            version,
            ("submitted",),
            values,
            not_by=person_key(reviewer),
        )


def withdraw_story(engine: Engine, pcn: str, viewer: Viewer, story: int) -> None:
    """Erase a story's words, from the file too; the withdrawal itself stays recorded.

    Raises CareImpactError if another process uses the file: the story is no longer
    shown, and withdrawing it once more erases the rest.
    """
    _allow(viewer)
    table = StoryRow
    emptied = (
        update(table)
        .where(table.id == story, table.pcn_code == pcn, table.state != "withdrawn")
        .values(
            state="withdrawn",
            revision=table.revision + 1,
            headline="",
            text="",
            reason="",
            changed_at=datetime.now(UTC),
        )
    )
    with engine.begin() as connection:
        connection.execute(emptied)
    _wipe(engine)


def person_key(name: str) -> str:
    """Return a name without case, blanks, points and accents, for comparison."""
    plain = normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())[:LONGEST_NAME]


def _wipe(engine: Engine) -> None:
    """Rewrite the file from its current content, and empty its log."""
    started = datetime.now(UTC)
    if not wiped(engine):
        raise CareImpactError(_NOT_ERASED)
    done = (
        update(StoryRow)
        .where(StoryRow.state == "withdrawn", StoryRow.erased_at.is_(None))
        .where(StoryRow.changed_at < started)
        .values(erased_at=datetime.now(UTC))
    )
    with engine.begin() as connection:
        connection.execute(done)


def _move(
    connection: Connection,
    pcn: str,
    version: StoryVersion,
    states: tuple[str, ...],
    values: dict[str, object],
    *,
    writer_key: str | None = None,
    not_by: str | None = None,
) -> None:
    """Change one story in one statement, so that of two at once only one succeeds."""
    table = StoryRow
    story, revision = version
    change = (
        update(table)
        .where(table.id == story, table.pcn_code == pcn, table.revision == revision)
        .where(table.state.in_(states))
        .where(func.coalesce(writer_key, table.writer_key) == table.writer_key)
        .where(func.coalesce(not_by, "") != table.writer_key)
        .values(revision=revision + 1, **values)
    )
    if connection.execute(change).rowcount == 1:
        return
    current = connection.execute(
        select(table.writer_key, table.revision).where(
            table.id == story, table.pcn_code == pcn
        )
    ).first()
    if current is not None and current.revision == revision:
        if not_by == current.writer_key:
            raise StoryRefusedError(
                {"reviewer": "You wrote this story: another person must review it."}
            )
        if writer_key not in (None, current.writer_key):
            raise StoryRefusedError(
                {"writer": "Only the writer of a story may change it: write a new one."}
            )
    raise CareImpactError(
        "This story has been changed, reviewed or withdrawn since you opened it: open "
        "it again."
    )


def _allow(viewer: Viewer) -> None:
    if not may_write(viewer):
        raise CareImpactError(
            "Stories are written and reviewed by the clinical lead and the PCN manager."
        )


_NHS_NUMBER = "This contains an NHS number, which identifies one person: remove it."


def _problems(content: Written) -> dict[str, str]:
    """Return a sentence for each field that is wrong."""
    problems: dict[str, str] = {}
    for field, text, longest in (
        ("headline", content.headline, LONGEST_HEADLINE),
        ("text", content.text, LONGEST_TEXT),
    ):
        if not text:
            problems[field] = f"Write the {'story' if field == 'text' else field}."
        elif len(text) > longest:
            problems[field] = (
                f"Shorten this to {number_text(longest)} characters: it has "
                f"{number_text(len(text))}."
            )
        elif nhs_numbers(text):
            problems[field] = _NHS_NUMBER
    if content.theme not in THEMES:
        problems["theme"] = "Choose what the story is about."
    if content.indicator and content.indicator not in BY_ID:
        problems["indicator"] = "Choose a chart from the list, or none."
    if not content.cohort or len(content.cohort) > 40:
        problems["cohort"] = "Choose a cohort from the list, or none."
    problems |= _name_problems("writer", content.writer)
    return problems | _consent_problems(content.consent)


def _consent_problems(consent: Consent) -> dict[str, str]:
    problems = _name_problems("taken_by", consent.taken_by)
    if not consent.given:
        problems["consent"] = (
            "A story cannot be saved without consent, not even as a draft."
        )
    if consent.taken_on is None:
        problems["taken_on"] = "Enter the date on which consent was taken."
    elif consent.taken_on > date.today():
        problems["taken_on"] = (
            "This date is in the future: enter the date on which consent was taken."
        )
    if consent.scope not in SCOPES:
        problems["scope"] = (
            "Choose where the person agreed that the story may be shown."
        )
    return problems


def _name_problems(field: str, name: str) -> dict[str, str]:
    if not person_key(name):
        return {field: "Write a name or initials."}
    if len(name) > LONGEST_NAME:
        return {field: f"Keep the name under {LONGEST_NAME} characters."}
    if nhs_numbers(name):
        return {field: _NHS_NUMBER}
    return {}


def _trimmed(content: Written) -> Written:
    consent = content.consent
    return replace(
        content,
        headline=" ".join(_plain(content.headline).split()),
        text=_plain(content.text),
        writer=_plain(content.writer),
        consent=replace(consent, taken_by=_plain(consent.taken_by)),
    )


def _plain(text: str) -> str:
    """Return ``text`` without blanks at its ends and without invisible characters."""
    visible = (c for c in text if c == "\n" or category(c) not in ("Cc", "Cs"))
    return "".join(visible).strip()


def _story(row: StoryRow) -> Story:
    consent = Consent(
        row.consent_given, row.consent_taken_by, row.consent_taken_on, row.consent_scope
    )
    content = Written(
        row.headline,
        row.text,
        row.theme,
        row.cohort,
        row.indicator,
        row.writer,
        consent,
    )
    return Story(
        id=row.id,
        revision=row.revision,
        state=row.state,  # type: ignore[arg-type]  # the database holds no other
        written=content,
        reviewer=row.reviewer,
        reason=row.reason,
        changed_on=row.changed_at.date(),
        erased=row.erased_at is not None,
    )
