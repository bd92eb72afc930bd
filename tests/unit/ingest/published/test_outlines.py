"""Outlines are made simple without gaps along their borders, and never far off."""

import itertools
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def distance(point, start, end):
    """Return how far a point lies from a segment, in degrees of latitude."""
    scale = math.cos(math.radians(53))
    (px, py), (ax, ay), (bx, by) = ((x * scale, y) for x, y in (point, start, end))
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length if length else 0
    along = min(max(along, 0), 1)
    return math.hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay))


def sides(outline):
    return {frozenset(pair) for ring in outline for pair in itertools.pairwise(ring)}


def wobbly(heights):
    """Two squares with one crooked border between them, and what lies around."""
    step = 2 / (len(heights) + 1)
    border = [(-1.0 + h, 52 + step * (i + 1)) for i, h in enumerate(heights)]
    south, north = (-1.0, 52.0), (-1.0, 54.0)
    west = ((-2.0, 52.0), south, *border, north, (-2.0, 54.0), (-2.0, 52.0))
    east = ((0.0, 54.0), north, *reversed(border), south, (0.0, 52.0), (0.0, 54.0))
    return (west,), (east,)


@settings(max_examples=60)
@given(st.lists(st.floats(-0.05, 0.05), min_size=2, max_size=40))
def test_a_border_stays_one_line_for_both_sides_and_near_the_old(heights):
    before = wobbly(heights)
    west, east = simplified(before)
    shared = sides(west) & sides(east)
    # What is no outer side of either is a side of both.
    outer = {
        frozenset(side)
        for side in (
            ((-2.0, 52.0), (-1.0, 52.0)),
            ((-1.0, 54.0), (-2.0, 54.0)),
            ((-2.0, 54.0), (-2.0, 52.0)),
            ((0.0, 54.0), (-1.0, 54.0)),
            ((-1.0, 52.0), (0.0, 52.0)),
            ((0.0, 52.0), (0.0, 54.0)),
        )
    }
    assert (sides(west) | sides(east)) - shared == outer
    path = [tuple(side) for side in shared]
    for point in before[0][0]:
        nearest = min(distance(point, *side) for side in [*path, *map(tuple, outer)])
        assert nearest <= TOLERANCE * 1.05


def test_a_wobble_under_the_tolerance_is_drawn_straight():
    west, _ = simplified(wobbly([0.005, -0.005, 0.005]))
    assert len(west[0]) == 5


def test_specks_go_and_the_largest_ring_stays():
    def square(size):
        return ((0.0, 0.0), (size, 0.0), (size, size), (0.0, size), (0.0, 0.0))

    ((only,),) = simplified([(square(1.0), square(0.01))])
    assert len(only) == 5
    ((tiny,),) = simplified([(square(0.001),)])
    assert tiny[0] == tiny[-1]


def polygon(*rings, kind="Polygon"):
    return json.dumps({"type": kind, "coordinates": rings})


RING = [[-2, 52], [-1, 52], [-1, 53], [-2, 52]]


def test_polygons_and_their_parts_are_rings():
    assert outline_of(polygon(RING)) == (tuple(map(tuple, RING)),)
    assert len(outline_of(polygon([RING], [RING], kind="MultiPolygon"))) == 2
    assert json.loads(written(outline_of(polygon(RING)))) == [RING]


@pytest.mark.parametrize(
    "geometry",
    [
        "null",
        "{",
        json.dumps({"type": "Point", "coordinates": [1, 2]}),
        polygon([[530000, 180000], [531000, 180000], [530000, 180000]]),
        polygon([["a", "b"]]),
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
