"""Outlines of areas, made simple enough to draw and still meeting at their borders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np

Point = tuple[float, float]
Ring = tuple[Point, ...]
Outline = tuple[Ring, ...]

# A hundredth of a degree is a kilometre, and about a pixel of a map of England.
TOLERANCE = 0.01
_SMALLEST = 4 * TOLERANCE**2  # square degrees: islands of two pixels by two
_DECIMALS = 3


def outline_of(geometry: str) -> Outline | None:
    """Return the rings of a GeoJSON Polygon or MultiPolygon, holes among them.

    None where there is no polygon, or where its coordinates are not degrees of
    longitude and latitude, as RFC 7946 has them: a file in metres is for other maps.
    """
    try:
        shape = json.loads(geometry)
        kind, parts = shape["type"], shape["coordinates"]
        if kind not in ("Polygon", "MultiPolygon"):
            return None
        rings = tuple(
            tuple((float(x), float(y)) for x, y, *_ in ring)
            for part in (parts if kind == "MultiPolygon" else [parts])
            for ring in part
        )
    except (KeyError, TypeError, ValueError):
        return None
    in_degrees = all(abs(x) <= 180 and abs(y) <= 90 for ring in rings for x, y in ring)
    return rings if rings and in_degrees else None


def simplified(outlines: Sequence[Outline]) -> list[Outline]:
    """Return the outlines with fewer points, none further than TOLERANCE from before.

    Points where three borders meet stay, and what lies between two of them is made
    simple once for both neighbours, so that no gap opens along a border. Islands of a
    few pixels go; the largest ring of an area always stays.
    """
    corners = _corners(ring for outline in outlines for ring in outline)
    return [
        _without_specks([_simple_ring(ring, corners) for ring in outline])
        for outline in outlines
    ]


def written(outline: Outline) -> str:
    """Write an outline as JSON: rings of [longitude, latitude]."""
    rings = [
        [[round(x, _DECIMALS), round(y, _DECIMALS)] for x, y in ring]
        for ring in outline
    ]
    return json.dumps(rings, separators=(",", ":"))


def _corners(rings: Iterable[Ring]) -> set[Point]:
    """Return the points whose neighbours differ from one ring to another."""
    near: dict[Point, set[Point]] = {}
    for ring in rings:
        path = ring[:-1]
        for index, point in enumerate(path):
            beside = {path[index - 1], path[(index + 1) % len(path)]}
            near.setdefault(point, set()).update(beside)
    return {point for point, beside in near.items() if len(beside) > 2}


def _simple_ring(ring: Ring, corners: set[Point]) -> Ring:
    path = list(ring[:-1])
    at = [index for index, point in enumerate(path) if point in corners]
    if len(at) < 2:
        # The same two ends whichever area the ring is of, and wherever it begins.
        first = at[0] if at else path.index(min(path))
        x, y = path[first]
        far = max(
            range(len(path)),
            key=lambda i: ((path[i][0] - x) ** 2 + (path[i][1] - y) ** 2, path[i]),
        )
        at = sorted({first, far})
    simple: list[Point] = []
    for start, end in zip(at, [*at[1:], at[0] + len(path)], strict=True):
        arc = [path[index % len(path)] for index in range(start, end + 1)]
        simple += _simple_arc(arc)[:-1]
    return (*simple, simple[0])


def _simple_arc(arc: list[Point]) -> list[Point]:
    """Keep the points that matter (Douglas and Peucker), the same from either end."""
    if arc[0] > arc[-1]:
        return _simple_arc(arc[::-1])[::-1]
    points = np.array(arc)
    points[:, 0] *= np.cos(np.radians(points[:, 1].mean()))  # degrees of one length
    kept = {0, len(arc) - 1}
    waiting = [(0, len(arc) - 1)]
    while waiting:
        start, end = waiting.pop()
        if end - start < 2:
            continue
        away = _distances(points[start + 1 : end], points[start], points[end])
        furthest = int(away.argmax())
        if away[furthest] > TOLERANCE:
            middle = start + 1 + furthest
            kept.add(middle)
            waiting += [(start, middle), (middle, end)]
    return [arc[index] for index in sorted(kept)]


def _distances(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return how far each point lies from the line between two others."""
    along = end - start
    length = float(np.hypot(*along))
    off = points - start
    if not length:
        return np.asarray(np.hypot(off[:, 0], off[:, 1]))
    return np.asarray(np.abs(along[0] * off[:, 1] - along[1] * off[:, 0]) / length)


def _without_specks(rings: list[Ring]) -> Outline:
    largest = max(rings, key=_area)
    return tuple(ring for ring in rings if ring is largest or _area(ring) >= _SMALLEST)


def _area(ring: Ring) -> float:
    """Return the area inside a ring in square degrees, by the shoelace formula."""
    x, y = np.array(ring).T
    return abs(float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))) / 2
