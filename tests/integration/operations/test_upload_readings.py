"""What a reader is shown of how files are read, and what their choices do."""

from pathlib import Path

import pytest

from data_access.answers.readings import (
    FileReading,
    TableChoice,
    UploadChoices,
    UploadReading,
)
from data_access.errors import CareImpactError
from data_access.ingest.recognised.recognised_files import Recognised
from data_access.operations.uploads.reading import (
    keep_readings,
    read_upload,
    upload_reading,
)

EXPORTS = Path(__file__).parents[2] / "fixtures" / "exports"
EMIS = "01 EMIS population Y99001.csv"
CASELOAD = "07 Care Coordinator caseload MASTER v7 FINAL.xlsx"
CHOSEN = UploadChoices(pcn_code="U99901", pcn_name="Riverside PCN")


def read(home: Path, chosen: UploadChoices = CHOSEN) -> Recognised:
    return read_upload(EXPORTS, home, None, chosen)


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> UploadReading:
    return upload_reading(read(tmp_path_factory.mktemp("home")))


def of(reading: UploadReading, name: str) -> FileReading:
    return next(file for file in reading.files if file.name == name)


def meanings(file: FileReading) -> dict[str, str]:
    return {one.name: one.meaning for one in file.columns}


def test_the_pcn_is_asked_only_where_nothing_names_it(
    proposed: UploadReading, tmp_path: Path
) -> None:
    assert upload_reading(read(tmp_path, UploadChoices())).asks_pcn
    assert not proposed.asks_pcn


def test_no_identifier_and_no_name_is_shown(proposed: UploadReading) -> None:
    text = EXPORTS.joinpath(EMIS).read_text(encoding="cp1252")
    people = [line.split(",") for line in text.splitlines() if "999 " in line]
    assert len(people) > 50
    shown = repr(proposed)
    for cells in people:
        for secret in (cell.strip().strip('"') for cell in cells[1:4]):
            assert len(secret) < 4 or secret not in shown, secret[:2]
    assert "a value written like 999 999 9999" in shown


def test_each_file_says_what_it_is_and_each_value_what_it_means(
    proposed: UploadReading,
) -> None:
    emis = of(proposed, EMIS)
    assert emis.settled
    assert (emis.table, emis.rows) == ("patients", 60)
    assert meanings(emis)["Gender"] == "sex"
    assert meanings(emis)["Age"] == ""
    (systmone,) = (file for file in proposed.files if file.name.startswith("04"))
    (groups,) = (one for one in systmone.coded if one.column == "ethnicity")
    assert {meaning for _, meaning, _ in groups.values} <= {*groups.accepted, ""}
    assert sum(rows for _, _, rows in groups.values) <= systmone.rows


def test_a_column_a_value_and_a_table_are_read_as_they_were_chosen(
    proposed: UploadReading, tmp_path: Path
) -> None:
    columns = {
        one.meaning: one.plain
        for one in of(proposed, EMIS).columns
        if one.meaning not in ("", "deceased_on")
    }
    open_ = f"{CASELOAD}: Open caseload"
    chosen = UploadChoices(
        {
            EMIS: TableChoice(
                "patients",
                {**columns, "registered_from": "date_of_death"},
                {"sex": {"male": "female", "female": ""}},
            ),
            open_: TableChoice("referrals"),
            f"{CASELOAD}: PAM + ONS4": TableChoice(""),
        }
    )
    reading = upload_reading(read(tmp_path, chosen))
    emis = of(reading, EMIS)
    assert meanings(emis)["Date of Death"] == "registered_from"
    assert meanings(emis)["Date of Registration"] == ""
    (sex,) = (one for one in emis.coded if one.column == "sex")
    assert {written: meant for written, meant, _ in sex.values} == {
        "male": "female",
        "female": "",
    }
    assert of(reading, open_).table == "referrals"
    assert "patient_id" in meanings(of(reading, open_)).values()
    left = of(reading, f"{CASELOAD}: PAM + ONS4")
    assert (left.table, left.settled) == ("", False)
    assert "not needed" in left.reason


def test_a_needed_column_that_is_taken_away_is_asked_for(tmp_path: Path) -> None:
    chosen = UploadChoices({EMIS: TableChoice("patients", {"sex": "gender"})})
    emis = of(upload_reading(read(tmp_path, chosen)), EMIS)
    assert not emis.settled
    assert "Patient id" in emis.needs


def test_next_month_nothing_is_asked_whatever_the_names_are(tmp_path: Path) -> None:
    home, later = tmp_path / "home", tmp_path / "later"
    home.mkdir()
    later.mkdir()
    first = read(home)
    keep_readings(home, first)
    for number, path in enumerate(sorted(EXPORTS.iterdir())):
        # A practice's code in the name says whose list it is.
        code = path.stem[-6:] if path.name.startswith("01") else ""
        copy = later / f"download ({number}) {code}{path.suffix}"
        copy.write_bytes(path.read_bytes())
    second = read_upload(later, home, None, UploadChoices())
    reading = upload_reading(second)
    assert not reading.asks_pcn
    assert all(file.kept for file in reading.files if file.table)
    assert [
        (one.part.table, one.part.columns, one.part.values, one.part.constants)
        for one in second.tables
        if one.part
    ] == [
        (one.part.table, one.part.columns, one.part.values, one.part.constants)
        for one in first.tables
        if one.part
    ]


def test_an_order_of_dates_that_nothing_shows_is_asked_and_then_kept(
    tmp_path: Path,
) -> None:
    files, home = tmp_path / "files", tmp_path / "home"
    files.mkdir()
    home.mkdir()
    (files / "list.csv").write_text(
        "NHS Number,Sex,Date of Registration,Practice Code\n"
        "999 000 0018,F,03/04/2020,Y99001\n999 000 0026,M,05/06/2021,Y99001\n"
    )
    asked = upload_reading(read_upload(files, home, None, UploadChoices())).files[0]
    assert asked.order_open
    assert not asked.settled
    assert meanings(asked)["Sex"] == "sex"
    columns = {one.meaning: one.plain for one in asked.columns if one.meaning}
    for month_first, shown in ((True, "4 March 2020"), (False, "3 April 2020")):
        chosen = TableChoice("patients", columns, month_first=month_first)
        answered = read_upload(files, home, None, UploadChoices({"list.csv": chosen}))
        file = upload_reading(answered).files[0]
        assert file.settled
        assert file.dates == f"03/04/2020 is read as {shown}"
        keep_readings(home, answered)
        later = upload_reading(read_upload(files, home, None, UploadChoices())).files[0]
        assert (later.settled, later.dates) == (True, file.dates)
    only = TableChoice("patients", columns, month_first=True)
    (files / "list.csv").write_text(
        "NHS Number,Sex,Date of Registration,Practice Code\n"
        "999 000 0018,F,31/04/2020,Y99001\n999 000 0026,M,30/06/2021,Y99001\n"
    )
    told = read_upload(files, home, None, UploadChoices({"list.csv": only}))
    assert "cannot have the month first" in told.tables[0].reason


def test_practices_are_told_by_their_names_and_never_by_a_likeness(
    tmp_path: Path,
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "practices.csv").write_text(
        "practice_code,practice_name,pcn_code,pcn_name\n"
        "Y99001,Mill Lane Surgery,U99901,Riverside PCN\n"
        "Y99002,The Riverside Practice,U99901,Riverside PCN\n"
    )
    people = (
        ("0018", "MILL LANE"),
        ("0026", "Riverside"),
        ("0034", "Riverside Practice"),
        ("0042", "Mill  Lane Surgery"),
        ("0050", "Hill Lane Surgery"),
    )
    (files / "list.csv").write_text(
        "NHS Number,Sex,Date of Registration,Surgery\n"
        + "".join(f"999 000 {end},F,13/04/2020,{name}\n" for end, name in people)
    )
    read_ = read_upload(files, tmp_path / "home", None, UploadChoices())
    file = of(upload_reading(read_), "list.csv")
    (practice,) = (one for one in file.coded if one.column == "practice_code")
    assert {written: meant for written, meant, _ in practice.values} == {
        "mill lane": "Y99001",
        "riverside": "Y99002",
        "riverside practice": "Y99002",
        "mill lane surgery": "Y99001",
        "hill lane surgery": "",
    }


@pytest.mark.parametrize(
    "chosen",
    [TableChoice("people"), TableChoice("patients", {"patient_name": "full_name"})],
)
def test_a_choice_that_the_page_does_not_offer_is_one_sentence(
    tmp_path: Path, chosen: TableChoice
) -> None:
    with pytest.raises(CareImpactError, match="none of the contract"):
        read(tmp_path, UploadChoices({EMIS: chosen}))


def test_what_no_column_says_can_be_said_for_every_row_and_is_kept(
    tmp_path: Path,
) -> None:
    files, home = tmp_path / "files", tmp_path / "home"
    files.mkdir()
    home.mkdir()
    (files / "prescribing.csv").write_text(
        "NHS Number,Referral received,Decision\n999 000 0018,13/04/2026,accepted\n"
    )
    first = TableChoice("referrals")
    asked = upload_reading(
        read_upload(files, home, None, UploadChoices({"prescribing.csv": first}))
    ).files[0]
    (direction,) = (one for one in asked.fixed if one.column == "direction")
    assert "Direction" in asked.needs
    assert direction.value == ""
    chosen = TableChoice("referrals", constants={"direction": direction.accepted[0]})
    said = read_upload(files, home, None, UploadChoices({"prescribing.csv": chosen}))
    file = upload_reading(said).files[0]
    assert "Direction" not in file.needs
    keep_readings(home, said)
    (later,) = read_upload(files, home, None, UploadChoices()).tables
    assert later.part is not None
    assert later.part.constants["direction"] == direction.accepted[0]
