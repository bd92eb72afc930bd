"""Outlines are made simple without gaps along their borders, and stay valid."""

import json

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from data_access.ingest.published.sources.files import (
    READ,
    REFUSED,
    read_feed,
)
from data_access.ingest.published.sources.outlines import (
    TOLERANCE,
    outline_of,
    simplified,
    written,
)


def wobbly(heights):
    """Two squares with one crooked border between them, and what lies around."""
    step = 2 / (len(heights) + 1)
    border = [(-1.0 + h, 52 + step * (i + 1)) for i, h in enumerate(heights)]
    south, north = (-1.0, 52.0), (-1.0, 54.0)
    west = ((-2.0, 52.0), south, *border, north, (-2.0, 54.0), (-2.0, 52.0))
    east = ((0.0, 54.0), north, *reversed(border), south, (0.0, 52.0), (0.0, 54.0))
    return Polygon(west), Polygon(east)


def drawn(outline):
    """Give the polygons that a page draws: rings without holes, as they are written."""
    return MultiPolygon([Polygon(ring) for ring in json.loads(written(outline))])


@settings(max_examples=60)
@given(st.lists(st.floats(-0.05, 0.05), min_size=2, max_size=40))
def test_a_border_stays_one_line_for_both_sides_and_near_the_old(heights):
    before = wobbly(heights)
    after = [drawn(outline) for outline in simplified(before)]
    assert shapely.is_valid(after).all()
    assert shapely.coverage_is_valid(after)
    assert shapely.union_all(after).area == pytest.approx(4, abs=1e-6)
    for old, new in zip(before, after, strict=True):
        assert len(shapely.get_coordinates(new)) <= len(shapely.get_coordinates(old))
        # No triangle that goes is larger than the tolerance squared.
        lost = old.symmetric_difference(new).area
        assert lost <= len(heights) * TOLERANCE**2


def test_a_wobble_under_the_tolerance_is_drawn_straight():
    west, _ = simplified(wobbly([0.0002, -0.0002, 0.0002]))
    assert len(shapely.get_coordinates(west)) == 5


def test_specks_go_and_the_largest_part_stays():
    islands = MultiPolygon([box(0, 0, 1, 1), box(2, 2, 2.01, 2.01)])
    (only,) = simplified([islands])
    assert only.equals(box(0, 0, 1, 1))
    (tiny,) = simplified([box(0, 0, 0.001, 0.001)])
    assert tiny.is_valid
    assert not tiny.is_empty


def test_an_area_within_another_stays_and_its_place_stays_free():
    around = Polygon(box(0, 0, 3, 3).exterior.coords, [box(1, 1, 2, 2).exterior.coords])
    outside, inside = simplified([around, box(1, 1, 2, 2)])
    assert shapely.coverage_is_valid([outside, inside])
    assert outside.area == pytest.approx(8)
    assert len(json.loads(written(outside))) == 2


def test_nothing_is_simplified_to_nothing():
    assert simplified([]) == []


def polygon(*rings, kind="Polygon"):
    return json.dumps({"type": kind, "coordinates": rings})


RING = [[-2, 52], [-1, 52], [-1, 53], [-2, 52]]


def test_polygons_and_their_parts_are_rings():
    assert outline_of(polygon(RING)).equals(Polygon(RING))
    both = outline_of(polygon([RING], [RING], kind="MultiPolygon"))
    assert len(json.loads(written(both))) == 2
    assert json.loads(written(outline_of(polygon(RING)))) == [RING]


@pytest.mark.parametrize(
    "geometry",
    [
        "null",
        "{",
        json.dumps({"type": "Point", "coordinates": [1, 2]}),
        polygon([[530000, 180000], [531000, 180000], [530000, 180000]]),
        polygon([["a", "b"]]),
        polygon([[-2, 52], [-1, 52]]),
        polygon(),
    ],
)
def test_what_is_no_polygon_in_degrees_is_none(geometry):
    assert outline_of(geometry) is None


def test_a_boundary_file_in_metres_is_refused_with_the_remedy(tmp_path):
    metres = [[530000, 180000], [531000, 180000], [531000, 181000], [530000, 180000]]
    feature = {
        "type": "Feature",
        "properties": {"ICB23CD": "E54000901", "ICB23NM": "NHS Alder ICB"},
        "geometry": {"type": "Polygon", "coordinates": [metres]},
    }
    path = tmp_path / "icb.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    ((file, reading),) = read_feed(path)
    assert (file.status, reading) == (REFUSED, None)
    assert "WGS 84" in file.reason
    feature["geometry"]["coordinates"] = [RING]
    feature["properties"]["ICB23CDH"] = "QAA"  # the columns of the list of codes too
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    ((file, reading),) = read_feed(path)
    assert (file.status, file.source_id) == (READ, "boundaries")
    assert reading.tables["boundary"]["outline"].tolist() == [
        "[[[-2.0,52.0],[-1.0,52.0],[-1.0,53.0],[-2.0,52.0]]]"
    ]
