"""Open app state, after migrating it to its newest form."""

import threading
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from filelock import FileLock
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from data_access.errors import CareImpactError

MIGRATIONS = Path(__file__).parent / "migrations"

STATE_FILE = "state.sqlite"
_MIGRATION = threading.Lock()
_WAIT = 2000  # milliseconds to wait until others release the file

State = Engine  # the name that pages use, so that they do not import SQLAlchemy


@lru_cache(maxsize=8)
def open_state(home: Path) -> Engine:
    """Return the engine of ``home/state.sqlite``, migrated, once a process.

    Raises CareImpactError if the file is not a database or cannot be written.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / STATE_FILE
    # What people wrote stays out of errors, and so out of the log.
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": 10}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare)
    try:
        # Several workers may start at once; only one may migrate. Alembic knows one
        # migration in a process, and a server has two stores.
        with (
            _MIGRATION,
            FileLock(home / "state.lock", timeout=30),
            engine.begin() as connection,
        ):
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DatabaseError:
        engine.dispose()
        raise CareImpactError(
            f"{path} cannot be read as the product's database of notes, cohorts and "
            "stories: restore it from a backup, or move it away to start without them."
        ) from None
    return engine


def has_state(home: Path) -> bool:
    """Return whether anything was ever written in ``home``."""
    return (home / STATE_FILE).exists()


def wiped(engine: Engine) -> bool:
    """Rewrite the file from its current content, and empty its log.

    False if another connection still has it open, and with it what was deleted.
    """
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with autocommit.connect() as connection:
            connection.detach()  # so that no other waits as briefly as this one
            connection.exec_driver_sql(f"pragma busy_timeout={_WAIT}")
            connection.exec_driver_sql("vacuum")
            # Not returned as done while another connection still reads the old log.
            busy = connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
            return not busy.one()[0]
    except OperationalError:
        return False


def _prepare(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DB-API connection
    # Readers do not wait for a writer, and a killed writer leaves no partial row.
    cursor.execute("pragma journal_mode=wal")
    # What is deleted is overwritten: notes and stories may be about a person.
    cursor.execute("pragma secure_delete=on")
    cursor.close()
