import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from fixtures.samples.sample_answers import sample_cards, sample_trend, short_trend

from components import theme
from components.charts.sparkline import sparkline_svg, value_range
from data_access.answers.core import Mark

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str, tag: str) -> list[ET.Element]:
    return ET.fromstring(svg).findall(f"{SVG}{tag}")  # noqa: S314 - our own drawing


@pytest.mark.parametrize(
    "trend", [sample_trend(), short_trend(), *(c.trend for c in sample_cards())]
)
def test_everything_stays_inside_the_picture(trend) -> None:
    for line in (
        *drawn(sparkline_svg(trend), "polyline"),
        *drawn(sparkline_svg(trend), "polygon"),
    ):
        for point in line.get("points").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= 240
            assert 0 <= y <= 56


def test_missing_months_break_the_line() -> None:
    lines = [
        line
        for line in drawn(sparkline_svg(sample_trend()), "polyline")
        if line.get("stroke") == theme.MAIN
    ]
    assert [len(line.get("points").split()) for line in lines] == [7, 11, 14]


def test_a_rebase_is_a_step_in_band_and_mean() -> None:
    svg = sparkline_svg(sample_trend())
    assert len(drawn(svg, "polygon")) == 2
    for band in drawn(svg, "polygon"):
        ys = {point.split(",")[1] for point in band.get("points").split()}
        assert len(ys) == 2


def test_signals_and_the_last_month_are_marked() -> None:
    svg = sparkline_svg(sample_trend())
    fills = [mark.get("fill") for tag in ("path", "circle") for mark in drawn(svg, tag)]
    assert fills.count(theme.IMPROVEMENT) == 1
    assert fills.count(theme.TEXT) == 1  # unusual, not confirmed
    assert fills.count(theme.CONCERN) == 1
    assert fills.count(theme.NEUTRAL) == 1
    assert fills.count(theme.BACKGROUND) == 2  # the last two months are provisional


def test_the_latest_firm_month_is_marked_and_none_if_it_is_suppressed() -> None:
    trend = replace(sample_trend(), signs=("none",) * 36, provisional=(False,) * 36)
    gone = replace(
        trend,
        values=(*trend.values[:-1], None),
        marks=(*trend.marks[:-1], Mark.NO_DATA),
    )
    (mark,) = drawn(sparkline_svg(gone), "circle")
    assert float(mark.get("cx")) == pytest.approx(7 + 34 * 226 / 35, abs=0.1)
    small = replace(gone, marks=(*trend.marks[:-1], Mark.SUPPRESSED))
    assert drawn(sparkline_svg(small), "circle") == []


def test_nothing_to_draw_is_an_empty_picture() -> None:
    root = ET.fromstring(sparkline_svg(sample_cards()[4].trend))  # noqa: S314
    assert len(root) == 0


def test_several_share_one_scale() -> None:
    high = replace(sample_trend(), values=(900.0,) * 36)
    assert value_range(sample_trend(), high) == (38.0, 900.0)
    assert value_range() == (0.0, 1.0)
    svg = sparkline_svg(sample_trend(), scale=(38.0, 900.0))
    line = drawn(svg, "polyline")[-1]
    assert min(float(p.split(",")[1]) for p in line.get("points").split()) > 40
