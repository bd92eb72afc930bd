"""A practice's list is matched as a load would match it, whatever form it has."""

import hashlib
import hmac
from collections.abc import Mapping
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from data_access.errors import CareImpactError
from data_access.ingest.found.unstored import pasted_table, tables_in_memory
from data_access.ingest.recognised.identities import Identities, identities
from data_access.ingest.recognised.synonyms import known_names
from data_access.store.pseudonyms import Keys

CHAIN = (
    b"the first key of the store, long enough",
    b"the key after a rotation, as long",
)
KEYS = Keys(CHAIN)
NAMES = ["Aoife O'Neill", "Bo Li", "Chloé Müller", "Dev =SUM(A1)", "Eve, the 2nd", "F"]
DISTRICTS = ["Ford", "Hill", "Lane"]


def by_hand(identifier: str) -> str:
    """Give a pseudonym as the docs define it, without the module that makes it."""
    value = "".join(identifier.split()).replace("-", "")
    for key in CHAIN:
        digest = hmac.new(key, value.encode(), hashlib.sha256).hexdigest()
        value = digest[:32]
    return value


def nhs_number(number: int) -> str:
    """Give the first valid NHS number of the test range from a number on."""
    while True:
        nine = f"999{number % 1_000_000:06d}"
        check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(nine)) % 11
        if check != 10:
            return nine + str(check % 11)
        number += 1


def spaced(identifier: str) -> str:
    return f"{identifier[:3]} {identifier[3:6]} {identifier[6:]}"


@st.composite
def practice_lists(draw: st.DrawFn) -> tuple[list[dict[str, str]], list[str], set[str]]:
    """Draw rows of a list, the order of its columns, and who is known of them."""
    starts = draw(st.lists(st.integers(0, 900_000), min_size=3, max_size=12))
    numbers = list(dict.fromkeys(map(nhs_number, starts)))
    rows = [
        {
            "NHS Number": spaced(one) if place % 2 else one,
            "Patient Name": NAMES[place % len(NAMES)],
            "Usual GP Name": "Dr Who",
            "District": DISTRICTS[place % len(DISTRICTS)],
            "Registered": f"{1 + place:02d}/04/2020",
        }
        for place, one in enumerate(numbers)
    ]
    order = draw(st.permutations(list(rows[0])))
    known = set(draw(st.lists(st.sampled_from(numbers), min_size=1)))
    return rows, order, known


def as_text(rows: list[dict[str, str]], order: list[str], separator: str) -> str:
    def quoted(text: str) -> str:
        return f'"{text}"' if separator in text else text

    lines = [separator.join(order)]
    lines += [separator.join(quoted(row[name]) for name in order) for row in rows]
    return "\r\n".join(lines)


def as_page(rows: list[dict[str, str]], order: list[str]) -> bytes:
    head = "".join(f"<th>{name}</th>" for name in order)
    body = "".join(
        "<tr>" + "".join(f"<td>{row[name]}</td>" for name in order) + "</tr>"
        for row in rows
    )
    page = f'<html><meta charset="utf-8"><table><tr>{head}</tr>{body}</table></html>'
    return page.encode()


def as_workbook(rows: list[dict[str, str]], order: list[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["Patient list of a practice"])
    sheet.append(order)
    for row in rows:
        sheet.append([row[name] for name in order])
        sheet.cell(sheet.max_row, order.index("Patient Name") + 1).data_type = "s"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def found_in(content: bytes, name: str, people: set[str]) -> Identities:
    return identities(tables_in_memory(content, name, known_names()), KEYS, people)


@settings(max_examples=25)
@given(practice_lists())
def test_any_form_of_a_list_gives_the_identity_of_each_known_person(
    drawn: tuple[list[dict[str, str]], list[str], set[str]],
) -> None:
    rows, order, known = drawn
    people = {by_hand(one) for one in known}
    expected: Mapping[str, tuple[str, ...]] = {
        by_hand(row["NHS Number"]): (row["NHS Number"], row["Patient Name"])
        for row in rows
        if row["NHS Number"].replace(" ", "") in known
    }
    for content, name in (
        (as_text(rows, order, ",").encode(), "list.csv"),
        (as_text(rows, order, ";").encode("cp1252"), "list.txt"),
        (as_text(rows, order, "\t").encode("utf-16"), "list.xls"),
        (as_page(rows, order), "list.xls"),
        (as_workbook(rows, order), "list.xlsx"),
    ):
        found = found_in(content, name, people)
        assert set(found.columns) == {"NHS Number", "Patient Name"}
        place = found.columns.index("NHS Number")
        shown = {who: (row[place], row[1 - place]) for who, row in found.of.items()}
        assert shown == expected, name
        assert found.given == len(rows)


@pytest.mark.parametrize("between", ["\n", "\r\n", ", ", ";"])
def test_pasted_identifiers_need_no_headings(between: str) -> None:
    numbers = [nhs_number(start) for start in (11, 222, 3333)]
    text = between.join([spaced(numbers[0]), *numbers[1:]])
    people = {by_hand(one) for one in numbers[:2]}
    found = identities([pasted_table(text, known_names())], KEYS, people)
    assert found.columns == ("Identifier",)
    assert {row[0] for row in found.of.values()} == {spaced(numbers[0]), numbers[1]}
    # The same in a file of one column, with a heading or without.
    for head in ("", "NHS number\n"):
        same = found_in((head + "\n".join(numbers)).encode(), "one.csv", people)
        assert same.of == {by_hand(one): (one,) for one in numbers[:2]}


def test_pasted_cells_of_a_sheet_keep_the_names_beside_them() -> None:
    one, other = nhs_number(5), nhs_number(77)
    text = f"NHS number\tSurname\tForename\n{one}\tLi\tBo\n{other}\tNi\tAi\n"
    found = identities([pasted_table(text, known_names())], KEYS, {by_hand(one)})
    assert found.columns == ("NHS number", "Surname", "Forename")
    assert found.of == {by_hand(one): (one, "Li", "Bo")}


def test_a_column_that_numbers_the_rows_identifies_nobody() -> None:
    """A store of local identifiers 1 to 9 must not give row 4 the name of person 4."""
    people = {by_hand(str(n)) for n in range(1, 10)}
    lines = [f"{n},{nhs_number(n)},Name {n}" for n in range(1, 8)]
    content = "\n".join(["No.,NHS number,Name", *lines]).encode()
    assert found_in(content, "list.csv", people).of == {}


def test_local_identifiers_in_a_row_are_pasted_like_others() -> None:
    for first in (1, 9990000101):
        numbers = [str(first + n) for n in range(6)]
        text = "\n".join(numbers)
        people = {by_hand(one) for one in numbers[2:]}
        found = identities([pasted_table(text, known_names())], KEYS, people)
        assert {row[0] for row in found.of.values()} == set(numbers[2:])


def test_two_columns_that_lead_to_different_people_are_refused() -> None:
    people = {by_hand(f"L{n}") for n in range(1, 10)}
    lines = [f"L{n},L{10 - n},Name {n}" for n in (3, 1, 4)]
    content = "\n".join(["Code,Other code,Name", *lines]).encode()
    with pytest.raises(CareImpactError, match="lead to different people"):
        found_in(content, "list.csv", people)


def test_a_list_without_identifiers_is_refused_and_one_of_strangers_is_not() -> None:
    people = {by_hand(nhs_number(1))}
    with pytest.raises(CareImpactError, match="no column of identifiers"):
        found_in(b"Name,Sex,Town\nBo Li,F,Ford\nAi Ni,M,Hill\n", "list.csv", people)
    strangers = f"NHS number,Name\n{nhs_number(50)},Bo\n{nhs_number(90)},Ai\n"
    found = found_in(strangers.encode(), "list.csv", people)
    assert (found.of, found.given) == ({}, 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "mine.ext is a PDF"),
        (b"", "mine.ext is empty"),
    ],
)
def test_what_cannot_be_read_is_said_by_the_name_the_reader_knows(
    content: bytes, said: str
) -> None:
    with pytest.raises(CareImpactError, match=said):
        found_in(content, "mine.ext", set())


def test_nothing_of_a_list_is_in_the_text_of_what_is_found() -> None:
    one = nhs_number(5)
    people = {by_hand(one)}
    found = found_in(f"NHS number,Name\n{one},Bo Li\n".encode(), "list.csv", people)
    assert found.of
    assert one not in repr(found)
    assert "Bo Li" not in repr(found)
