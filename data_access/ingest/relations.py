"""The rules that take other rows or other tables: keys, references and life spans."""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

import duckdb
import pyarrow as pa

from data_access.ingest.lake import LakeVersion
from data_access.ingest.pseudonyms import Keys
from data_access.ingest.staging import rows_of
from data_access.ingest.tables import CASELOAD, PATIENTS, PRACTICES, Table
from data_access.ingest.workbench import literal, quoted


class Relations:
    """Judge staged tables against each other and against the version held.

    Call ``judge`` once a table, each after the tables it refers to.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        keys: Keys,
        held: LakeVersion | None,
    ) -> None:
        self._db = connection
        self._keys = keys
        self._hold("practices", held, "practice_code VARCHAR")
        self._hold(
            "patients",
            held,
            "person_id VARCHAR, practice_code VARCHAR, birth_year INTEGER, "
            "registered_from DATE, registered_to DATE, deceased_on DATE",
        )
        self._hold("caseload", held, "episode_id VARCHAR, person_id VARCHAR")

    def judge(self, table: Table) -> None:
        """Apply every rule between rows to the staged rows of ``table``."""
        self._name_people(table)
        if table is PATIENTS:
            self._know_opted_out()
        self._drop_opted_out(table)
        self._drop_identical(table)
        self._fail_repeated_keys(table)
        for column, other in table.references:
            self._fail_unknown(table, column, other)
        if table.has_person or table.name == "contacts":
            self._fail_outside_life(table)
        if table is PRACTICES:
            self._know_practices()
        elif table is PATIENTS:
            self._know_people()
        elif table is CASELOAD:
            self._know_episodes()

    def _hold(self, name: str, held: LakeVersion | None, columns: str) -> None:
        self._db.execute(f"CREATE TABLE held_{name} ({columns})")
        table = held.read(name) if held else None
        if table is not None:
            self._db.register("held_file", table)
            self._db.execute(f"INSERT INTO held_{name} BY NAME {_only(columns)}")
            self._db.unregister("held_file")

    def _name_people(self, table: Table) -> None:
        """Give every row of ``table`` its person, as far as it has one."""
        if table.has_person:
            new = self._db.execute(
                f"""SELECT DISTINCT patient_id FROM {rows_of(table)}
                WHERE patient_id IS NOT NULL
                AND patient_id NOT IN (SELECT raw FROM ids)"""
            ).to_arrow_table()["patient_id"]
            raw = new.to_pylist()
            self._db.register(
                "new_ids",
                pa.table({"raw": new, "person_id": self._keys.pseudonyms(raw)}),
            )
            self._db.execute("INSERT INTO ids SELECT raw, person_id FROM new_ids")
            self._db.unregister("new_ids")
            source = f"{rows_of(table)} JOIN ids ON patient_id = raw"
        elif table.name == "contacts":
            source = f"{rows_of(table)} JOIN episodes USING (episode_id)"
        else:
            return
        self._db.execute(
            f"CREATE TABLE {_who(table)} AS SELECT rid, person_id FROM {source}"
        )

    def _know_opted_out(self) -> None:
        self._db.execute(
            f"""CREATE TABLE opted_out AS SELECT DISTINCT person_id
            FROM {rows_of(PATIENTS)} JOIN {_who(PATIENTS)} USING (rid)
            WHERE opted_out"""
        )

    def _drop_opted_out(self, table: Table) -> None:
        if table.has_person or table.name == "contacts":
            self._db.execute(
                f"""INSERT INTO dropped SELECT {literal(table.name)}, rid, 'opted_out'
                FROM {_who(table)} SEMI JOIN opted_out USING (person_id)"""
            )
            self._db.execute(
                f"""DELETE FROM failures WHERE tbl = {literal(table.name)}
                AND rid IN (SELECT rid FROM dropped WHERE tbl = {literal(table.name)}
                            AND why = 'opted_out')"""
            )

    def _drop_identical(self, table: Table) -> None:
        if table.identical_rows == "each":
            return
        columns = ", ".join(quoted(c.name) for c in table.columns)
        self._db.execute(
            f"""INSERT INTO dropped SELECT {literal(table.name)}, rid, 'identical'
            FROM {self._accepted(table)}
            QUALIFY row_number() OVER (PARTITION BY {columns} ORDER BY rid) > 1"""
        )

    def _fail_repeated_keys(self, table: Table) -> None:
        if not table.key:
            return
        key = ", ".join(quoted(name) for name in table.key)
        self._fail(
            table,
            "repeated_key",
            table.key[0],
            f"a value of {' + '.join(table.key)} not used on an earlier line",
            "keep the row that is right",
            f"""SELECT rid, 'a repeat with other values' FROM {self._accepted(table)}
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY rid) > 1""",
        )

    def _fail_unknown(self, table: Table, column: str, other: str) -> None:
        rows = self._accepted(table)
        if other == "patients":
            people, key = f"{rows} JOIN {_who(table)} USING (rid)", "person_id"
        else:
            people, key = rows, quoted(column)
        known = {"practices": "practices", "patients": "people", "caseload": "episodes"}
        name = {"practices": "practice_code", "patients": key, "caseload": "episode_id"}
        self._fail(
            table,
            f"unknown_in_{other}",
            column,
            f"one that is in {other}",
            f"add it to {other}, or correct it",
            f"""SELECT rid, 'a value that is not loaded from {other}' FROM {people}
            WHERE {key} IS NOT NULL
            AND {key} NOT IN (SELECT {name[other]} FROM {known[other]})""",
        )

    def _fail_outside_life(self, table: Table) -> None:
        if table is PATIENTS:
            return
        source = f"""{self._accepted(table)} r JOIN {_who(table)} USING (rid)
                     JOIN people p USING (person_id)"""
        for column in table.dates:
            self._fail(
                table,
                "before_birth",
                column,
                "a date not before birth",
                "correct the date, or the birth in patients",
                f"""SELECT rid, 'an earlier date' FROM {source}
                WHERE r.{quoted(column)} < p.born""",
            )
        if not table.in_registration or table.date is None:
            return
        day = f"r.{quoted(table.date)}"
        for rule, expected, condition in (
            ("before_registration", "a date from registered_from on",
             f"{day} < p.registered_from"),
            ("after_registration", "a date up to registered_to",
             f"{day} > p.registered_to"),
            ("after_death", "a date up to deceased_on", f"{day} > p.deceased_on"),
        ):  # fmt: skip
            self._fail(
                table,
                rule,
                table.date,
                expected,
                "correct the date, or the registration in patients",
                f"SELECT rid, 'a date outside it' FROM {source} WHERE {condition}",
            )

    def _know_practices(self) -> None:
        self._db.execute(
            f"""CREATE TABLE practices AS
            SELECT practice_code FROM {self._accepted(PRACTICES)}
            UNION SELECT practice_code FROM held_practices"""
        )

    def _know_people(self) -> None:
        """List the people events may belong to: this load's, then those held.

        A person whose own row is put aside is not known in this load even if held:
        the held row may be the one the new row corrects.
        """
        self._db.execute(
            f"""CREATE TABLE people AS
            SELECT person_id, practice_code,
                   coalesce(date_of_birth, make_date(birth_year, 1, 1)) AS born,
                   registered_from, registered_to, deceased_on
            FROM {self._accepted(PATIENTS)} JOIN {_who(PATIENTS)} USING (rid)
            UNION ALL
            SELECT person_id, practice_code, make_date(birth_year, 1, 1),
                   registered_from, registered_to, deceased_on
            FROM held_patients ANTI JOIN {_who(PATIENTS)} USING (person_id)"""
        )

    def _know_episodes(self) -> None:
        self._db.execute(
            f"""CREATE TABLE episodes AS
            SELECT episode_id, min(person_id) AS person_id
            FROM {rows_of(CASELOAD)} JOIN {_who(CASELOAD)} USING (rid)
            WHERE rid NOT IN (SELECT rid FROM failures WHERE tbl = 'caseload')
            GROUP BY episode_id
            UNION ALL
            SELECT episode_id, person_id FROM held_caseload
            WHERE episode_id NOT IN (SELECT episode_id FROM {rows_of(CASELOAD)}
                                     WHERE episode_id IS NOT NULL)"""
        )

    def _accepted(self, table: Table) -> str:
        return accepted(table)

    def _fail(
        self,
        table: Table,
        rule: str,
        column: str,
        expected: str,
        remedy: str,
        rows: str,
    ) -> None:
        parts = (table.name, rule, column, expected, remedy)
        name, rule, column, expected, remedy = map(literal, parts)
        self._db.execute(
            f"""INSERT INTO failures
            SELECT {name}, rid, {rule}, {column}, found, {expected}, {remedy}
            FROM ({rows}) AS broken(rid, found)"""
        )


def accepted(table: Table) -> str:
    """Return SQL for the rows of ``table`` that are neither put aside nor dropped."""
    name = literal(table.name)
    return f"""(SELECT * FROM {rows_of(table)}
        WHERE rid NOT IN (SELECT rid FROM failures WHERE tbl = {name})
        AND rid NOT IN (SELECT rid FROM dropped WHERE tbl = {name}))"""


def _who(table: Table) -> str:
    return quoted(f"who_{table.name}")


def _only(columns: str) -> str:
    names = ", ".join(part.split()[0] for part in columns.split(", "))
    return f"SELECT {names} FROM held_file"
