"""A whole folder: every file named, every row accounted for, every error a sentence."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data_access.errors import CareImpactError
from data_access.ingest.published.read_published import (
    join_report,
    read_published,
    write_published,
)
from data_access.ingest.published.sources.catalogue import FEEDS
from data_access.ingest.published.sources.files import READ, REFUSED, SKIPPED, UNKNOWN
from data_access.ingest.published.sources.tables import FEED_TABLES

REPOSITORY = Path(__file__).parents[4]
FIXTURES = REPOSITORY / "tests" / "fixtures" / "published"


@pytest.fixture(scope="module")
def data():
    return read_published(FIXTURES)


@pytest.fixture(scope="module")
def report(data):
    return {row.source_id: row for row in join_report(data)}


def rows(data, table):
    return data.tables[table].to_pylist()


def test_every_file_is_named_with_what_became_of_it(data):
    files = {path for path in FIXTURES.rglob("*") if path.is_file()}
    assert {file.path for file in data.files} == files
    aside = {file.name: file.reason for file in data.with_status(SKIPPED)}
    assert aside["README.md"] == "a document, not data"
    assert not data.with_status(REFUSED)
    assert not data.with_status(UNKNOWN)


def test_every_table_and_source_is_filled(data):
    assert set(data.tables) == set(FEED_TABLES)
    assert all(table.num_rows for table in data.tables.values())
    assert {file.source_id for file in data.with_status(READ)} == {
        source.id for source in FEEDS
    }
    assert {name for source in FEEDS for name in source.fills} == set(FEED_TABLES)


def test_every_row_read_is_joined_or_not_or_rejected(data, report):
    assert set(report) == {source.id for source in FEEDS}
    for row in report.values():
        joined = row.rows_joined + row.rows_not_joined
        assert row.rows_read == joined + row.rows_rejected
        assert row.rows_joined == sum(row.maps.values())
        files = [f for f in data.with_status(READ) if f.source_id == row.source_id]
        assert row.rows_read == sum(file.rows_read for file in files)
        assert joined == sum(file.rows_kept for file in files)
        for word, count in (
            ("rejected", row.rows_rejected),
            ("not joined", row.rows_not_joined),
        ):
            told = [why for why in row.reasons if f" {word}: " in why]
            assert sum(int(why.split()[0].replace(",", "")) for why in told) == count


def test_outcomes_join_the_42_icb_maps_and_later_files_the_36(report):
    for source_id in ("ae_icb", "smi_checks", "ld_checks", "icb_codes"):
        assert all(held.startswith("2025") for held in report[source_id].maps)
    for source_id in ("list_size", "workforce_individual"):
        assert set(report[source_id].maps) == {"2026-07-01"}
    assert report["workforce_panel"].maps == {"2025-11-01": 10, "ePCN": 3}


def test_what_is_not_joined_is_said_in_words(report):
    assert report["list_size"].reasons == (
        "7 rows not joined: PCN code U: patients of practices in no PCN",
    )


def test_the_official_workforce_file_is_kept_before_the_panel(data, report):
    june = [r for r in rows(data, "workforce") if r["as_at"].year == 2026]
    assert {r["source"] for r in june} == {"individual-level"}
    assert len(june) == 6
    (coordinators,) = [
        r["fte"] for r in june if r["pcn_code"] == "U90001" and "coord" in r["role"]
    ]
    assert coordinators == pytest.approx(2.1)
    assert any(
        "3 rows rejected: already read from PCNWFIndividualCSV.062026.zip" in why
        for why in report["workforce_panel"].reasons
    )


def test_a_return_is_told_from_no_return(data):
    returns = {(r["pcn_code"], str(r["as_at"])) for r in rows(data, "workforce_return")}
    assert ("U90002", "2025-10-31") in returns
    assert ("U90003", "2025-10-31") not in returns
    assert ("U90003", "2026-06-30") not in returns
    assert {
        (r["pcn_code"], str(r["as_at"])) for r in rows(data, "workforce")
    } == returns


def test_areas_are_filled_from_other_files(data):
    (beech, *_) = [r for r in rows(data, "workforce") if r["pcn_code"] == "U90003"]
    assert (beech["sub_icb_code"], beech["icb_code"]) == ("90C", "QBB")
    assert {r["icb_ods_code"] for r in rows(data, "admissions_icb")} == {"QAA", "QBB"}
    codes = {r["ons_code"]: r["ods_code"] for r in rows(data, "org_icb_code")}
    assert codes["E54000903"] == "QCC"  # only on the map of 2026


def test_no_table_has_two_rows_of_one_key(data):
    for name, table in data.tables.items():
        keys = table.select(list(FEED_TABLES[name].key)).to_pylist()
        assert len({tuple(key.values()) for key in keys}) == len(keys)


def test_the_same_files_twice_change_nothing_but_the_count(data, tmp_path):
    shutil.copytree(FIXTURES, tmp_path / "a")
    shutil.copytree(FIXTURES, tmp_path / "b")
    twice = read_published(tmp_path)
    for name, table in data.tables.items():
        assert twice.tables[name].equals(table)
    for once, again in zip(join_report(data), join_report(twice), strict=True):
        assert again.rows_read == 2 * once.rows_read
        assert again.rows_joined == once.rows_joined
        assert again.rows_not_joined == once.rows_not_joined


def test_tables_are_written_as_they_are(data, tmp_path):
    written = write_published(data, tmp_path / "version")
    for name, table in data.tables.items():
        assert pq.read_table(tmp_path / "version" / f"{name}.parquet").equals(table)
        assert written[name] == table.num_rows
    assert written["published_file"] == len(data.files)
    assert written["published_join"] == len(FEEDS)
    told = pq.read_table(tmp_path / "version" / "published_join.parquet").to_pylist()
    assert told[0]["maps"] == "2025-11-01, 2025-12-01, 2026-07-01"
    assert {path.stem for path in (tmp_path / "version").iterdir()} == set(written)


def test_one_file_is_enough(tmp_path):
    shutil.copy(FIXTURES / "qof/PREVALENCE_2425.csv.gz", tmp_path)
    alone = read_published(tmp_path)
    assert set(alone.tables) == {"qof_register"}
    (row,) = join_report(alone)
    assert (row.rows_joined, row.rows_not_joined) == (0, 8)
    assert set(write_published(alone, tmp_path / "out")) == {
        "qof_register",
        "published_aside",
        "published_file",
        "published_join",
    }


def test_a_broken_file_does_not_stop_the_others(tmp_path):
    shutil.copy(FIXTURES / "qof/PREVALENCE_2425.csv.gz", tmp_path)
    (tmp_path / "map.zip").write_bytes(b"PK\x03\x04")
    told = []
    partial = read_published(tmp_path, told.append)
    (broken,) = partial.with_status(REFUSED)
    assert broken.reason == (
        "map.zip is damaged or was not downloaded whole; download it again."
    )
    assert told == [
        "PREVALENCE_2425.csv.gz: 8 rows",
        f"map.zip: {broken.reason}",
    ]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda folder: folder.rmdir(), "There is no folder"),
        (lambda folder: None, "None of the 0 files"),
        (
            lambda folder: (folder / "notes.csv").write_text("a,b\n1,2\n"),
            "None of the 1 files",
        ),
        (
            lambda folder: (folder / "map.zip").write_bytes(b"PK"),
            "map.zip is damaged",
        ),
    ],
)
def test_nothing_to_read_is_one_sentence_with_the_remedy(tmp_path, make, sentence):
    folder = tmp_path / "open"
    folder.mkdir()
    make(folder)
    with pytest.raises(CareImpactError, match=sentence) as caught:
        read_published(folder)
    assert "\n" not in str(caught.value)


def test_the_data_dictionary_names_every_source_table_and_column():
    text = (REPOSITORY / "docs" / "data-dictionary-published.md").read_text("utf-8")
    for source in FEEDS:
        assert source.title in text
        assert source.publication in text
    for name, table in FEED_TABLES.items():
        (line,) = [
            line for line in text.splitlines() if line.startswith(f"| `{name}` |")
        ]
        told = [part.strip().strip("`") for part in line.split("|")[2].split(",")]
        assert told == table.schema.names
