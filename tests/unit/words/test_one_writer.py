"""One value is one text: headline, card, table and hover text, for every unit."""

import json
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import get_args

import pytest
from fixtures.samples.sample_answers import sample_cards, sample_trend

from components.cards import indicator_card
from components.charts.bars import bars_chart
from components.charts.trend import trend_chart
from components.tables import data_table
from data_access.answers.core import Column, Compared, Table, Unit
from data_access.words.numbers import value_text

UNITS: tuple[Unit, ...] = get_args(Unit)
# Decimals below 10, below 100 and from 100; whether zeros at the end are left out.
RULES: dict[Unit, tuple[int, int, int, bool]] = {
    "percent": (1, 0, 0, True),
    "points": (1, 1, 0, True),
    "per_100": (1, 1, 0, False),
    "per_1000": (1, 1, 0, False),
    "per_10000": (2, 1, 0, True),
    "count": (1, 0, 0, True),
    "ratio": (2, 1, 0, False),
    "days": (1, 1, 0, True),
    "gbp": (0, 0, 0, False),
}
BEFORE = {"gbp": "£"}
AFTER = {
    "percent": "%",
    "points": " percentage points",
    "per_100": " per 100",
    "per_1000": " per 1,000",
    "per_10000": " per 10,000",
    "days": " days",
}
# What rounds up into the next rule, halves of every place, what rounds to nothing.
EDGES = (
    "0 0.004 0.005 0.04 0.05 0.4 0.5 0.949 0.95 0.995 1 1.005 2.5",
    "6.9 6.95 6.96 7 9.5 9.94 9.95 9.99 9.995 9.996 10 10.05 12.5",
    "14.45 14.5 99.4 99.5 99.94 99.95 99.99 100 100.4 100.5 999.5",
    "1234.5 29135.5 1000000",
)
# 12.5% of 200 and all of its kind.
SHARES = [Fraction(part, 2) for part in range(201)]
SIZES = [Fraction(text) for row in EDGES for text in row.split()]
VALUES = [*SIZES, *SHARES, *(-size for size in SIZES if size)]


def half_up(size: Fraction, decimals: int) -> Fraction:
    return Fraction(floor(size * 10**decimals + Fraction(1, 2)), 10**decimals)


def expected(value: Fraction, unit: Unit) -> str:
    """Write a value by the rule of its unit, in fractions."""
    *rule, bare = RULES[unit]
    steps = zip(rule, (10, 100, float("inf")), strict=True)
    decimals, size = next(
        (decimals, rounded)
        for decimals, limit in steps
        if (rounded := half_up(abs(value), decimals)) < limit
    )
    text = f"{size.numerator * 10**decimals // size.denominator:0{decimals + 1}d}"
    whole, part = text[: len(text) - decimals], text[len(text) - decimals :]
    part = part.rstrip("0") if bare or not size else part
    sign = "−" if value < 0 and size else ""
    text = f"{int(whole):,}" + (f".{part}" if part else "")
    after = " day" if unit == "days" and sign + text == "1" else AFTER.get(unit, "")
    return f"{sign}{BEFORE.get(unit, '')}{text}{after}"


def hover(figure: dict) -> str:
    return next(
        text
        for trace in figure["data"]
        for text in trace.get("text") or ()
        if "<br>" in text
    ).split("<br>")[1]


@pytest.mark.parametrize("unit", UNITS)
def test_a_value_is_written_by_the_rule_of_its_unit(unit: Unit) -> None:
    assert len(VALUES) > 200
    written = {value: value_text(float(value), unit) for value in VALUES}
    assert written == {value: expected(value, unit) for value in VALUES}


@pytest.mark.parametrize("unit", UNITS)
def test_headline_card_table_and_hover_write_the_same(unit: Unit) -> None:
    for value in [*map(float, VALUES), -0.0]:
        text = value_text(value, unit)
        trend = replace(
            sample_trend(target=value),
            unit=unit,
            values=(value,) * 36,
            marks=(None,) * 36,
        )
        assert hover(trend_chart(trend)) == text
        bar = Compared("a", "A", value, None, None, None, None)
        assert hover(bars_chart((bar,), unit)) == text
        card = indicator_card(replace(sample_cards()[0], value=value, trend=trend), "/")
        number, words = card.children[1].children[0].children
        assert number + words.children == text
        table = Table("", (Column("Value", unit),), ((value,),))
        shown = json.loads(getattr(data_table(table, id="t"), "data-table"))
        assert shown["rows"][0][0][0] == number


@pytest.mark.parametrize("unit", UNITS)
def test_a_value_rounded_as_it_is_written_is_written_the_same(unit: Unit) -> None:
    for value in VALUES:
        if abs(value) >= 9:
            continue
        rounded = half_up(abs(value), RULES[unit][0]) * (-1 if value < 0 else 1)
        assert value_text(float(rounded), unit) == value_text(float(value), unit)
