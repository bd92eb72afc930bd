"""Which change of the code makes the marts be built again, and which does not."""

import shutil
from pathlib import Path

import pytest

import data_access
from data_access.version import (
    SOURCE_DIGEST,
    marts_digest,
    marts_sources,
    source_digest,
)

PACKAGE = Path(data_access.__file__).parent


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Give a copy of the package that a test may change."""
    only = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(PACKAGE, tmp_path / "data_access", ignore=only))


def changed(package: Path, name: str) -> bool:
    """Say whether a change of one file changes the digest of what makes marts."""
    before = marts_digest(package)
    file = package / name
    assert file.is_file()
    file.write_text(f"{file.read_text('utf-8')}\n# another line\n", encoding="utf-8")
    marts_digest.cache_clear()
    return marts_digest(package) != before


@pytest.mark.parametrize(
    "name",
    [
        "marts/build.py",
        "marts/care/counts_reach.py",
        "marts/impact/impact_people.py",
        "marts/published/published_pcn.py",
        "catalogue/records/caseload.toml",
        "catalogue/outcome_measures.py",
        "catalogue/complexity.toml",
        "disclosure/rule.py",
        "ingest/extract/codes.py",
        "ingest/extract/tables.py",
        "marts/care/__init__.py",
    ],
)
def test_a_change_of_what_makes_a_mart_changes_the_digest(
    package: Path, name: str
) -> None:
    assert changed(package, name)


@pytest.mark.parametrize(
    "name",
    [
        "questions/filters/__init__.py",
        "door.py",
        "queries/places.py",
        "ingest/extract/read_csv.py",
        "cli/commands.py",
        "demo/world.py",
    ],
)
def test_a_change_of_what_reads_marts_does_not(package: Path, name: str) -> None:
    assert not changed(package, name)


def test_no_page_is_among_what_makes_marts_and_every_mart_is() -> None:
    sources = marts_sources(PACKAGE)
    assert set((PACKAGE / "marts").rglob("*.py")) <= sources
    assert {file.relative_to(PACKAGE).parts[0] for file in sources}.isdisjoint(
        {"questions", "queries", "cli", "state", "demo"}
    )


def test_moving_code_between_two_files_is_a_change(package: Path) -> None:
    before = marts_digest(package)
    one, two = package / "marts/attach.py", package / "marts/steps.py"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    marts_digest.cache_clear()
    assert marts_digest(package) != before


def test_records_count_among_the_sources_of_answers(package: Path) -> None:
    assert source_digest(package) == SOURCE_DIGEST
    costs = package / "catalogue" / "costs.toml"
    costs.write_text(f"{costs.read_text('utf-8')}\n", encoding="utf-8")
    assert source_digest(package) != SOURCE_DIGEST
