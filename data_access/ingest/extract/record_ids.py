"""Keep patient identifiers out of the record identifiers in the store.

Some systems number an episode after its patient (``9434765919-2``). Such a number is
replaced by a pseudonym of its own, marked ``p-``; other record identifiers stay as
they are, because they are how a clinician finds the record again.
"""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

import duckdb
import pyarrow as pa

from data_access.ingest.extract.contract import FileSpec
from data_access.ingest.extract.load_database import quoted
from data_access.ingest.extract.staging import rows_of
from data_access.ingest.extract.tables import CONTACTS
from data_access.store.pseudonyms import Keys

MARK = "p-"
_SHORTEST_FOUND = 6  # a patient numbered 12 would be "found" in most record numbers


def shield_record_ids(
    connection: duckdb.DuckDBPyConnection, keys: Keys, table: FileSpec
) -> None:
    """Replace the record identifiers of staged ``table`` that identify the patient.

    Needs the tables ``ids`` and, for contacts, ``episodes`` and ``stored_caseload``.
    """
    if table is CONTACTS:
        _follow_episodes(connection, keys)
        source = """rows_contacts LEFT JOIN episodes USING (episode_id)
                    LEFT JOIN ids USING (person_id)"""
    else:
        source = f"{rows_of(table)} LEFT JOIN ids ON patient_id = raw"
    name = quoted(table.key[0])
    identifiers = connection.execute(
        f"""SELECT DISTINCT {name} AS given FROM {source}
        WHERE {name} IS NOT NULL AND (holds_nhs_number({name})
        OR (length(raw) >= {_SHORTEST_FOUND} AND contains({name}, raw)))"""
    ).to_arrow_table()["given"]
    _replace(connection, table, table.key[0], _shielded(keys, identifiers))


def _follow_episodes(connection: duckdb.DuckDBPyConnection, keys: Keys) -> None:
    """Replace the episode of each contact by the identifier it is stored under."""
    unmatched = connection.execute(
        """SELECT DISTINCT episode_id AS given FROM rows_contacts
        WHERE episode_id IS NOT NULL
        AND episode_id NOT IN (SELECT episode_id FROM episodes)"""
    ).to_arrow_table()["given"]
    _replace(
        connection,
        CONTACTS,
        "episode_id",
        _shielded(keys, unmatched),
        "AND stored IN (SELECT episode_id FROM episodes)",
    )


def _shielded(keys: Keys, identifiers: pa.ChunkedArray) -> pa.Table:
    stored = [f"{MARK}{keys.pseudonym(value)}" for value in identifiers.to_pylist()]
    return pa.table({"given": identifiers, "stored": pa.array(stored, pa.string())})


def _replace(
    connection: duckdb.DuckDBPyConnection,
    table: FileSpec,
    column: str,
    pairs: pa.Table,
    condition: str = "",
) -> None:
    connection.register("pairs", pairs)
    connection.execute(
        f"""UPDATE {rows_of(table)} SET {quoted(column)} = stored FROM pairs
        WHERE {quoted(column)} = given {condition}"""
    )
    connection.unregister("pairs")
