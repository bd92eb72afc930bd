"""Flow and overlap as plain figures: what is drawn is what the answer holds."""

from itertools import pairwise

import pytest
from fixtures.samples.sample_people import sample_flow, sample_overlaps, sample_sets

from components.charts.flow import flow_chart
from components.charts.upset import upset_chart
from components.theme import Drawing


def heights(figure: Drawing) -> dict[str, float]:
    """Give each ribbon's thickness where it leaves, by what it says."""
    said = next(trace["text"] for trace in figure["data"] if "text" in trace)
    ribbons = [trace for trace in figure["data"] if trace.get("opacity")]
    assert len(said) == len(ribbons)
    return {
        words: trace["y"][-1] - trace["y"][0]
        for words, trace in zip(said, ribbons, strict=True)
    }


def test_ribbons_are_as_wide_as_there_are_referrals() -> None:
    nodes, links = sample_flow()
    figure = flow_chart(nodes, links)
    drawn = heights(figure)
    assert len(drawn) == len([link for link in links if link.value])
    widths = sorted(drawn.values())
    values = sorted(link.value for link in links if link.value)
    scale = widths[-1] / values[-1]
    for width, value in zip(widths, values, strict=True):
        assert width == pytest.approx(value * scale, abs=0.3)


def test_no_ribbon_leaves_the_chart_and_names_have_room() -> None:
    nodes, links = sample_flow()
    figure = flow_chart(nodes, links)
    bottom = figure["layout"]["yaxis"]["range"][0]
    for trace in figure["data"]:
        assert all(-0.5 <= y <= bottom + 0.5 for y in trace["y"])
    named = [
        one for one in figure["layout"]["annotations"] if one.get("yref") != "paper"
    ]
    by_stage: dict[float, list[tuple[float, int]]] = {}
    for one in named:
        lines = one["text"].count("<br>") + 1
        by_stage.setdefault(one["x"], []).append((one["y"], lines))
        assert all(len(strip(line)) <= 15 for line in one["text"].split("<br>"))
    for places in by_stage.values():
        places.sort()
        for (y, lines), (below, more) in pairwise(places):
            assert below - y >= 16 * (lines + more) / 2 - 0.5


def strip(line: str) -> str:
    return line.replace("<b>", "").replace("</b>", "")


def test_a_flow_of_nothing_is_drawn() -> None:
    assert flow_chart((), ())["layout"]["height"] > 0


def test_overlaps_have_a_bar_a_number_and_their_dots() -> None:
    figure = upset_chart(sample_sets(), sample_overlaps())
    bars, off, joins, on = figure["data"]
    assert bars["y"] == [one.people for one in sample_overlaps()]
    assert len(on["x"]) == sum(len(one.registers) for one in sample_overlaps())
    assert len(on["x"]) + len(off["x"]) == len(sample_sets()) * len(sample_overlaps())
    several = [one for one in sample_overlaps() if len(one.registers) > 1]
    assert joins["x"].count(None) == len(several)
    words = [one["text"] for one in figure["layout"]["annotations"]]
    assert "1,204" in words
