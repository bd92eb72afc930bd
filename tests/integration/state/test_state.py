import sqlite3
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data_access.errors import CareImpactError
from data_access.state.models import Base
from data_access.state.notes import ChartNote, add_note, notes_on
from data_access.state.store import open_state

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


def test_a_file_that_is_no_database_is_said_so_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite").write_bytes(b"not a database, but somebody's file")
    with pytest.raises(CareImpactError, match="not a readable app state"):
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
