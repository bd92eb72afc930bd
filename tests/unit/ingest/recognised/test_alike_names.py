"""Names that are nearly those of a column, and mean another thing."""

import pytest

from data_access.ingest.found.found_table import FoundTable, text_table
from data_access.ingest.recognised.tables_of import proposal
from data_access.ingest.recognised.wide_sheet import as_rows

PERSON = ("999 000 1065", "999 000 1154")
DAYS = ("24-Jan-2026", "08-Sep-2026")
VALUES = {
    "NHS number": PERSON,
    "Admission method": ("21", "12"),
    "Sex": ("F", "M"),
    "Practice code": ("Y99001", "Y99002"),
    "QOF SMI register": ("Y", "N"),
    "Notes": ("rang", "wrote"),
}


def table(*header: str, name: str = "file.csv") -> FoundTable:
    columns = [VALUES.get(column, DAYS) for column in header]
    rows = list(zip(*columns, strict=True))
    return FoundTable(text_table(name, header, rows, (2, 3)), "", 1, (), {})


def read(*header: str) -> tuple[str | None, dict[str, str]]:
    likely = proposal(table(*header))
    if likely is None:
        return None, {}
    return likely.table, {name: header[at] for name, at in likely.places.items()}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Re-admission date", "admitted_on"),
        ("Planned admission date", "admitted_on"),
        ("Exp discharge date", "discharged_on"),
        ("Est. discharge date", "discharged_on"),
    ],
)
def test_a_date_of_another_thing_is_no_date_of_a_stay(name: str, field: str) -> None:
    columns = read("NHS number", "Admission method", name)[1]
    assert field not in columns


@pytest.mark.parametrize("name", ["Date deregistered", "De-registered date"])
def test_the_day_somebody_left_is_not_the_day_they_came(name: str) -> None:
    found, columns = read("NHS number", "Sex", "Practice code", "DOB", name)
    assert found == "patients"
    assert "registered_from" not in columns


def test_days_of_coming_and_of_leaving_are_not_swapped() -> None:
    columns = read(
        *("NHS number", "Sex", "Practice code", "Registered Date", "Deregistered Date")
    )[1]
    assert columns["registered_from"] == "Registered Date"
    assert columns["registered_to"] == "Deregistered Date"


def test_a_review_that_is_due_was_not_held() -> None:
    found, columns = read("NHS number", "PCSP date", "PCSP review due date")
    assert found == "care_plans"
    assert "reviewed_on" not in columns


@pytest.mark.parametrize(
    "header",
    [("NHS number", "Date", "Notes"), ("NHS number", "Start date", "End date")],
)
def test_a_person_and_a_date_alone_are_no_table(header: tuple[str, ...]) -> None:
    assert read(*header) == (None, {})


def test_a_register_in_a_column_of_yes_and_no_is_no_name_of_a_cohort() -> None:
    assert "cohort" not in read("NHS number", "QOF SMI register", "Date diagnosed")[1]


@pytest.mark.parametrize(
    ("header", "field", "name"),
    [
        (("NHS number", "Adm Method", "Date adm"), "admitted_on", "Date adm"),
        (("NHS number", "Admission method", "Adm date"), "admitted_on", "Adm date"),
    ],
)
def test_shortened_words_and_their_order_are_forgiven(
    header: tuple[str, ...], field: str, name: str
) -> None:
    assert read(*header)[1][field] == name


def test_a_header_may_say_of_which_day_its_values_are() -> None:
    header = ("Practice code", "Practice name", "List size 1 Oct 2026")
    rows = (("Y99001", "Riverside", "9,001"), ("Y99002", "Mill Lane", "8,002"))
    one = FoundTable(text_table("list.csv", header, rows, (2, 3)), "", 1, (), {})
    likely = proposal(one)
    assert likely is not None
    assert likely.places["list_size"] == 2


SMI = ("BMI", "BP", "Alcohol", "Smoking", "HbA1c", "Lipids")


@pytest.mark.parametrize(
    ("header", "name", "rows"),
    [
        ([f"{one} - latest date" for one in SMI], "checks.csv", 12),
        (["BP date", "BMI date"], "SMI physical health.csv", 4),
        (["BP date", "BMI date"], "hypertension.csv", 2),
        ([*(f"{one} date" for one in SMI), "Foot check date"], "checks.csv", 2),
    ],
)
def test_dates_of_another_check_are_not_those_for_mental_illness(
    header: list[str], name: str, rows: int
) -> None:
    one = as_rows(table("NHS number", *header, name=name))
    assert one.text.rows == rows
