"""The forest plot keeps its words on the chart."""

import pytest

from components.charts.forest import Effect, forest_chart


@pytest.mark.parametrize(
    ("limits", "anchor"),
    [((1.1, 4.0), "left"), ((0.2, 0.9), "right"), ((0.6, 1.8), "center")],
)
def test_the_label_of_no_difference_stays_on_the_chart(
    limits: tuple[float, float], anchor: str
) -> None:
    low, high = limits
    figure = forest_chart((Effect("Frailty", (low * high) ** 0.5, low, high),))
    (label,) = (
        note
        for note in figure["layout"]["annotations"]
        if note["text"] == "No difference"
    )
    assert label["xanchor"] == anchor
