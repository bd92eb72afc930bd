"""What systems really write: zones, placeholders, marks of nothing, stray bytes."""

import datetime as dt
import shutil
from itertools import cycle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fixtures.homes.extract_files import small_extract, write_csv
from fixtures.homes.extract_loads import accounted, load, report_of, table

from data_access.errors import CareImpactError
from data_access.ingest.extract.empty_words import EMPTY_WORDS
from data_access.ingest.extract.load_database import load_database
from data_access.ingest.extract.profiles import Profile, load_profile

EXTRACTS = Path(__file__).parents[2] / "fixtures" / "extracts"
HES = EXTRACTS / "hes-apc"


def hes(folder: Path, episodes: str) -> Path:
    shutil.copytree(HES, folder)
    header = "ENCRYPTED_HESID,PROCODE,PROVSPNOPS,EPIORDER,EPISTAT,ADMIDATE,DISDATE,"
    text = header + "ADMIMETH,DIAG_01\n" + episodes
    (folder / "HES_APC_2025.csv").write_text(text, encoding="utf-8")
    return folder


def stays(home: Path) -> list[tuple[dt.date, dt.date]]:
    rows = table(home, "admissions")
    return sorted((row["admitted_on"], row["discharged_on"]) for row in rows)  # type: ignore[type-var]


APRIL = (dt.date(2025, 4, 2), dt.date(2025, 4, 5))
JUNE = (dt.date(2026, 6, 10), dt.date(2026, 6, 12))


@pytest.mark.parametrize("number", ["104233", "-", "", "0000", "N/A", "unknown", "--"])
def test_a_spell_number_used_again_does_not_join_two_stays(
    tmp_path: Path, number: str
) -> None:
    rows = (
        f"HES0001,RAA,{number},1,3,2025-04-02,2025-04-05,21,J189\n"
        f"HES0001,RAA,{number},1,3,2026-06-10,2026-06-12,21,J440\n"
    )
    load(hes(tmp_path / "in", rows), tmp_path / "home", profile=load_profile("hes-apc"))
    assert stays(tmp_path / "home") == [APRIL, JUNE]


def test_episodes_of_one_spell_are_still_one_admission(tmp_path: Path) -> None:
    rows = (
        "HES0001,RAA,104233,2,3,2025-04-02,2025-04-05,21,J440\n"
        "HES0001,RAA,104233,1,3,2025-04-02,1800-01-01,21,J189\n"
    )
    load(hes(tmp_path / "in", rows), tmp_path / "home", profile=load_profile("hes-apc"))
    assert stays(tmp_path / "home") == [APRIL]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-06-30T23:00:00Z", "2026-07-01"),
        ("2026-06-30T23:00Z", "2026-07-01"),
        ("2026-06-30 22:59:59.999+00:00", "2026-06-30"),
        ("2026-07-01 00:30:00+0100", "2026-07-01"),
        ("2026-07-01T00:30:00+02", "2026-06-30"),
        ("2026-01-31T23:30:00Z", "2026-01-31"),
        ("2026-01-31 19:30:00 -05:00", "2026-02-01"),
        ("2026-03-29T00:59:59Z", "2026-03-29"),
        ("2026-06-30T23:00:00", "2026-06-30"),
        ("2026-06-30", "2026-06-30"),
        ("2026-06-31T23:00:00Z", None),
        ("2026-06-30T23:00:00X", None),
    ],
)
def test_a_time_with_a_zone_is_the_day_it_was_in_england(
    written: str, day: str | None
) -> None:
    with load_database() as connection:
        found = connection.execute("SELECT as_iso_date(?)", [written]).fetchone()
    assert found == (None if day is None else dt.date.fromisoformat(day),)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "+05:30", None])
def test_parquet_stamps_with_a_zone_are_the_day_they_were_in_england(
    tmp_path: Path, zone: str | None
) -> None:
    extract = small_extract()
    folder = write_csv(tmp_path / "in", extract)
    (folder / "admissions.csv").unlink()
    rows = [{**row} for row in extract["admissions"]]
    midnight = dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)
    for row in rows:
        row["admitted_on"] = midnight if zone else dt.datetime(2026, 7, 1)
        row["discharged_on"] = midnight if zone else dt.datetime(2026, 7, 1)
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    for name in ("admitted_on", "discharged_on"):
        columns[name] = pa.array(columns[name], pa.timestamp("us", zone))
    pq.write_table(pa.table(columns), folder / "admissions.parquet")
    load(folder, tmp_path / "home")
    found = table(tmp_path / "home", "admissions")
    assert {row["admitted_on"] for row in found} == {dt.date(2026, 7, 1)}


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_equal_digits_are_nobody(tmp_path: Path, digit: str) -> None:
    extract = small_extract()
    nobody = {**extract["patients"][0], "patient_id": digit * 10}
    extract["patients"].append(nobody)
    report = load(write_csv(tmp_path / "in", extract), tmp_path / "home")
    patients = report_of(report, "patients")
    assert accounted(patients)
    assert patients.rejected == 1
    (problem,) = [one for one in patients.problems if one.rule == "nobody"]
    assert "ten equal digits" in problem.expected
    # In a text it is no NHS number either: it names nobody.
    with load_database() as connection:
        holds = "SELECT holds_nhs_number(?)"
        assert connection.execute(holds, [f"call {digit * 10}"]).fetchone() == (False,)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("555092285142", False),  # a staff number of twelve digits
        ("9434765919", True),
        ("x9434765919-2", True),
        ("ref 943 476 5919", True),
        ("943\u00a0476\u00a05919", True),
        ("94347659190", False),
        ("09434765919", False),
        ("1234567890 9434765919", True),
        ("9434765919 1234567890", True),
        ("1234567890,9434765919,1234567890", True),
        ("9434765918", False),
    ],
)
def test_an_nhs_number_stands_by_itself(text: str, holds: bool) -> None:
    with load_database() as connection:
        found = connection.execute("SELECT holds_nhs_number(?)", [text]).fetchone()
    assert found == (holds,)


def profile_with(folder: Path, *dates: str) -> Profile:
    folder.mkdir(exist_ok=True)
    (folder / "amb2.toml").write_text(
        'name = "amb2"\ntitle = "t"\nabout = "a"\nsource = "s"\n[[files]]\n'
        f'match = "att*.csv"\ntable = "attendances"\ndates = {list(dates)!r}\n'
        '[files.columns]\npatient_id = "patient_id"\nattended_on = "attended_on"\n',
        encoding="utf-8",
    )
    return load_profile("amb2", (folder,))


@pytest.mark.parametrize(
    "dates",
    [
        ("%d/%m/%Y", "%m/%d/%Y"),
        ("%m/%d/%Y", "%Y-%m-%d", "%d/%m/%Y"),
        ("%Y-%m-%d", "%Y-%d-%m"),
        ("%d%m%Y", "%m%d%Y"),
        ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"),
    ],
)
def test_date_formats_that_read_one_date_in_two_ways_are_refused(
    tmp_path: Path, dates: tuple[str, ...]
) -> None:
    with pytest.raises(CareImpactError, match="keep the one that the file uses"):
        profile_with(tmp_path, *dates)


def test_date_formats_that_cannot_be_confused_are_kept(tmp_path: Path) -> None:
    dates = ("%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%d/%m/%Y %H:%M:%S")
    (file,) = profile_with(tmp_path, *dates).files
    assert file.dates == dates


def stored_names(tmp_path: Path, practices: bytes) -> list[object]:
    folder = write_csv(tmp_path / "in", small_extract())
    (folder / "practices.csv").write_bytes(practices)
    load(folder, tmp_path / "home")
    return [row["practice_name"] for row in table(tmp_path / "home", "practices")]


def practices_csv(name: bytes) -> bytes:
    (row,) = small_extract()["practices"][:1]
    header = ",".join(row).encode()
    cells = [str(value).encode() for value in row.values()]
    cells[list(row).index("practice_name")] = name
    lines = [header]
    for other in small_extract()["practices"]:
        cells[list(row).index("practice_code")] = str(other["practice_code"]).encode()
        lines.append(b",".join(cells))
    return b"\n".join(lines) + b"\n"


def test_one_stray_byte_in_utf_8_is_named_by_its_line(tmp_path: Path) -> None:
    both = practices_csv("Tŷ Bryn".encode()) + b"A99099,Caf\xe9 Road,U99001,PCN\n"
    lines = both.count(b"\n")
    with pytest.raises(CareImpactError, match=f"UTF-8 but for .* line {lines}"):
        stored_names(tmp_path, both)


def test_a_file_in_windows_1252_is_still_read_as_that(tmp_path: Path) -> None:
    assert "Café" in stored_names(tmp_path, practices_csv(b"Caf\xe9"))


def test_a_mark_of_a_missing_value_is_missing(tmp_path: Path) -> None:
    """Every word that means nothing, in capitals or not, in every empty cell."""
    words = [case for word in EMPTY_WORDS for case in (word, word.upper())]
    mark = cycle(words)
    extract = small_extract()
    plain, marked = tmp_path / "plain", tmp_path / "marked"
    load(write_csv(tmp_path / "in", extract), plain)
    for rows in extract.values():
        for row in rows:
            for name, value in row.items():
                row[name] = next(mark) if value in (None, "") else value
    load(write_csv(tmp_path / "in-marked", extract), marked)
    for name in extract:
        assert table(plain, name) == table(marked, name)


def test_numbers_written_as_decimals_are_the_same_people(tmp_path: Path) -> None:
    with load_database() as connection:

        def read(macro: str, text: str) -> object:
            return connection.execute(f"SELECT {macro}(?)", [text]).fetchone()[0]  # type: ignore[index]

        assert read("as_person", "9990000101.0") == "9990000101"
        assert read("as_record", "42.0") == "42"
        assert read("as_person", "999\u00a0000\u00a00101") == "9990000101"
        assert read("as_person", "999 000 0101") == "9990000101"
        assert read("as_person", "A-12.0") == "A-12.0"


@pytest.mark.parametrize("mark", ["sep=,", "sep=;", '"sep=;"', "SEP=\t"])
def test_a_first_line_for_excel_names_the_separator(tmp_path: Path, mark: str) -> None:
    folder = write_csv(tmp_path / "in", small_extract())
    separator = mark.strip('"')[-1]
    file = folder / "cohorts.csv"
    text = file.read_text(encoding="utf-8").replace(",", separator)
    file.write_text(f"{mark}\r\n{text}", encoding="utf-8")
    report = load(folder, tmp_path / "home")
    plain = load(write_csv(tmp_path / "plain", small_extract()), tmp_path / "other")
    assert report_of(report, "cohorts").stored == report_of(plain, "cohorts").stored > 0
    assert table(tmp_path / "home", "cohorts") == table(tmp_path / "other", "cohorts")
