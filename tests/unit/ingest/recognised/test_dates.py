"""How the dates of an export are written, told from the dates themselves."""

from datetime import date

import pytest

from data_access.ingest.extract.text_table import UnreadableFileError
from data_access.ingest.recognised.contents import Content, contents
from data_access.ingest.recognised.dates import (
    date_forms,
    is_yearless,
    odd_dates,
)

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("dates", "formats"),
    [
        (["01/02/2026", "31/01/2026"], ("%d/%m/%Y",)),
        (["01/02/2026", "01/31/2026"], ("%m/%d/%Y",)),
        (["2026-02-01"], ()),
        (["20260201"], ("%Y%m%d",)),
        (["02-Nov-2026 08:14", "3 March 2026"], ("%d %B %Y", "%d-%b-%Y %H:%M")),
        (["1.2.2026", "30/12/2025"], ("%d/%m/%Y", "%d.%m.%Y")),
        (["on hold", ""], ()),
    ],
)
def test_dates_say_how_they_are_written(
    dates: list[str], formats: tuple[str, ...]
) -> None:
    assert set(date_forms("file.csv", [dates]).formats) - {"%Y-%m-%d"} == set(formats)


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["31/01/2026", "01/31/2026"], "day first and dates with the month first"),
        (["01/02/2026", "03/04/2026"], "No date of file.csv shows"),
    ],
)
def test_dates_that_can_be_two_days_are_refused(dates: list[str], said: str) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        date_forms("file.csv", [dates])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("30/12/25", "2025-12-30"),
        ("01.06.26", "2026-06-01"),
        ("1 Sep 26", "2026-09-01"),
        ("5 Jul 48", "1948-07-05"),
        ("31.12.97", "1997-12-31"),
        ("30/11/27", "2027-11-30"),  # to come, which the load says
        ("May 2026", None),  # a month, which the load reads
        ("13 Oct", None),
        ("on hold", None),
        ("31/02/26", None),
        ("29/02/25", None),
    ],
)
def test_dates_by_hand(written: str, day: str | None) -> None:
    found = odd_dates([written], month_first=False, today=TODAY)
    assert found == ({} if day is None else {written.casefold(): day})


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("01/02/40", "1940-02-01"),
        ("02/12/26", "1926-12-02"),  # tomorrow is no birth
        ("01/12/26", None),  # of today, or of 100 years ago
        ("01/02/19", None),
    ],
)
def test_a_short_year_of_a_birth_is_read_where_one_century_is_possible(
    written: str, day: str | None
) -> None:
    found = odd_dates([written], month_first=False, of_birth=True, today=TODAY)
    assert found == ({} if day is None else {written: day})


def test_a_short_year_follows_the_order_of_day_and_month() -> None:
    found = odd_dates(["02/14/26"], month_first=True, today=TODAY)
    assert found == {"02/14/26": "2026-02-14"}


@pytest.mark.parametrize(
    ("written", "yearless"),
    [
        ("13 Oct", True),
        ("29 Feb", True),
        ("13/10", True),
        ("May-26", True),
        ("May 2026", False),
        ("13 Oct 26", False),
        ("on hold", False),
    ],
)
def test_dates_without_a_year_are_told(written: str, yearless: bool) -> None:
    assert is_yearless(written) is yearless


@pytest.mark.parametrize(
    "written", ["13 Oct", "May-26", "May 2026", "2026-05", "05/2026", "13 October 26"]
)
def test_what_is_less_than_a_day_is_a_date_all_the_same(written: str) -> None:
    """Its column is one of dates, so that each is counted for what it lacks."""
    assert Content.DATE in contents([written])
    assert Content.DATE not in contents([f"{written} or so"])
