"""Find the episode of a contact that names a person and a day, but no episode.

It is the person's episode that covers the day; of two or more, the one opened last. A
contact outside every episode is no work of the caseload: it is left out, and counted.
"""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

import duckdb

from data_access.ingest.extract.load_database import literal
from data_access.ingest.extract.rules import latest_day
from data_access.ingest.extract.staging import accepted, rows_of
from data_access.ingest.extract.tables import CONTACTS
from data_access.words.numbers import counted


def prepare_episodes(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table of what is found: contacts, and how many episodes cover each."""
    connection.execute("CREATE TABLE covering (rid BIGINT, episodes BIGINT)")


def find_episodes(connection: duckdb.DuckDBPyConnection) -> None:
    """Give each staged contact without an episode its own; needs ids and episodes."""
    connection.execute(
        f"""CREATE TABLE found_episodes AS
        SELECT c.rid, e.episode_id,
               count(e.episode_id) OVER (PARTITION BY c.rid) AS episodes
        FROM {accepted(CONTACTS)} c LEFT JOIN ids ON c.patient_id = ids.raw
        LEFT JOIN episodes e ON e.person_id = ids.person_id
            AND e.opened_on <= {latest_day("contact_on", "c.")}
            AND (e.closed_on IS NULL OR e.closed_on >= c.contact_on)
        WHERE c.episode_id IS NULL AND c.patient_id IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY c.rid ORDER BY e.opened_on DESC, e.episode_id) = 1"""
    )
    connection.execute(
        f"""UPDATE {rows_of(CONTACTS)} SET episode_id = f.episode_id
        FROM found_episodes f WHERE f.rid = {rows_of(CONTACTS)}.rid"""
    )
    connection.execute("INSERT INTO covering SELECT rid, episodes FROM found_episodes")
    connection.execute(
        f"""INSERT INTO dropped SELECT {literal(CONTACTS.name)}, rid, 'left_out'
        FROM found_episodes WHERE episodes = 0"""
    )
    connection.execute("DROP TABLE found_episodes")


def episodes_said(connection: duckdb.DuckDBPyConnection, file: int) -> tuple[str, ...]:
    """Say how many contacts of a file have an episode by their person and day."""
    found, several, outside = connection.execute(
        f"""SELECT count_if(episodes > 0), count_if(episodes > 1),
                   count_if(episodes = 0)
        FROM covering JOIN {rows_of(CONTACTS)} USING (rid) WHERE file = {file}"""
    ).fetchone() or (0, 0, 0)
    sentences = (
        (found, "have the episode of their person that covers the day"),
        (several, "are in two or more episodes, and count in the one opened last"),
        (outside, "left out: no episode of their person covers the day"),
    )
    return tuple(
        f"{counted(rows, 'contact')} {what}" for rows, what in sentences if rows
    )
