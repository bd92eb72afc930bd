"""A clinical lead works from a list: identifiers beside it, and states of its rows.

What is given to be matched is an attacker's prize: it must be on no disk and in no log.
"""

import csv
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from fixtures.browser.served import Served, serve
from fixtures.homes.extract_files import small_extract
from fixtures.homes.kept import Homes
from fixtures.homes.loaded import load_twice
from flask.testing import FlaskClient
from openpyxl import Workbook
from werkzeug.test import TestResponse

from app import create_app
from data_access.settings import read_settings
from data_access.state.store import open_state
from data_access.state.worklist_matches import WorklistMatch, matches_of
from data_access.state.worklist_rows import row_states
from data_access.store.pseudonyms import read_keys

PEOPLE = [row["patient_id"] for row in small_extract()["patients"]]
SMI = PEOPLE[:10]
MATCH, STATE = "/cohorts/match?on=smi", "/cohorts/state?on=smi"
OURS = {"X-Care-Impact": "worklist", "Sec-Fetch-Site": "same-origin"}
PCN = "U99001"


def called(identifier: str) -> str:
    """Give the invented name of a person, which nothing else contains."""
    return f"Zebedee{identifier[-3:]} Quillfeather"


def patient_list(people: list[str]) -> str:
    lines = [
        f"{one[:3]} {one[3:6]} {one[6:]},{called(one)},{one[-2:]}" for one in people
    ]
    return "\n".join(["NHS number,Patient name,House number", *lines])


def workbook(people: list[str]) -> bytes:
    book = Workbook()
    for line in patient_list(people).split("\n"):
        book.active.append(line.split(","))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def page(people: list[str]) -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split(",")) + "</tr>"
        for line in patient_list(people).split("\n")
    )
    return f"<html><table>{rows}</table></html>".encode()


FORMS = {
    "list.csv": patient_list(PEOPLE).encode(),
    "list.xlsx": workbook(PEOPLE),
    "list.xls": page(PEOPLE),
    "": patient_list(PEOPLE).replace(",", "\t").encode(),
}


@pytest.fixture
def home(homes: Homes, tmp_path: Path) -> Path:
    source = homes.home("two-loads", load_twice) / "home"
    return Path(shutil.copytree(source, tmp_path / "home"))


@pytest.fixture
def lead(home: Path) -> Iterator[FlaskClient]:
    yield client_as(home, "clinical_lead")
    open_state.cache_clear()


def client_as(home: Path, reader: str) -> FlaskClient:
    return create_app(read_settings(home=home, reader=reader)).server.test_client()


def match(
    client: FlaskClient, content: bytes, name: str = "list.csv", **headers: str
) -> TestResponse:
    own = {
        **OURS,
        "X-Care-Impact-Name": quote(name),
        "X-Care-Impact-Author": quote("Ä. Lead"),
    }
    return client.post(MATCH, data=content, headers={**own, **headers})


def pseudonym(home: Path, identifier: str) -> str:
    keys = read_keys(home)
    assert keys is not None
    return keys.pseudonym(identifier)


def bytes_under(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.name.encode() + path.read_bytes() for path in files)


def secrets() -> list[bytes]:
    return [text.encode() for one in SMI for text in (called(one), one, one[3:6] + " ")]


# --- what comes back -------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_each_row_has_the_identifiers_of_its_person(
    home: Path, lead: FlaskClient, name: str
) -> None:
    response = match(lead, FORMS[name], name)
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "private, no-store"
    answer = response.get_json()
    # The oracle: this store's own pseudonym of each person, row by row.
    name_of = {pseudonym(home, one): called(one) for one in SMI}
    columns = [one["headerName"] for one in answer["columnDefs"]]
    assert columns[:4] == ["Place", "NHS number", "Patient name", "Pseudonym"]
    assert "House number" not in columns
    assert {row["key"]: row["beside-1"] for row in answer["rowData"]} == name_of
    header, *rows = csv.reader(StringIO(answer["csv"], newline=""))
    assert header[:4] == columns[:4]
    assert [row[2] for row in rows] == [row["beside-1"] for row in answer["rowData"]]
    assert [row[3] for row in rows] == [row["key"][:8] for row in answer["rowData"]]
    assert "Of 10 rows, 10 have" in answer["said"]


def test_the_act_is_recorded_without_a_patients_data(
    home: Path, lead: FlaskClient
) -> None:
    match(lead, patient_list(PEOPLE[5:20]).encode())
    (record,) = matches_of(open_state(home), PCN)
    assert record.made_on is not None
    asked = WorklistMatch("", "on=smi", "Ä. Lead", 10, 5, record.made_on)
    assert record == asked


def test_who_is_not_in_the_list_stays_a_pseudonym(lead: FlaskClient) -> None:
    answer = match(lead, patient_list(SMI[:3]).encode()).get_json()
    shown = [row["beside-1"] for row in answer["rowData"]]
    assert sorted(shown) == sorted([*map(called, SMI[:3]), *["—"] * 7])


# --- nothing of it stays ---------------------------------------------------------

_WATCHED: list[list[str]] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if not _WATCHED:
        return
    if event.startswith(("tempfile.", "os.mkdir")):
        _WATCHED[-1].append(str(arguments[0]))
    if event == "open" and not isinstance(arguments[0], int):
        path, _, flags = arguments
        if int(str(flags)) & (os.O_WRONLY | os.O_RDWR):
            _WATCHED[-1].append(str(path))


sys.addaudithook(_watch)


@pytest.mark.parametrize("name", FORMS)
def test_no_file_is_written_but_the_record_of_the_act(
    home: Path, lead: FlaskClient, name: str
) -> None:
    open_state(home)
    control, seen = home.parent / "control", list[str]()
    _WATCHED.append(seen)
    try:
        control.write_bytes(b"so that the watch is known to see")
        assert match(lead, FORMS[name], name).status_code == 200
    finally:
        _WATCHED.clear()
    # The record goes through SQLite, and answers without people into the cache; what
    # both contain is looked at below.
    others = [path for path in seen if not path.startswith(f"{home / 'cache'}{os.sep}")]
    assert others == [str(control)]


def test_a_served_home_and_its_log_know_nobody_of_the_list(home: Path) -> None:
    (home.parent / ".env").write_text("CARE_IMPACT_READER=clinical_lead\n")
    served = serve(home, home.parent / "log")
    try:
        for name, content in FORMS.items():
            # Longer than a server would hold back in memory by itself.
            padded = content + b"\n" * 2_000_000 if name == "list.csv" else content
            status, body = asked(served, padded, name)
            assert status == 200
            assert called(SMI[0]) in body
        for content in (b"%PDF " + secrets()[0], patient_list(["1 2"]).encode()):
            assert '"done":false' in asked(served, content, f"{called(SMI[0])}.csv")[1]
        kept = bytes_under(home) + served.said().encode()
    finally:
        served.kill()
    assert [one for one in secrets() if one in kept] == []


def asked(served: Served, content: bytes, name: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
    headers = {
        **OURS,
        "X-Care-Impact-Name": quote(name),
        "X-Care-Impact-Author": "A.%20Lead",
    }
    try:
        connection.request("POST", MATCH, content, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


# --- who may, and what is refused --------------------------------------------------


@pytest.mark.parametrize("reader", ["board", "commissioner", "pcn_manager"])
@pytest.mark.parametrize("address", [MATCH, STATE])
def test_no_other_reader_gets_either(home: Path, reader: str, address: str) -> None:
    response = client_as(home, reader).post(
        address, data=patient_list(PEOPLE).encode(), headers=OURS
    )
    assert response.status_code == 403
    assert "are for the clinical lead" in response.text
    assert len(response.text.splitlines()) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Care-Impact": "upload", "Sec-Fetch-Site": "same-origin"},
        {"X-Care-Impact": "worklist"},
        {"X-Care-Impact": "worklist", "Sec-Fetch-Site": "cross-site"},
        {"X-Care-Impact": "worklist", "Origin": "https://elsewhere.example"},
    ],
)
@pytest.mark.parametrize("address", [MATCH, STATE])
def test_no_other_page_may_ask(
    lead: FlaskClient, address: str, headers: dict[str, str]
) -> None:
    assert lead.post(address, data=b"x", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"Name,Town,Sex\nBo,Ford,F\nAi,Hill,M\n", "a.csv", "no column of identifiers"),
        (patient_list(["9990009999"]).encode(), "a.csv", "None of the 1 identifier"),
        (b"9990009999 9990009998", "", "There is no column|None of the"),
        (patient_list(PEOPLE[20:]).encode(), "a.csv", "nobody on this worklist"),
        (b"PK\x05\x06" + b"\0" * 18, "a.zip", "a.zip"),
        (b"%PDF-1.7", "C:/mine/a.pdf", "^a.pdf is a PDF"),
        (b"", "a.csv", "a.csv is empty"),
    ],
)
def test_a_list_that_serves_nothing_gets_one_sentence_with_a_remedy(
    home: Path, lead: FlaskClient, content: bytes, name: str, said: str
) -> None:
    response = match(lead, content, name)
    answer = response.get_json()
    assert set(answer) == {"done", "said"}
    assert not answer["done"]
    assert ":" in answer["said"]
    assert re.search(said, answer["said"]), answer
    assert matches_of(open_state(home), PCN) == ()


def test_without_a_name_nothing_is_given_nor_recorded(
    home: Path, lead: FlaskClient
) -> None:
    response = match(lead, FORMS["list.csv"], **{"X-Care-Impact-Author": "%20"})
    assert response.get_json().keys() == {"done", "said"}
    assert "Write your name first" in response.get_json()["said"]
    assert matches_of(open_state(home), PCN) == ()


@pytest.mark.parametrize("told", [True, False])
def test_a_list_over_the_limit_is_refused_however_it_is_sent(
    lead: FlaskClient, told: bool
) -> None:
    content = BytesIO(b"x" * (20 * 1024**2 + 1))
    environ = {} if told else {"wsgi.input_terminated": True}
    arguments = {"input_stream": content, "headers": OURS, "environ_base": environ}
    if told:
        arguments["content_length"] = 20 * 1024**2 + 1
    response = lead.post(MATCH, **arguments)
    assert response.status_code == 413
    assert "larger than 20 MB" in response.text


# --- how far each row has got ------------------------------------------------------


def set_state(client: FlaskClient, body: object) -> TestResponse:
    return client.post(STATE, data=json.dumps(body), headers=OURS)


def test_a_state_is_in_the_list_and_the_second_of_two_is_told(
    home: Path, lead: FlaskClient
) -> None:
    key = pseudonym(home, SMI[0])
    wanted = {"key": key, "state": "Booked", "author": "A. Lead", "revision": 0}
    first = set_state(lead, wanted)
    assert first.get_json()["done"]
    assert first.get_json()["set_by"].startswith("A. Lead, ")
    second = set_state(lead, {**wanted, "state": "Declined", "author": "B. Nurse"})
    told = second.get_json()
    assert not told["done"]
    assert "A. Lead has set this row to “Booked” meanwhile" in told["said"]
    assert (told["state"], told["revision"]) == ("Booked", 1)
    again = {**wanted, "state": "Done", "author": "B. Nurse", "revision": 1}
    assert set_state(lead, again).get_json()["done"]
    table = lead.get("/download/cohorts/worklist.csv?on=smi").data.decode("utf-8-sig")
    rows = [*csv.DictReader(StringIO(table, newline=""))]
    states = {row["Pseudonym"]: (row["State"], row["Set by"][:8]) for row in rows}
    assert states.pop(key[:8]) == ("Done", "B. Nurse")
    assert set(states.values()) == {("To contact", "—")}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "Asleep"}, "no state"),
        ({"state": "booked"}, "no state"),
        ({"author": ""}, "write your name"),
        ({"key": "f" * 32}, "not registered with your practices"),
        ({"key": None}, "not registered with your practices"),
    ],
)
def test_what_cannot_be_set_is_said_and_nothing_is_kept(
    home: Path, lead: FlaskClient, change: dict[str, object], said: str
) -> None:
    key = pseudonym(home, SMI[0])
    wanted = {"key": key, "state": "Done", "author": "A. Lead", "revision": 0}
    response = set_state(lead, {**wanted, **change})
    answer = response.get_json()
    assert not answer["done"]
    assert said in answer["said"]
    assert row_states(open_state(home), PCN).of == {}


@pytest.mark.parametrize("body", [[], "x", None, {}, {"revision": True}])
def test_a_body_that_is_none_is_refused(lead: FlaskClient, body: object) -> None:
    assert set_state(lead, body).get_json().keys() == {"done", "said"}
    assert lead.post(STATE, data=b"x" * 5000, headers=OURS).status_code == 413


def test_no_plain_data_or_file_has_more_of_a_pseudonym_than_its_start(
    home: Path, lead: FlaskClient
) -> None:
    for address in ("/figure/cohorts/worklist", "/download/cohorts/worklist.csv"):
        text = lead.get(f"{address}?on=smi").data.decode()
        for one in SMI:
            assert pseudonym(home, one)[:8] in text
            assert pseudonym(home, one)[:9] not in text
