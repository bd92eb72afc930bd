"""The evidence is built again where the code that made it changed, and only then."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data_access.ingest.published.published_lake import current_published
from data_access.ingest.published.sources.tables import FEED_TABLES
from data_access.marts import build
from data_access.operations.loading import load_published, rebuild
from data_access.settings import Settings, read_settings
from data_access.store.evidence import Evidence

PUBLISHED = Path(__file__).parents[2] / "fixtures" / "published"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = read_settings(home=tmp_path_factory.mktemp("home"))
    load_published(settings, PUBLISHED)
    return settings


def test_evidence_of_other_code_is_built_again_and_swapped_in(
    loaded: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = Evidence(loaded.home)
    before = evidence.current_file()
    made = before.stat().st_mtime_ns
    assert rebuild(loaded) == before
    assert before.stat().st_mtime_ns == made, "the same code builds nothing"
    monkeypatch.setattr(build, "marts_digest", lambda: "of other code")
    after = rebuild(loaded)
    assert after != before
    assert evidence.current_file() == after


def test_published_files_of_before_a_column_are_built_from(loaded: Settings) -> None:
    folder = current_published(loaded.home)
    assert folder is not None
    for name, table in FEED_TABLES.items():
        file = folder / f"{name}.parquet"
        if file.exists():
            lost = [column for column in table.schema.names if column not in table.key]
            pq.write_table(pq.read_table(file).drop_columns(lost), file)
    (folder / "smi_checks.parquet").unlink()
    for file in (loaded.home / "evidence").glob("*.duckdb"):
        file.unlink()  # no evidence of before may be taken up again
    built = rebuild(loaded)
    assert Evidence(loaded.home).current_file() == built
