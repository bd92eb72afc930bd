"""A folder of files becomes a version of the lake, whole or not at all."""

import datetime as dt
import stat
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from extract_files import small_extract, write_csv, write_parquet
from filelock import FileLock

from data_access.errors import CareImpactError
from data_access.ingest import lake
from data_access.ingest.load import check_extract, in_one_sentence, load_extract
from data_access.ingest.merge import lake_columns
from data_access.ingest.pseudonyms import Keys, read_keys
from data_access.ingest.report import FileReport, LoadRefusedError, LoadReport
from data_access.ingest.tables import TABLES

TODAY = dt.date(2026, 11, 20)
KEY = "0123456789abcdef" * 4


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def load(folder: Path, home: Path, **options: object) -> LoadReport:
    given = {"today": TODAY, "key": KEY, "bad_row_share": 1.0, **options}
    return load_extract(folder, home, **given)  # type: ignore[arg-type]


def table(home: Path, name: str) -> list[dict[str, object]]:
    version = lake.current_version(home)
    assert version is not None
    held = version.read(name)
    assert held is not None
    return held.to_pylist()


def report_of(report: LoadReport, name: str) -> FileReport:
    return next(file for file in report.check.files if file.table == name)


def accounted(file: FileReport) -> bool:
    parts = (file.stored, file.put_aside, file.opted_out, file.identical, file.combined,
             file.left_out, file.blank)  # fmt: skip
    return file.rows == sum(parts)


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
        assert stored.column_names == list(lake_columns(TABLES[name]))
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

    assert report_of(report, "admissions").put_aside == 0


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
    assert all(file.put_aside == 0 for file in report.check.files)
    person = Keys((KEY.encode(),)).pseudonym(extract["patients"][0]["patient_id"])
    for name in gone:
        assert all(row.get("person_id") != person for row in table(home, name))
    assert "E0" not in {row["episode_id"] for row in table(home, "contacts")}


def test_someone_who_opts_out_later_leaves_what_is_held(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    folder = write_csv(tmp_path / "in", extract)
    load(folder, home)
    extract["patients"][0]["opted_out"] = "true"
    only_patients = write_csv(tmp_path / "later", {"patients": extract["patients"]})

    report = load(only_patients, home)

    assert "patients: takes out 1 of people who opted out" in " ".join(
        report.check.effects
    )
    for name, rows in (("patients", 39), ("admissions", 78), ("contacts", 14)):
        assert len(table(home, name)) == rows


def test_the_same_files_again_change_nothing_and_say_so(
    tmp_path: Path, home: Path
) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    first = load(folder, home)
    again = load(folder, home)

    assert first.stored
    assert not again.stored
    assert again.version.name == first.version.name == "0001"
    assert lake.version_names(home) == ("0001",)
    assert all("nothing changes" in effect for effect in again.check.effects)


def test_a_later_extract_adds_a_month_and_replaces_the_one_it_covers(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    september = [r for r in extract["admissions"] if r["admitted_on"] >= "2026-09"]
    october = [
        {**row, "admitted_on": "2026-10-05", "discharged_on": "2026-10-09"}
        for row in september[:30]
    ]
    later = write_csv(tmp_path / "later", {"admissions": [*september[:35], *october]})

    report = load(later, home)

    assert report.version.name == "0002"
    months = [row["admitted_on"].month for row in table(home, "admissions")]
    assert [months.count(month) for month in (8, 9, 10)] == [40, 35, 30]
    (effect,) = [e for e in report.check.effects if e.startswith("admissions")]
    assert effect == (
        "admissions: adds Oct 2026 (30 rows); replaces Sep 2026 (40 rows become 35)"
    )
    assert len(table(home, "patients")) == 40
    # Unchanged tables are the same files, not copies.
    one, two = (
        (tmp_path / "home/lake/versions" / name / "patients.parquet").stat()
        for name in ("0001", "0002")
    )
    assert one.st_ino == two.st_ino


def test_a_window_that_starts_in_mid_month_loses_nothing_before_it(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    window = [r for r in extract["admissions"] if r["admitted_on"] >= "2026-08-15"]

    report = load(write_csv(tmp_path / "w", {"admissions": window}), home)

    assert not report.stored
    assert len(table(home, "admissions")) == 80


def test_a_file_of_one_practice_leaves_the_other_practices_alone(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    first = {
        p["patient_id"] for p in extract["patients"] if p["practice_code"] == "A99001"
    }
    of_first = [r for r in extract["admissions"] if r["patient_id"] in first]

    load(write_csv(tmp_path / "one", {"admissions": of_first[:-5]}), home)

    # Of the practice five rows fewer; those of the other are all there.
    assert len(table(home, "admissions")) == 80 - 5


def test_each_practice_is_replaced_over_its_own_time(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    first = {
        row["patient_id"]
        for row in extract["patients"]
        if row["practice_code"] == "A99001"
    }
    # The first practice sends both months, the second September only.
    sent = [
        row
        for row in extract["admissions"]
        if row["patient_id"] in first or row["admitted_on"] >= "2026-09"
    ]
    assert len(sent) == 60

    report = load(write_csv(tmp_path / "later", {"admissions": sent}), home)

    assert not report.stored
    assert len(table(home, "admissions")) == 80


def test_an_empty_file_is_a_table_with_nothing_in_it(
    tmp_path: Path, home: Path
) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    (folder / "attendances.csv").write_text("patient_id,attended_on\n")
    load(folder, home)
    assert table(home, "attendances") == []

    (folder / "patients.csv").write_text(
        "patient_id,practice_code,birth_year,sex,registered_from\n,,,,\n"
    )
    with pytest.raises(LoadRefusedError, match=r"no rows of patients\.csv"):
        load(folder, tmp_path / "other")


def test_a_month_that_would_lose_most_of_its_rows_is_guarded(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    cut = [*extract["admissions"][:2], *extract["admissions"][40:]]
    folder = write_csv(tmp_path / "cut", {"admissions": cut[:2] + cut[-2:]})

    with pytest.raises(LoadRefusedError, match="Sep 2026 would fall from 40 rows to"):
        load(folder, home)
    assert check_extract(folder, home, key=KEY, today=TODAY).refused
    assert lake.version_names(home) == ("0001",)

    assert load(folder, home, allow_fewer=True).stored


def test_rows_put_aside_are_corrected_and_loaded_again(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    for name in ("admissions", "appointments", "caseload"):
        date = {"admissions": "admitted_on", "appointments": "appointment_on",
                "caseload": "opened_on"}[name]  # fmt: skip
        extract[name][2][date] = "31/02/2026"
    # Such a value would be run by a spreadsheet; it must come back as it was.
    extract["appointments"][2]["mode"] = "=1+1"
    extract["caseload"][2]["close_reason"] = "'@home"
    report = load(write_csv(tmp_path / "in", extract), home)
    assert len(table(home, "appointments")) == 39
    # The contacts of an episode put aside are put aside with it.
    assert report_of(report, "contacts").put_aside == 2

    corrected = tmp_path / "corrected"
    corrected.mkdir()
    for aside in report.check.put_aside.values():
        text = aside.as_csv().decode("utf-8-sig")
        assert "'=1+1" in text or "=1+1" not in text
        (corrected / aside.download_name).write_text(
            text.replace("31/02/2026", "2026-02-28"), encoding="utf-8"
        )
    again = load(corrected, home)

    assert again.stored
    assert all(file.correction for file in again.check.files)
    assert len(table(home, "admissions")) == 80
    assert len(table(home, "appointments")) == 40
    assert len(table(home, "contacts")) == 16
    modes = {row["mode"] for row in table(home, "appointments")}
    assert modes == {None, "=1+1"}
    reasons = {row["close_reason"] for row in table(home, "caseload")}
    assert reasons == {None, "'@home"}

    twice = load(corrected, home)
    assert not twice.stored


def test_a_file_with_too_many_bad_rows_is_refused_whole(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    for row in extract["admissions"][:5]:
        row["method"] = "ZZ"
    folder = write_csv(tmp_path / "in", extract)

    with pytest.raises(
        LoadRefusedError, match=r"5 of its 80 rows .* more than 5%"
    ) as no:
        load(folder, home, bad_row_share=0.05)

    assert lake.current_version(home) is None
    assert no.value.report.put_aside["admissions.csv"].cells.num_rows == 5
    assert load(folder, home, bad_row_share=0.0625).stored


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


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("folder", "There is no folder"),
        ("every file", "holds no file of the extract"),
        ("patients", "has no rows of patients.csv; add them"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    tmp_path: Path, home: Path, missing: str, sentence: str
) -> None:
    extract = small_extract()
    if missing == "every file":
        (tmp_path / "in").mkdir()
    elif missing != "folder":
        extract.pop(missing)
        write_csv(tmp_path / "in", extract)
    with pytest.raises(CareImpactError, match=sentence) as error:
        load(tmp_path / "in", home)
    assert "\n" not in str(error.value)
    assert lake.current_version(home) is None


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
    assert before.effects == report.effects
    assert before.changed


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


def test_a_second_load_is_told_that_another_runs(tmp_path: Path, home: Path) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    (home).mkdir()
    with (
        FileLock(home / "load.lock"),
        pytest.raises(CareImpactError, match="Another load is running"),
    ):
        load(folder, home)
    assert load(folder, home).stored


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


def test_a_lost_or_changed_key_stops_the_load(tmp_path: Path, home: Path) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    load(folder, home, key=None)
    (home / "key").unlink()

    with pytest.raises(CareImpactError, match="key of this store is missing"):
        load(folder, home, key=None)
    with pytest.raises(CareImpactError, match="not the one this store was made with"):
        load(folder, home, key=KEY)
    with pytest.raises(CareImpactError, match="shorter than 32"):
        load(folder, home, key="short")
    assert read_keys(home) is None


def test_progress_names_the_stages_in_order(tmp_path: Path, home: Path) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    seen: list[tuple[str, int, int, int]] = []
    load(folder, home, on_progress=lambda *told: seen.append(told))

    stages = list(dict.fromkeys(stage for stage, *_ in seen))
    assert stages == ["read", "map", "validate", "put aside", "lake"]
    for stage in stages:
        steps = [
            (done, total, count) for name, done, total, count in seen if name == stage
        ]
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1]
        assert [count for *_, count in steps] == sorted(count for *_, count in steps)
    rows = sum(len(rows) for rows in small_extract().values())
    assert seen[[s for s, *_ in seen].index("map") - 1][3] == rows


def test_a_build_that_fails_leaves_the_old_version_in_use(
    tmp_path: Path, home: Path
) -> None:
    extract = small_extract()
    load(write_csv(tmp_path / "in", extract), home)
    extract["patients"][0]["sex"] = "other"

    def broken(version: lake.LakeVersion) -> None:
        raise CareImpactError(f"cannot build {version.name}")

    folder = write_csv(tmp_path / "in", extract)
    with pytest.raises(CareImpactError, match="cannot build 0002"):
        load(folder, home, build=broken)
    version = lake.current_version(home)
    assert version is not None
    assert version.name == "0001"

    swapped = []
    load(
        folder,
        home,
        build=lambda version: lambda: swapped.append(version.name),
    )
    assert swapped == [lake.current_version(home).name]  # type: ignore[union-attr]


def test_what_the_machine_reports_becomes_a_sentence_without_values() -> None:
    with pytest.raises(CareImpactError) as told, in_one_sentence():
        duckdb.execute("SELECT CAST('9990000018' AS TINYINT)")
    assert "9990000018" not in str(told.value)
    assert "ConversionException, test_load_extract.py line" in str(told.value)
    assert told.value.__suppress_context__
    with pytest.raises(CareImpactError, match="memory"), in_one_sentence():
        raise MemoryError
