"""What others found is told by its shape, and by a word where it has no interval."""

import pytest

from components import theme
from components.charts.studies import studies_chart
from data_access.answers.impact import Finding

ROWS = (
    Finding("This PCN", "own", 0.95, 0.84, 1.07),
    Finding("HomeHealth (randomised)", "randomised", 0.65),
    Finding("English pilots", "comparison group", 1.09, 1.01, 1.18),
)


def test_each_design_has_a_shape_of_its_own() -> None:
    of = {trace["name"]: trace for trace in studies_chart(ROWS)["data"]}
    assert {name: (trace["x"], trace["y"]) for name, trace in of.items()} == {
        "This PCN": ([0.95], [0]),
        "Randomised": ([0.65], [1]),
        "Comparison group": ([1.09], [2]),
    }
    assert len({trace["marker"]["symbol"] for trace in of.values()}) == 3
    assert of["Comparison group"]["error_x"]["array"] == pytest.approx([0.09])
    colours = {trace["marker"]["color"] for trace in of.values()}
    assert not colours & {theme.IMPROVEMENT, theme.CONCERN}


def test_a_ratio_without_an_interval_says_so() -> None:
    figure = studies_chart(ROWS)
    (randomised,) = (one for one in figure["data"] if one["name"] == "Randomised")
    assert randomised["error_x"]["array"] == [None]
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert [text for text in texts if "no interval" in text] == [
        "HomeHealth (randomised)  <b>0.65, no interval</b>"
    ]


def test_an_own_estimate_of_too_few_has_a_row_and_no_point() -> None:
    figure = studies_chart((Finding("This PCN", "own"), *ROWS[1:]))
    assert figure["data"][0]["x"] == []
    assert "Too few people" in [
        note["text"] for note in figure["layout"]["annotations"]
    ]
