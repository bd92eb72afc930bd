"""A lake that an earlier version of the product wrote is served by today's code."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import ibis
import pyarrow.parquet as pq
import pytest
from fixtures.homes.every_callback import regions, texts
from fixtures.homes.extract_files import write_csv
from fixtures.homes.extract_loads import load, table
from fixtures.homes.old_home import OPTIONAL, PERSON, old_home, older_home, without
from ibis.backends.duckdb import Backend

from app import create_app
from data_access.ingest.extract.tables import TABLES
from data_access.marts.lake_tables import lake_table
from data_access.operations.forget import forget
from data_access.operations.loading import rebuild
from data_access.operations.rollback import rollback
from data_access.operations.rotate_key import rotate_key
from data_access.settings import read_settings
from data_access.store import lake
from data_access.store.evidence import Evidence

FAILED = "could not be drawn"


@pytest.mark.parametrize("make", [old_home, older_home])
def test_every_page_answers_from_an_old_lake(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    settings = read_settings(home=make(tmp_path / "home"))
    rebuild(settings)
    assert Evidence(settings.home).meta().last_month == date(2026, 10, 1)
    client = create_app(settings).server.test_client()
    shown = {id_: " ".join(texts(part)) for id_, part in regions(client).items()}
    assert {id_ for id_, said in shown.items() if FAILED in said} == set()
    words = {word for said in shown.values() for word in said.split()}
    assert not words & {"nan", "nan%", "inf", "£nan", "−inf"}


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> lake.LakeVersion:
    held = lake.current_version(old_home(tmp_path_factory.mktemp("old") / "home"))
    assert held is not None
    return held


@pytest.fixture(scope="module")
def backend() -> Backend:
    return ibis.duckdb.connect()


@pytest.mark.parametrize(("name", "column"), OPTIONAL)
def test_a_column_the_lake_was_written_without_is_empty(
    name: str,
    column: str,
    version: lake.LakeVersion,
    backend: Backend,
    tmp_path: Path,
) -> None:
    whole = version.read(name)
    assert whole is not None
    file = tmp_path / f"{name}.parquet"
    older = without(whole, name, column)
    pq.write_table(older, file)
    read = lake_table(backend, name, file)
    today = lake_table(backend, name, version.path / file.name)
    assert set(read.columns) == set(TABLES[name].lake_columns)
    assert read.schema()[column] == today.schema()[column]
    assert read[column].notnull().sum().execute() == 0
    assert read.to_pyarrow().select(older.column_names).equals(older)


def test_a_load_fills_the_new_columns_of_an_old_lake(tmp_path: Path) -> None:
    home = older_home(tmp_path / "home")
    before = table(home, "attendances")
    write_csv(
        tmp_path / "new",
        {
            "attendances": [
                {
                    "patient_id": PERSON,
                    "attended_on": "2026-11-03",
                    "department_type": "1",
                    "conveyed": "true",
                }
            ]
        },
    )
    report = load(tmp_path / "new", home, key=None, allow_fewer=True)
    assert report.stored
    after = table(home, "attendances")
    assert list(after[0]) == list(TABLES["attendances"].lake_columns)
    assert len(after) == len(before) + 1
    known = [row["conveyed"] for row in after if row["conveyed"] is not None]
    assert known == [True]


def test_an_old_lake_can_be_erased_from_renamed_and_gone_back_to(
    tmp_path: Path,
) -> None:
    home = older_home(tmp_path / "home")
    people = {row["person_id"] for row in table(home, "patients")}
    assert forget(home, PERSON).versions == 1
    left = {row["person_id"] for row in table(home, "patients")}
    assert len(left) == len(people) - 1
    rotate_key(home)
    renamed = {row["person_id"] for row in table(home, "patients")}
    assert len(renamed) == len(left)
    assert not renamed & left
    assert rollback(home, "0001").name == "0001"
