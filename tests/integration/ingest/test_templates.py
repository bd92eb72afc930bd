"""The template of a table loads as it is, alone with what it refers to or with all."""

from pathlib import Path

import pytest

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import load_extract
from data_access.ingest.extract.tables import TABLES
from data_access.operations.extract_tables import extract_tables, template
from data_access.operations.loading import load_local
from data_access.settings import read_settings
from data_access.store.evidence import Evidence


def with_references(name: str) -> set[str]:
    """Return a table, those its rows refer to, and what no load can do without."""
    wanted = {name, *(table.name for table in TABLES.values() if table.required)}
    for table in reversed(TABLES.values()):
        if table.name in wanted:
            wanted |= {other for _, other in table.references}
    return wanted


def written(folder: Path, names: set[str]) -> Path:
    folder.mkdir()
    for name in names:
        (folder / f"{name}.csv").write_bytes(template(name))
    return folder


@pytest.mark.parametrize("name", TABLES)
def test_a_template_loads_without_a_rejected_row(name: str, tmp_path: Path) -> None:
    names = with_references(name)
    loaded = load_extract(written(tmp_path / "files", names), tmp_path / "home")
    files = {file.table: (file.stored, file.rejected) for file in loaded.check.files}
    assert files == dict.fromkeys(names, (1, 0))
    assert not any(file.ignored_columns for file in loaded.check.files)


def test_all_templates_make_a_store_of_made_up_people(tmp_path: Path) -> None:
    folder = written(tmp_path / "files", set(TABLES))
    loaded = load_local(read_settings(home=tmp_path / "home"), folder)
    assert sum(file.stored for file in loaded.check.files) == len(TABLES)
    assert Evidence(tmp_path / "home").meta().synthetic


def test_a_description_has_every_column_and_a_value_for_what_is_required() -> None:
    for described in extract_tables():
        columns = TABLES[described.name].columns
        assert [row[0] for row in described.columns.rows] == [c.name for c in columns]
        for row, column in zip(described.columns.rows, columns, strict=True):
            assert row[2] == ("required" if column.required else "optional")
            assert row[1] != "left empty" or not column.required


def test_there_is_no_template_of_what_is_no_table() -> None:
    with pytest.raises(CareImpactError, match="no table x"):
        template("x")
