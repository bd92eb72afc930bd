import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError

from data_access.errors import CareImpactError
from data_access.state.models import Base
from data_access.state.notes import ChartNote, add_note, notes_on
from data_access.state.store import MIGRATIONS, open_state

NOTE = ChartNote(date(2026, 4, 1), "rebase", "Second coordinator started", "A. Lead")


def test_a_note_is_kept_and_found_again(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    add_note(engine, "N1", "smi_check", NOTE)
    add_note(engine, "N2", "smi_check", NOTE)
    assert notes_on(engine, "N1", "smi_check") == (NOTE,)
    assert notes_on(engine, "N1", "ld_check") == ()
    open_state.cache_clear()
    assert notes_on(open_state(tmp_path), "N1", "smi_check") == (NOTE,)


@pytest.mark.parametrize(
    "note",
    [
        ChartNote(date(2026, 4, 1), "note", " ", "A. Lead"),
        ChartNote(date(2026, 4, 1), "note", "Why", ""),
        ChartNote(date(2026, 4, 1), "note", "x" * 501, "A. Lead"),
    ],
)
def test_a_note_without_reason_or_author_is_refused(
    tmp_path: Path, note: ChartNote
) -> None:
    engine = open_state(tmp_path)
    with pytest.raises(CareImpactError):
        add_note(engine, "N1", "smi_check", note)
    assert notes_on(engine, "N1", "smi_check") == ()


def test_migrations_make_the_tables_that_the_models_name(tmp_path: Path) -> None:
    with open_state(tmp_path).connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_a_server_opens_the_states_of_its_stores_at_once(tmp_path: Path) -> None:
    homes = [tmp_path / f"{number}" for number in range(12)]
    with ThreadPoolExecutor(len(homes)) as threads:
        for engine in threads.map(open_state, homes):
            add_note(engine, "U1", "x", ChartNote(date(2026, 1, 1), "note", "a", "b"))


def test_a_file_that_is_no_database_is_said_so_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite").write_bytes(b"not a database, but somebody's file")
    with pytest.raises(CareImpactError, match="cannot be read as"):
        open_state(tmp_path)
    assert (tmp_path / "state.sqlite").read_bytes().startswith(b"not a database")


def test_a_killed_writer_leaves_no_half_note(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    other = sqlite3.connect(tmp_path / "state.sqlite")
    other.execute("begin immediate")
    other.execute(
        "insert into note (pcn_code, indicator, month, kind, text, author, made_at) "
        "values ('N1', 'smi_check', '2026-04-01', 'note', 'x', 'y', '2026-04-01')"
    )
    other.close()
    assert notes_on(engine, "N1", "smi_check") == ()
    add_note(engine, "N1", "smi_check", NOTE)
    assert len(notes_on(engine, "N1", "smi_check")) == 1


STORY = """insert into story (pcn_code, revision, state, headline, text, theme, cohort,
    indicator, writer, writer_key, reviewer, reviewer_key, reason, consent_given,
    consent_taken_by, consent_taken_on, consent_scope, changed_at)
    values ('N1', 3, :state, :words, :words, 'home', 'smi', '', 'A', 'a', 'B', 'b',
    '', 1, 'A', '2026-09-01', 'board', '2026-09-02')"""


def test_stories_written_before_their_states_were_renamed_keep_their_place(
    tmp_path: Path,
) -> None:
    old = ("draft", "told", "sent_back", "shown", "withdrawn")
    new = ("draft", "submitted", "returned", "published", "withdrawn")
    engine = create_engine(f"sqlite:///{tmp_path / 'state.sqlite'}")
    with engine.begin() as connection:
        _migrate(connection, "0003")
        for state in old:
            words = "" if state == "withdrawn" else "Words"
            connection.execute(text(STORY), {"state": state, "words": words})
    engine.dispose()

    engine = open_state(tmp_path)

    with engine.connect() as connection:
        rows = connection.execute(text("select state, text from story order by id"))
        assert [row.state for row in rows] == list(new)
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
    for change in ("state = 'told'", "reviewer_key = 'a'", "consent_given = 0",
                   "text = ''", "state = 'returned', reviewer_key = null"):  # fmt: skip
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(f"update story set {change} where id = 2"))  # noqa: S608 - of this test
    with engine.begin() as connection:
        _migrate(connection, "0003", down=True)
        states = connection.execute(text("select state from story order by id"))
        assert [row.state for row in states] == list(old)


def _migrate(connection: Connection, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)
