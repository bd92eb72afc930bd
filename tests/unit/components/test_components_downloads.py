import csv
import io
from datetime import date

import pytest
from fixtures.samples.sample_answers import REFERENCE
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from components import downloads
from data_access.answers.core import Caption, Column, Mark, Table, TableReport
from data_access.errors import CareImpactError
from data_access.figures.record import Figure, ShownFigure
from data_access.figures.table_csv import csv_bytes
from data_access.selection import Selection


def read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the byte order mark"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def one_column(*cells, kind="text") -> Table:
    return Table("Caption", (Column("Cell", kind),), tuple((c,) for c in cells))


def test_csv_has_one_header_row_and_carries_its_reference() -> None:
    table = Table(
        "Uptake by practice",
        (Column("Practice"), Column("Month", "month"), Column("Uptake", "percent")),
        (
            ("High Street", date(2026, 10, 1), 62.5),
            ("Zoë’s, and partners", date(2026, 9, 1), Mark.SUPPRESSED),
        ),
    )
    assert read(csv_bytes(table, "abc123")) == [
        ["Practice", "Month", "Uptake (%)", "Figure", "Reference"],
        ["High Street", "2026-10", "62.5", "Uptake by practice", "abc123"],
        [
            "Zoë’s, and partners",
            "2026-09",
            "Suppressed",
            "Uptake by practice",
            "abc123",
        ],
    ]


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")))
def test_no_text_cell_can_run_and_every_one_can_be_read_back(text: str) -> None:
    written = read(csv_bytes(one_column(text), "ref"))[1][0]
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    expected = text or "No data"
    assert written in (expected, f"'{expected}")


@pytest.mark.parametrize("cell", [-1250.0, -3, 0, 7.25])
def test_numbers_stay_numbers(cell: float) -> None:
    written = read(csv_bytes(one_column(cell, kind="number"), "ref"))[1][0]
    assert float(written) == cell


def test_missing_is_never_empty_and_never_zero() -> None:
    rows = read(csv_bytes(one_column(Mark.NO_DATA, Mark.SUPPRESSED, ""), "r"))
    assert [row[0] for row in rows[1:]] == ["No data", "Suppressed", "No data"]


def test_caption_and_headings_are_neutralised_too() -> None:
    table = Table("=1+1", (Column("@sum"),), (("x",),))
    header, row = read(csv_bytes(table, "ref"))
    assert header[0] == "'@sum"
    assert row[1] == "'=1+1"


@pytest.fixture
def server() -> Flask:
    figure = Figure("indicator/smi/trend", question=one_column)

    def show(name: str) -> ShownFigure | None:
        if name != figure.name:
            return None
        practice = Selection.from_query(request.args).practice or "all"
        if practice == "Z9":
            raise CareImpactError("There is no practice Z9; choose one in the list.")
        caption = Caption("Higher", "Uptake", "It rose.", "smi")
        return ShownFigure(
            figure, TableReport(caption, one_column(practice)), REFERENCE, ""
        )

    server = Flask(__name__)
    downloads.register(server, show, str)
    return server


def test_a_figure_answers_as_plain_data_at_its_own_address(server: Flask) -> None:
    figure = Figure("indicator/smi/trend", question=one_column)
    response = server.test_client().get(figure.address("practice=A1"))
    assert response.mimetype == "application/json"
    assert response.json["headline"] == "Higher"
    assert response.json["table"]["rows"] == [["A1"]]
    assert response.json["reference"]["id"] == REFERENCE.id


def test_download_answers_for_the_selection_in_its_link(server: Flask) -> None:
    href = Figure("indicator/smi/trend", question=one_column).csv("practice=A1")
    response = server.test_client().get(href)
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    assert (
        'filename="indicator-smi-trend.csv"' in response.headers["Content-Disposition"]
    )
    assert read(response.data)[1][0] == "A1"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/download/nothing.csv", 404, "There is no such figure"),
        ("/figure/nothing", 404, "There is no such figure"),
        ("/figure/indicator/smi/trend?practice=Z9", 400, "no practice Z9"),
        ("/download/indicator/smi/trend.csv?month=2026-13", 400, "The month"),
        ("/download/indicator/smi/trend.csv?practice=Z9", 400, "no practice Z9"),
    ],
)
def test_what_cannot_be_downloaded_is_said_in_a_sentence(
    server: Flask, path: str, status: int, words: str
) -> None:
    response = server.test_client().get(path)
    assert response.status_code == status
    assert response.mimetype == "text/plain"
    assert words in response.text
    assert "Traceback" not in response.text
