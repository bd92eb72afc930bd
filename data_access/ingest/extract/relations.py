"""The rules that need other rows or tables: keys, references and life spans."""

# ruff: noqa: S608  # SQL is made of names from tables.py; values of files never enter it

import datetime as dt
from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from data_access.ingest.extract.combined_rows import combine_rows
from data_access.ingest.extract.contact_episodes import (
    find_episodes,
    prepare_episodes,
)
from data_access.ingest.extract.contract import FileSpec
from data_access.ingest.extract.load_database import (
    day_of,
    insert_stored,
    literal,
    quoted,
)
from data_access.ingest.extract.patient_list import Leavers
from data_access.ingest.extract.profiles import Combine
from data_access.ingest.extract.record_ids import shield_record_ids
from data_access.ingest.extract.rules import keeps, latest_day
from data_access.ingest.extract.staging import accepted, drop_values, rows_of
from data_access.ingest.extract.tables import (
    CASELOAD,
    CONTACTS,
    PATIENTS,
    PRACTICES,
    TABLES,
)
from data_access.store.lake import LakeVersion
from data_access.store.pseudonyms import Keys

_STORED_COLUMNS = {
    "practices": "practice_code VARCHAR",
    "patients": "person_id VARCHAR, practice_code VARCHAR, birth_year INTEGER, "
    "registered_from DATE, registered_to DATE, deceased_on DATE, month_only VARCHAR",
    "caseload": "episode_id VARCHAR, person_id VARCHAR, opened_on DATE, "
    "closed_on DATE, month_only VARCHAR",
}

# For each table referred to: the table of known rows in the load database, its key.
_KNOWN = {
    "practices": ("practices", "practice_code"),
    "patients": ("people", "person_id"),
    "caseload": ("episodes", "episode_id"),
}


OUTSIDE_LIST = ("after_death", "after_registration", "before_registration")
"""Why an event of a person on the list is not of the list, the first reason first."""


class Relations:
    """Validate staged tables against each other and against the current version.

    Call ``validate`` once per table, after the tables it refers to. ``erased`` are the
    marks of people who must not come back: they are dropped like those who opted out.
    ``whole_on``: the day on which the list of patients is whole, if it is.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        keys: Keys,
        current: LakeVersion | None,
        erased: frozenset[str] = frozenset(),
        whole_on: dt.date | None = None,
    ) -> None:
        self._db = connection
        self._keys = keys
        self._erased = erased
        self._whole_on = whole_on
        connection.execute("CREATE TABLE ids (raw VARCHAR, person_id VARCHAR)")
        connection.execute("CREATE TABLE opted_out (person_id VARCHAR)")
        prepare_episodes(connection)
        connection.execute("CREATE TABLE leavers (person_id VARCHAR)")
        for table in TABLES.values():
            connection.execute(
                f"CREATE TABLE {_who(table)} (rid BIGINT, person_id VARCHAR)"
            )
        for name, columns in _STORED_COLUMNS.items():
            self._read_stored(name, current, columns)

    def validate(
        self, table: FileSpec, combines: Mapping[Combine, Sequence[int]] | None = None
    ) -> None:
        """Apply every rule between rows to the staged rows of ``table``.

        ``combines`` gives, for each way to combine rows, the files it applies to.
        """
        if self._is_empty(table):
            self._know(table)
            return
        self._identify(table)
        for combine, files in (combines or {}).items():
            combine_rows(self._db, table, files, combine)
        self._drop_identical(table)
        self._fail_repeated_keys(table)
        for column, other in table.references:
            if table.of_hospitals and other == "patients":
                self._leave_out_of_other_lists(table)
            self._fail_unknown(table, column, other)
        if (table.has_person or table is CONTACTS) and table is not PATIENTS:
            self._fail_outside_life(table)
        drop_values(self._db, table, rows_of(table))
        self._know(table)

    def _identify(self, table: FileSpec) -> None:
        """Tell whose each row is, and drop those of people who opted out."""
        of_people = table.has_person or table is CONTACTS
        if of_people:
            self._name_ids(table)
        if table is CONTACTS:
            find_episodes(self._db)
        if any(column.kind == "record" for column in table.columns):
            shield_record_ids(self._db, self._keys, table)
        if of_people:
            self._name_people(table)
            if table is PATIENTS:
                self._know_opted_out()
            self._drop_opted_out(table)

    def _is_empty(self, table: FileSpec) -> bool:
        row = self._db.execute(f"SELECT 1 FROM {rows_of(table)} LIMIT 1").fetchone()
        return row is None

    def _read_stored(
        self, name: str, current: LakeVersion | None, columns: str
    ) -> None:
        self._db.execute(f"CREATE TABLE stored_{name} ({columns})")
        rows = current.read(name) if current else None
        insert_stored(self._db, f"stored_{name}", rows)

    def _name_ids(self, table: FileSpec) -> None:
        """Compute the pseudonym of every new identifier, in memory."""
        identifiers = self._db.execute(
            f"""SELECT DISTINCT patient_id FROM {rows_of(table)}
            WHERE patient_id IS NOT NULL
            AND patient_id NOT IN (SELECT raw FROM ids)"""
        ).to_arrow_table()["patient_id"]
        pseudonyms = pa.array(
            self._keys.pseudonyms(identifiers.to_pylist()), pa.string()
        )
        self._db.register(
            "new_ids", pa.table({"raw": identifiers, "person_id": pseudonyms})
        )
        self._db.execute("INSERT INTO ids SELECT raw, person_id FROM new_ids")
        self._db.unregister("new_ids")

    def _name_people(self, table: FileSpec) -> None:
        """Note the person of every row of ``table`` that has one."""
        if table is CONTACTS:
            source = f"{rows_of(table)} JOIN episodes USING (episode_id)"
        else:
            source = f"{rows_of(table)} JOIN ids ON patient_id = raw"
        self._db.execute(
            f"INSERT INTO {_who(table)} SELECT rid, person_id FROM {source}"
        )

    def _know_opted_out(self) -> None:
        self._db.execute(
            f"""INSERT INTO opted_out SELECT DISTINCT person_id
            FROM {rows_of(PATIENTS)} JOIN {_who(PATIENTS)} USING (rid)
            WHERE opted_out"""
        )
        people = self._db.execute("SELECT raw, person_id FROM ids").fetchall()
        erased = [
            person
            for raw, person in people
            if self._erased and self._keys.erasure_mark(raw) in self._erased
        ]
        self._db.execute("INSERT INTO opted_out SELECT unnest(?)", [erased])

    def _know_leavers(self) -> None:
        """Note who is registered at the practices of a whole list, and not in it."""
        self.leavers = Leavers(on=self._whole_on)
        if self._whole_on is None:
            return
        day = day_of(self._whole_on)
        registered = f"""stored_patients WHERE practice_code IN (
                SELECT practice_code FROM {accepted(PATIENTS)})
            AND registered_from <= {day} AND deceased_on IS NULL
            AND coalesce(registered_to > {day}, true)
            AND person_id NOT IN (SELECT person_id FROM opted_out)"""
        self._db.execute(
            f"""INSERT INTO leavers SELECT DISTINCT person_id FROM {registered}
            AND person_id NOT IN (SELECT person_id FROM {_who(PATIENTS)})"""
        )
        left, people = self._db.execute(
            f"""SELECT (SELECT count(*) FROM leavers),
                       (SELECT count(DISTINCT person_id) FROM {registered})"""
        ).fetchone() or (0, 0)
        self.leavers = Leavers(left, people, self._whole_on)

    def _drop_opted_out(self, table: FileSpec) -> None:
        name = literal(table.name)
        self._db.execute(
            f"""INSERT INTO dropped SELECT {name}, rid, 'opted_out'
            FROM {_who(table)} SEMI JOIN opted_out USING (person_id)
            WHERE rid NOT IN (SELECT rid FROM dropped WHERE tbl = {name})"""
        )
        self._db.execute(
            f"""DELETE FROM failures WHERE tbl = {name} AND rid IN (
                SELECT rid FROM dropped WHERE tbl = {name} AND why = 'opted_out')"""
        )

    def _drop_identical(self, table: FileSpec) -> None:
        if table.identical_rows == "each":
            return
        columns = ", ".join(quoted(c.name) for c in table.columns)
        self._db.execute(
            f"""INSERT INTO dropped SELECT {literal(table.name)}, rid, 'identical'
            FROM {accepted(table)}
            QUALIFY row_number() OVER (PARTITION BY {columns} ORDER BY rid) > 1"""
        )

    def _fail_repeated_keys(self, table: FileSpec) -> None:
        if not table.key:
            return
        key = ", ".join(quoted(name) for name in table.key)
        self._fail(
            table,
            "repeated_key",
            table.key[0],
            f"a value of {' + '.join(table.key)} not used on an earlier line",
            "keep the correct row",
            f"""SELECT rid, 'a repeated key with different values'
            FROM {accepted(table)}
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY rid) > 1""",
        )

    def _fail_unknown(self, table: FileSpec, column: str, other: str) -> None:
        known_table, key = _KNOWN[other]
        rows = accepted(table)
        if other == "patients":
            rows, value = f"{rows} JOIN {_who(table)} USING (rid)", "person_id"
        else:
            value = quoted(column)
        self._fail(
            table,
            f"unknown_in_{other}",
            column,
            f"a value that is in {other}",
            f"add it to {other}, or correct it",
            f"""SELECT rid, 'a value that is not in {other}' FROM {rows}
            WHERE {value} IS NOT NULL
            AND {value} NOT IN (SELECT {key} FROM {known_table})""",
        )

    def _leave_out_of_other_lists(self, table: FileSpec) -> None:
        """Leave out hospital rows of people in no list of this load or the store.

        Of a person whose own row is rejected they are rejected too, to be corrected.
        """
        self._db.execute(
            f"""INSERT INTO dropped SELECT {literal(table.name)}, rid, 'not_on_list'
            FROM {accepted(table)} JOIN {_who(table)} USING (rid)
            WHERE person_id NOT IN (SELECT person_id FROM people)
            AND person_id NOT IN (SELECT person_id FROM {_who(PATIENTS)})"""
        )

    def _fail_outside_life(self, table: FileSpec) -> None:
        """Find dates before birth, and events outside the registration."""
        remedy = "correct the date, or the {} in patients"
        rules = [
            ("before_birth", name, "a date not before birth", remedy.format("birth"),
             "an earlier date", f"{quoted(f'last {name}')} < born")
            for name in table.dates
        ]  # fmt: skip
        if table.in_registration and table.date:
            day, repair = quoted(table.date), remedy.format("registration")
            last = quoted(f"last {table.date}")
            outside = "a date outside the registration"
            rules += [
                (rule, table.date, expected, repair, outside, condition)
                for rule, expected, condition in (
                    ("before_registration", "a date on or after registered_from",
                     f"{last} >= born AND {last} < registered_from"),
                    ("after_registration", "a date on or before registered_to",
                     f"{day} >= born AND {day} > registered_to"),
                    ("after_death", "a date on or before deceased_on",
                     f"{day} >= born AND {day} > deceased_on"),
                )
            ]  # fmt: skip
        broken = " UNION ALL ".join(
            f"SELECT rid, {', '.join(map(literal, texts))} FROM lives WHERE {condition}"
            for *texts, condition in rules
        )
        dates = ", ".join(
            f"r.{quoted(name)}, {latest_day(name, 'r.')} AS {quoted(f'last {name}')}"
            for name in table.dates
        )
        self._db.execute(
            f"""CREATE TABLE outside AS
            WITH lives AS MATERIALIZED (
                SELECT rid, {dates}, p.born, p.registered_from, p.registered_to,
                       p.deceased_on
                FROM {accepted(table)} r JOIN {_who(table)} USING (rid)
                JOIN people p USING (person_id))
            SELECT {literal(table.name)} AS tbl, *
            FROM ({broken}) AS broken(rid, rule, col, expected, remedy, found)"""
        )
        if table.of_hospitals:
            # One reason a row, the first of them: who died is also registered no more.
            outside = ", ".join(map(literal, OUTSIDE_LIST))
            self._db.execute(
                f"""INSERT INTO dropped SELECT tbl, rid, min(rule) FROM outside
                WHERE rule IN ({outside}) GROUP BY tbl, rid"""
            )
            self._db.execute(f"DELETE FROM outside WHERE rule IN ({outside})")
        kept = [name for name in table.dates if keeps(table.column(name)) == "true"]
        names = ", ".join(map(literal, kept)) or "NULL"
        for notes, which in (("unrecorded", f"col IN ({names})"), ("failures", "true")):
            self._db.execute(f"INSERT INTO {notes} BY NAME FROM outside WHERE {which}")
            self._db.execute(f"DELETE FROM outside WHERE {which}")
        self._db.execute("DROP TABLE outside")

    def _know(self, table: FileSpec) -> None:
        """Note the keys that later tables may refer to."""
        if table is PRACTICES:
            self._db.execute(
                f"""CREATE TABLE practices AS
                SELECT practice_code FROM {accepted(PRACTICES)}
                UNION SELECT practice_code FROM stored_practices"""
            )
        elif table is PATIENTS:
            self._know_leavers()
            # A person whose own row is rejected is not known in this load, even if
            # stored: the stored row may be the one that the new row corrects.
            left, died = latest_day("registered_to"), latest_day("deceased_on")
            self._db.execute(
                f"""CREATE TABLE people AS
                SELECT person_id, practice_code,
                       coalesce(date_of_birth, make_date(birth_year, 1, 1)) AS born,
                       registered_from, {left} AS registered_to, {died} AS deceased_on
                FROM {accepted(PATIENTS)} JOIN {_who(PATIENTS)} USING (rid)
                UNION ALL
                SELECT person_id, practice_code, make_date(birth_year, 1, 1),
                       registered_from,
                       CASE WHEN person_id IN (SELECT person_id FROM leavers)
                            THEN {day_of(self._whole_on)} ELSE {left} END, {died}
                FROM stored_patients ANTI JOIN {_who(PATIENTS)} USING (person_id)"""
            )
        elif table is CASELOAD:
            # Episodes of people who opted out are known, so that their contacts are
            # dropped and counted with them.
            closed = latest_day("closed_on")
            self._db.execute(
                f"""CREATE TABLE episodes AS
                SELECT episode_id, min(person_id) AS person_id,
                       min(opened_on) AS opened_on, max({closed}) AS closed_on
                FROM {rows_of(CASELOAD)} JOIN {_who(CASELOAD)} USING (rid)
                WHERE rid NOT IN (SELECT rid FROM failures WHERE tbl = 'caseload')
                AND episode_id IS NOT NULL
                GROUP BY episode_id
                UNION ALL
                SELECT episode_id, person_id, opened_on, {closed}
                FROM stored_caseload
                WHERE episode_id NOT IN (
                    SELECT episode_id FROM {rows_of(CASELOAD)}
                    WHERE episode_id IS NOT NULL)"""
            )

    def _fail(
        self,
        table: FileSpec,
        rule: str,
        column: str,
        expected: str,
        remedy: str,
        rows: str,
    ) -> None:
        kept = keeps(table.column(column)) == "true"
        texts = (table.name, rule, column, expected, remedy)
        name, rule, column, expected, remedy = map(literal, texts)
        self._db.execute(
            f"""INSERT INTO {"unrecorded" if kept else "failures"}
            SELECT {name}, rid, {rule}, {column}, found, {expected}, {remedy}, NULL
            FROM ({rows}) AS broken(rid, found)"""
        )


def _who(table: FileSpec) -> str:
    return quoted(f"who_{table.name}")
