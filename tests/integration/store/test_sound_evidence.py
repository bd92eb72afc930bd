"""Evidence in which practices do not add up to their PCN is never used."""

from pathlib import Path

import duckdb
import pytest
from fixtures.homes.kept import Homes
from fixtures.lakes import small_lake

from data_access.errors import CareImpactError
from data_access.marts.build import require_sound
from data_access.store.evidence import Evidence


@pytest.fixture(scope="module")
def built(homes: Homes) -> bytes:
    home = homes.home("required", small_lake.make_home)
    return Evidence(home).current_file().read_bytes()


@pytest.fixture
def file(built: bytes, tmp_path: Path) -> Path:
    copy = tmp_path / "evidence.duckdb"
    copy.write_bytes(built)
    return copy


def changed(file: Path, statement: str) -> Path:
    with duckdb.connect(str(file)) as connection:
        (rows,) = connection.execute(statement).fetchone()
    assert rows
    return file


def test_what_was_built_is_sound(file: Path) -> None:
    require_sound(file)
    assert file.exists()


ONE_PRACTICE = """
    update indicator_month set numerator = numerator + 1
    where indicator = 'emergency' and practice_code = 'P1'
      and dimension = 'all' and cohort = 'all'
"""
EVERY_PRACTICE = "delete from indicator_month where practice_code <> 'all'"
A_MONTH = """
    delete from indicator_month
    where practice_code <> 'all' and indicator = 'emergency' and month = (
    select max(month) from indicator_month where indicator = 'emergency')
"""


@pytest.mark.parametrize("statement", [ONE_PRACTICE, EVERY_PRACTICE, A_MONTH])
def test_practices_that_do_not_add_up_are_refused(file: Path, statement: str) -> None:
    with pytest.raises(CareImpactError, match="does not add up"):
        require_sound(changed(file, statement))
    assert not file.exists()
