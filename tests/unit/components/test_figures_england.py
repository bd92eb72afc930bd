"""The map and the standings: every place drawn once, missing never as zero."""

import pytest
from fixtures.samples.sample_figures import sample_areas, sample_standings

from components import theme
from components.charts.map import map_chart
from components.charts.standings import standings_chart

BANDS = ("Lowest", "Middle", "Highest")


def drawn(figure, **wanted):
    return [
        trace
        for trace in figure["data"]
        if all(trace.get(key) == value for key, value in wanted.items())
    ]


def test_every_area_is_filled_and_marked_once_in_its_own_shade():
    figure = map_chart(sample_areas(), BANDS, "per_10000")
    marks = drawn(figure, mode="markers")
    assert [trace["name"] for trace in marks] == [*BANDS, "No data"]
    texts = [text for trace in marks for text in trace["text"]]
    assert texts == [
        "<b>NHS Alder ICB</b><br>0.2 per 10,000",
        "<b>NHS Birch ICB</b><br>0.5 per 10,000",
        "<b>NHS Cedar ICB</b><br>0.9 per 10,000",
        "<b>NHS Downs ICB</b><br>No data",
    ]
    fills = drawn(figure, fill="toself")
    shades = [trace["fillcolor"] for trace in fills]
    assert shades == [*reversed(theme.SEQUENTIAL), theme.SHADE]
    assert len({trace["marker"]["symbol"] for trace in marks}) == 4
    for trace in fills:
        assert trace["x"][-1] is trace["y"][-1] is None  # the next one is apart


def test_a_mark_stands_in_the_middle_of_the_largest_ring():
    alder, *_ = sample_areas()
    islet = ((5.0, 50.0), (5.1, 50.0), (5.1, 50.1), (5.0, 50.0))
    figure = map_chart(
        (type(alder)(alder.name, (islet, *alder.outline), 1.0, 0),), BANDS, "per_10000"
    )
    (mark,) = drawn(figure, mode="markers")
    assert (mark["x"], mark["y"]) == ([-2.5], [52.5])


def test_the_chosen_area_is_outlined_and_in_the_key():
    figure = map_chart(sample_areas(), BANDS, "per_10000")
    (edge,) = drawn(figure, name="NHS Birch ICB")
    assert edge["x"] == [-2.0, -1.0, -1.0, -2.0, -2.0, None]
    assert edge["showlegend"] is True
    # At 52.5 degrees a degree of longitude is 0.61 of one of latitude.
    assert figure["layout"]["yaxis"]["scaleratio"] == pytest.approx(1.643, abs=0.001)


def test_a_fourth_band_has_no_shade():
    with pytest.raises(ValueError, match="three bands"):
        map_chart(sample_areas(), (*BANDS, "More"), "per_10000")


def test_standings_place_what_is_known_and_say_what_is_not():
    figure = standings_chart(sample_standings(), "This PCN", "Its peers")
    peers, mine = figure["data"]
    assert (mine["x"], mine["y"]) == ([0.4], [0])
    assert peers["y"] == [0, 0, 0, 1]
    notes = [a for a in figure["layout"]["annotations"] if a["text"] == "No data"]
    assert [note["y"] for note in notes] == [2]
