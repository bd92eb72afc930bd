"""Numbers as people and programs write them, and what is no number."""

import pytest

from data_access.ingest.extract.load_database import load_database


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("7.0", 7),
        ("1,234.50", 1234.5),
        ("12,345,678", 12345678),
        ("£2,400", 2400),
        ("£ 20", 20),
        ("-£1,000", -1000),
        ("1.5e3", 1500),
        (".5", 0.5),
        ("1,5", None),  # one and a half, or fifteen
        ("1,23", None),
        ("12,34,567", None),
        ("1,234,", None),
        ("£", None),
        ("2.4k", None),
        ("1 234", None),
        ("9.99E+09", 9.99e9),
    ],
)
def test_numbers(text: str, number: float | None) -> None:
    with load_database() as connection:
        found = connection.execute("SELECT as_number(?)", [text]).fetchone()
    assert found == (number,)


@pytest.mark.parametrize(
    ("text", "number"),
    [("14,310", 14310), ("£1,000", 1000), ("7.0", 7), ("7.5", None), ("1,0", None)],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    with load_database() as connection:
        found = connection.execute("SELECT as_integer(?)", [text]).fetchone()
    assert found == (number,)
