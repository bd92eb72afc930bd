"""Outlines of areas, made simple enough to draw and still meeting at their borders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeAlias

import shapely
from shapely import MultiPolygon, Polygon

Outline: TypeAlias = Polygon | MultiPolygon

# A bend goes where the triangle it makes is smaller than the square of this, in
# degrees: on a map of England, one of two pixels by two.
TOLERANCE = 0.02
_SMALLEST = TOLERANCE**2  # square degrees: islands of two pixels by two
_DECIMALS = 4  # ten metres: rounded further, borders that lie close could cross


def outline_of(geometry: str) -> Outline | None:
    """Return the polygon of a GeoJSON Polygon or MultiPolygon.

    None if there is no polygon, or where its coordinates are not degrees of
    longitude and latitude, as RFC 7946 has them: a file in metres is for other maps.
    """
    shape = shapely.from_geojson(geometry, on_invalid="ignore")
    if not isinstance(shape, Polygon | MultiPolygon) or shape.is_empty:
        return None
    west, south, east, north = shape.bounds
    in_degrees = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return shapely.force_2d(shape) if in_degrees else None


def simplified(outlines: Sequence[Outline]) -> list[Outline]:
    """Return the outlines with fewer points, and no gap along the border of two.

    What neighbours share is made simple once for both. Islands of a few pixels go; the
    largest part of an area always stays.
    """
    simple = shapely.coverage_simplify(list(outlines), TOLERANCE)
    return [_without_specks(outline) for outline in simple]


def written(outline: Outline) -> str:
    """Write an outline as JSON: rings of [longitude, latitude], holes among them."""
    rings = [
        shapely.get_coordinates(ring).round(_DECIMALS).tolist()
        for part in shapely.get_parts(outline)
        for ring in shapely.get_rings(part)
    ]
    return json.dumps(rings, separators=(",", ":"))


def _without_specks(outline: Outline) -> Outline:
    parts = shapely.get_parts(outline)
    areas = shapely.area(parts)
    return MultiPolygon(list(parts[(areas >= _SMALLEST) | (areas == areas.max())]))
