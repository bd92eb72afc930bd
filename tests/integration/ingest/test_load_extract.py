"""A folder of files becomes a version of the lake."""

import datetime as dt
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fixtures.homes.extract_files import small_extract, write_csv, write_parquet
from fixtures.homes.extract_loads import KEY, TODAY, accounted, load, report_of, table

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import check_extract
from data_access.ingest.extract.tables import TABLES
from data_access.operations.load_history import load_history
from data_access.store import lake
from data_access.store.pseudonyms import Keys


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_every_table_of_the_contract_is_stored_with_every_column(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    report = load(write_csv(tmp_path / "in", extract), home)

    assert report.stored
    for name, rows in extract.items():
        version = lake.current_version(home)
        assert version is not None
        stored = version.read(name)
        assert stored is not None
        assert stored.num_rows == len(rows)
        assert stored.column_names == list(TABLES[name].lake_columns)
        assert version.manifest.tables[name].rows == len(rows)


def test_csv_and_parquet_give_the_same_tables(tmp_path: Path) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "csv", extract), tmp_path / "one")
    load(write_parquet(tmp_path / "parquet", extract), tmp_path / "two")

    for name in extract:
        assert table(tmp_path / "one", name) == table(tmp_path / "two", name)


def test_parquet_with_its_own_types_is_read_as_well(tmp_path: Path, home: Path) -> None:
    extract = small_extract()
    write_csv(tmp_path / "in", extract)
    (tmp_path / "in" / "patients.csv").unlink()
    rows = extract["patients"]
    typed = pa.table(
        {
            "patient_id": pa.array([int(row["patient_id"]) for row in rows]),
            "practice_code": [row["practice_code"] for row in rows],
            # As pandas writes whole numbers with gaps, and dates as timestamps.
            "birth_year": pa.array([float(row["birth_year"]) for row in rows]),
            "sex": pa.array([row["sex"] for row in rows]).dictionary_encode(),
            "registered_from": pa.array(
                [dt.datetime(2010, 4, 1)] * len(rows), pa.timestamp("ns")
            ),
            "imd_decile": pa.array([None] * len(rows), pa.int64()),
            "opted_out": pa.array([False] * len(rows)),
        }
    )
    pq.write_table(typed, tmp_path / "in" / "patients.parquet")

    report = load(tmp_path / "in", home)

    assert report_of(report, "patients").stored == len(rows)
    stored = table(home, "patients")
    assert {row["registered_from"] for row in stored} == {dt.date(2010, 4, 1)}
    assert sorted(row["birth_year"] for row in stored) == list(range(1930, 1970))


def test_people_are_stored_under_the_hmac_of_their_identifier(
    tmp_path: Path, home: Path
) -> None:
    load(write_csv(tmp_path / "in", small_extract()), home)

    # RFC 2104 by hand, so that a change of construction is noticed.
    import hashlib

    def digest(identifier: str) -> str:
        block = KEY.encode().ljust(64, b"\0")
        inner = bytes(b ^ 0x36 for b in block)
        outer = bytes(b ^ 0x5C for b in block)
        first = hashlib.sha256(inner + identifier.encode()).digest()
        return hashlib.sha256(outer + first).hexdigest()[:32]

    expected = {digest(row["patient_id"]) for row in small_extract()["patients"]}
    assert {row["person_id"] for row in table(home, "patients")} == expected


def test_an_nhs_number_with_spaces_is_the_same_person(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    number = extract["admissions"][0]["patient_id"]
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    extract["admissions"][0]["patient_id"] = spaced

    report = load(write_csv(tmp_path / "in", extract), home)

    assert report_of(report, "admissions").rejected == 0


def test_no_identifier_of_the_files_is_anywhere_in_the_home_folder(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    extract["patients"][0]["opted_out"] = "true"
    extract["admissions"][3]["admitted_on"] = "soon"
    extract["caseload"][1]["episode_id"] = f"{extract['caseload'][1]['patient_id']}-7"
    extract["contacts"][1]["episode_id"] = extract["caseload"][1]["episode_id"]
    extract["contacts"][9]["episode_id"] = extract["caseload"][1]["episode_id"]
    report = load(write_csv(tmp_path / "in", extract), home, key=None)

    assert report_of(report, "contacts").stored == 14  # two of the opted-out person
    secrets = [row["patient_id"].encode() for row in extract["patients"]]
    for path in (home).rglob("*"):
        if path.suffix == ".parquet":
            text = str(pq.read_table(path).to_pylist()).encode()
        else:
            text = path.read_bytes() if path.is_file() else b""
        assert not any(secret in text + str(path.name).encode() for secret in secrets)
    said = repr(report) + "".join(
        str(problem) for file in report.check.files for problem in file.problems
    )
    assert not any(secret.decode() in said for secret in secrets)


def test_a_date_of_birth_is_cut_to_its_year(tmp_path: Path, home: Path) -> None:
    extract = small_extract()
    for row in extract["patients"]:
        row["date_of_birth"] = f"{row['birth_year']}-10-13"
        row["birth_year"] = ""
    load(write_csv(tmp_path / "in", extract), home)

    stored = table(home, "patients")
    assert sorted(row["birth_year"] for row in stored) == list(range(1930, 1970))
    assert not any(
        isinstance(v, dt.date) and v.month == 10 for r in stored for v in r.values()
    )


def test_people_who_opted_out_are_dropped_everywhere_and_counted(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    extract["patients"][0] |= {"opted_out": "TRUE", "sex": "not a sex"}
    report = load(write_csv(tmp_path / "in", extract), home)

    gone = {file.table: file.opted_out for file in report.check.files if file.opted_out}
    assert gone == {
        "patients": 1, "cohorts": 1, "referrals": 1, "caseload": 1, "contacts": 2,
        "health_checks": 1, "care_plans": 1, "measures": 1, "admissions": 2,
        "attendances": 1, "appointments": 1,
    }  # fmt: skip
    assert all(accounted(file) for file in report.check.files)
    assert all(file.rejected == 0 for file in report.check.files)
    person = Keys((KEY.encode(),)).pseudonym(extract["patients"][0]["patient_id"])
    for name in gone:
        assert all(row.get("person_id") != person for row in table(home, name))
    assert "E0" not in {row["episode_id"] for row in table(home, "contacts")}


def test_unknown_columns_and_files_are_reported_and_ignored(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    for row in extract["patients"]:
        row |= {"shoe_size": "44", "1234567890": "x"}
    folder = write_csv(tmp_path / "in", extract)
    (folder / "notes.docx").write_bytes(b"x")
    report = load(folder, home)

    # A header that may be a value of a person is named by its place.
    assert report_of(report, "patients").ignored_columns == ("shoe_size", "column 10")
    assert report.check.files[-1].file == "notes.docx"
    assert "not read" in report.check.files[-1].notices[0]


def test_a_check_says_what_a_load_does_and_stores_nothing(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    extract["admissions"][0]["method"] = "ZZ"
    folder = write_csv(tmp_path / "in", extract)
    before = check_extract(folder, home, today=TODAY)
    assert not (home).exists()

    report = load(folder, home).check

    assert before.files == report.files
    assert before.changes == report.changes
    assert before.changed


def test_rows_of_nobody_known_are_counted_apart(tmp_path: Path, home: Path) -> None:
    extract = small_extract()
    extract["admissions"][0]["patient_id"] = "9990009999"
    extract["admissions"][1] |= {"patient_id": "9990009998", "method": "ZZ"}
    extract["admissions"][2]["method"] = "ZZ"
    extract["contacts"][0]["episode_id"] = "E99"
    extract["appointments"][0]["patient_id"] = "9990009999"
    report = load(write_csv(tmp_path / "in", extract), home)

    files = {file.table: file for file in report.check.files}
    # The hospital's person of another list is expected; the practice's is a fault.
    admissions = files["admissions"]
    assert (admissions.rejected, admissions.unjoined) == (2, 0)
    assert (admissions.elsewhere, admissions.left_out) == (1, 1)
    assert (files["appointments"].rejected, files["appointments"].unjoined) == (1, 1)
    assert (files["contacts"].rejected, files["contacts"].unjoined) == (1, 1)
    shown = {row[1]: row for row in load_history(home).files.rows}
    assert shown["admissions"][5:7] == (100 * 2 / 80, 0)
    assert shown["admissions"][8] == 1
    assert shown["appointments"][6] == 100 / 40
    assert shown["practices"][5:7] == (0, 0)


def test_the_manifest_tells_who_loaded_what(tmp_path: Path, home: Path) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    load(folder, home, made_by="jo")
    version = lake.current_version(home)
    assert version is not None

    manifest = version.manifest
    assert (manifest.made_by, manifest.parent) == ("jo", None)
    assert dt.datetime.fromisoformat(manifest.made_at).tzinfo is not None
    by_file = {source.file: source for source in manifest.sources}
    assert by_file["admissions.csv"].sha256 == lake.file_hash(folder / "admissions.csv")
    assert (by_file["admissions.csv"].rows, by_file["admissions.csv"].stored) == (
        80,
        80,
    )
    assert lake.Manifest.from_json(manifest.to_json()) == manifest


def test_the_key_is_made_once_and_only_its_owner_can_read_it(
    tmp_path: Path, home: Path
) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    load(folder, home, key=None)
    key = home / "key"
    made = key.read_bytes()

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((home).stat().st_mode) == 0o700
    assert not load(folder, home, key=None).stored
    assert key.read_bytes() == made
    assert len(made.strip()) == 64

    key.chmod(0o644)
    with pytest.raises(CareImpactError, match="can be read by other users"):
        load(folder, home, key=None)


def test_progress_names_the_stages_in_order(tmp_path: Path, home: Path) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    seen: list[tuple[str, int, int, int]] = []
    load(folder, home, on_progress=lambda *told: seen.append(told))

    stages = list(dict.fromkeys(stage for stage, *_ in seen))
    assert stages == [
        "read", "map", "validate", "reject", "pseudonymise", "lake", "build", "swap",
    ]  # fmt: skip
    for stage in stages:
        steps = [
            (done, total, count) for name, done, total, count in seen if name == stage
        ]
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1]
        assert [count for *_, count in steps] == sorted(count for *_, count in steps)
    rows = sum(len(rows) for rows in small_extract().values())
    assert seen[[s for s, *_ in seen].index("map") - 1][3] == rows
