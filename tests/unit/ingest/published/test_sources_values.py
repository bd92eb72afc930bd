from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.ingest.published.sources.values import (
    day,
    financial_year_end,
    financial_year_text,
    month,
    numbers,
    quarter_end,
)


@given(st.lists(st.integers(0, 10**9), min_size=1))
def test_thousands_separators_do_not_change_a_count(counts):
    values, nonsense = numbers(pd.Series([f" {count:,} " for count in counts]))
    assert values.tolist() == counts
    assert not nonsense.any()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_a_number_written_plainly_comes_back(figures):
    values, nonsense = numbers(pd.Series([repr(figure) for figure in figures]))
    assert values.tolist() == figures
    assert not nonsense.any()


# Every spelling that a published table has in place of a figure.
MARKS = [
    *("", " ", "*", " * ", "**", "-", " - ", "--", "–", "—", "−", "‑", "~", ":", ".."),
    *("…", ".", "#", "c", "C", "x", "z", "k", "u", "w", "low", "Low", "s"),
    *(
        "[c]",
        "[C]",
        "[ c ]",
        "(c)",
        "[x]",
        "[z]",
        "[u]",
        "[w]",
        "[low]",
        "[Low]",
        "[k]",
    ),
    *("NA", "n/a", "N/A", "#N/A", "#DIV/0!", "null", "NULL", "none", "nan", "NaN"),
    *("<8", "< 5", "≤7", "fewer than 5", "Suppressed", "redacted", "not available"),
    "\u00a0*\u00a0",
]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_for_missing_is_neither_zero_nor_nonsense(mark):
    values, nonsense = numbers(pd.Series([mark]))
    assert values.isna().all()
    assert not nonsense.any()


@pytest.mark.parametrize(
    "text", ["ten", "1.2.3", "£140", "1-2", "1,5", "12,34", "nil", "5*", "inf"]
)
def test_what_is_no_number_is_called_nonsense(text):
    values, nonsense = numbers(pd.Series([text]))
    assert values.isna().all()
    assert nonsense.all()


@pytest.mark.parametrize(
    ("text", "figure"),
    [("1,234 [p]", 1234), ("12[r]", 12), ("7 [note 3]", 7), ("\u22125", -5), ("0", 0)],
)
def test_a_remark_beside_a_figure_leaves_the_figure(text, figure):
    values, nonsense = numbers(pd.Series([text]))
    assert values.tolist() == [figure]
    assert not nonsense.any()


def test_a_percentage_loses_only_its_sign():
    assert numbers(pd.Series(["71.90%"]))[0].tolist() == [71.9]


@pytest.mark.parametrize(
    "text", ["2026-07-01", "01Jul2026", "20260701", "01/07/2026", "01-Jul-2026"]
)
def test_every_published_way_of_writing_a_day(text):
    assert day(text) == date(2026, 7, 1)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_day_first(written):
    assert day(f"{written:%d/%m/%Y}") == written


@pytest.mark.parametrize("text", ["", "31/02/2024", "20261301", "July", "1 Jul"])
def test_what_is_no_day_is_none(text):
    assert day(text) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("September-2025-AE.csv", date(2025, 9, 1)),
        ("Monthly-AE-December-2025-revised.csv", date(2025, 12, 1)),
        ("April 2022", date(2022, 4, 1)),
        ("MSitAE-MARCH-2024", date(2024, 3, 1)),
        ("Sep2025", date(2025, 9, 1)),
        ("Smarch-2025-AE.csv", None),
        ("AE-2025.csv", None),
        ("May-25-AE.csv", None),
        ("", None),
    ],
)
def test_a_month_in_a_name(text, first):
    assert month(text) == first


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("SMI-Q1-2019-2020", date(2019, 6, 30)),
        ("SMI-Q2-2019-2020", date(2019, 9, 30)),
        ("SMI-Q3-2018-2019", date(2018, 12, 31)),
        ("SMI-Q4-2023-2024", date(2024, 3, 31)),
        ("SMI-Q5-2023-2024", None),
        ("SMI-Q4-2023-2025", None),
        ("2023-24", None),
    ],
)
def test_a_financial_quarter_ends(text, end):
    assert quarter_end(text) == end


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("PREVALENCE_2425.csv.gz", "2024-25"),
        ("PREVALENCE_1920.csv", "2019-20"),
        ("2024-25", "2024-25"),
        ("qof 2023/24", "2023-24"),
        ("PREVALENCE_2426.csv", None),
        ("PREVALENCE.csv", None),
    ],
)
def test_a_financial_year_in_a_name(text, year):
    assert financial_year_text(text) == year


def test_a_financial_year_ends_in_march():
    assert financial_year_end("2024-25") == date(2025, 3, 31)
    assert financial_year_end("1999-00") == date(2000, 3, 31)
