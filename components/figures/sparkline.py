"""A trend the size of a word, as SVG: no script, so thirty cost a page nothing."""

from collections.abc import Iterator

from components import theme
from components.figures.points import kind_of
from data_access.answers import Trend

WIDTH, HEIGHT, PAD = 240, 56, 6
_SHAPES = {
    "circle": '<circle cx="{x}" cy="{y}" r="4" {paint}/>',
    "triangle-up": '<path d="M{x} {y}m0 -6l5.5 9.5h-11z" {paint}/>',
    "diamond": '<path d="M{x} {y}m0 -6l6 6-6 6-6-6z" {paint}/>',
    "square": '<path d="M{x} {y}m-4.5 -4.5h9v9h-9z" {paint}/>',
}


def sparkline_svg(trend: Trend) -> str:
    """Draw limits as a band, the mean, the months, and every signal by its shape.

    The last month is always marked; a provisional month is hollow. Missing months
    break the line. The text to go with it is the caller's.
    """
    place = _Scale(trend)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        *_band(trend, place),
        *_line(trend.mean, place, f'stroke="{theme.LINE}" stroke-dasharray="3 3"'),
        *_line(trend.values, place, f'stroke="{theme.MAIN}" stroke-width="2"'),
        *_points(trend, place),
        "</svg>",
    ]
    return "".join(parts)


class _Scale:
    """Where a month's value falls in the picture, in its own units."""

    def __init__(self, trend: Trend) -> None:
        drawn = (*trend.values, *trend.lower, *trend.upper, *trend.mean)
        known = [value for value in drawn if value is not None] or [0.0]
        self._low = min(known)
        self._span = (max(known) - self._low) or 1.0
        self._step = (WIDTH - 2 * PAD) / max(len(trend.months) - 1, 1)

    def __call__(self, month: int, value: float) -> tuple[str, str]:
        share = (value - self._low) / self._span
        x = PAD + month * self._step
        y = HEIGHT - PAD - share * (HEIGHT - 2 * PAD)
        return f"{x:.1f}", f"{y:.1f}"


def _runs(values: tuple[float | None, ...]) -> Iterator[list[tuple[int, float]]]:
    """Give the stretches of months that have a value."""
    run: list[tuple[int, float]] = []
    for month, value in enumerate(values):
        if value is not None:
            run.append((month, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _line(
    values: tuple[float | None, ...], place: _Scale, stroke: str
) -> Iterator[str]:
    for run in _runs(values):
        points = " ".join(",".join(place(*point)) for point in run)
        yield f'<polyline points="{points}" fill="none" {stroke}/>'


def _band(trend: Trend, place: _Scale) -> Iterator[str]:
    for run in _runs(trend.lower):
        below = [place(month, value) for month, value in run]
        above = [
            place(month, upper)
            for month, _ in reversed(run)
            if (upper := trend.upper[month]) is not None
        ]
        points = " ".join(",".join(point) for point in (*below, *above))
        yield f'<polygon points="{points}" fill="{theme.SHADE}"/>'


def _points(trend: Trend, place: _Scale) -> Iterator[str]:
    last = max((m for m, v in enumerate(trend.values) if v is not None), default=None)
    for month, value in enumerate(trend.values):
        kind = kind_of(trend.label[month])
        if value is None or (kind == "common" and month != last):
            continue
        _, colour, symbol = theme.POINTS[kind]
        hollow = trend.provisional[month]
        fill = theme.BACKGROUND if hollow else colour
        x, y = place(month, value)
        paint = f'fill="{fill}" stroke="{colour}" stroke-width="1.5"'
        yield _SHAPES[symbol].format(x=x, y=y, paint=paint)
