"""A small trend as SVG: no script, so a page can have thirty."""

from collections.abc import Iterator

from components import theme
from components.charts.symbols import symbol_svg
from data_access.answers.core import Trend
from data_access.words.verdicts import kind_of

WIDTH, PAD = 240, 7
Point = tuple[float, float]


def sparkline_svg(
    trend: Trend, *, height: int = 56, scale: tuple[float, float] | None = None
) -> str:
    """Draw limits as a band, the mean, the months, and every signal by its shape.

    The picture is 240 wide and ``height`` high. ``scale`` is the lowest and highest
    value of the picture, for several on one scale; without it, the trend's own. The
    latest firm month has a mark, unless it is suppressed; a provisional month is hollow
    and not joined; a month without a number breaks the line. The caller adds the
    alternative text.
    """
    place = _Scale(trend, height, scale or value_range(trend))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">',
        *_band(trend, place),
        *_levels(trend.mean, place),
        *_months(trend.firm, place),
        *_points(trend, place),
        "</svg>",
    ]
    return "".join(parts)


def value_range(*trends: Trend) -> tuple[float, float]:
    """Return the lowest and highest of all values and limits; (0, 1) for none.

    A limit below zero counts as zero unless a value is below zero.
    """
    numbers = [
        value
        for trend in trends
        for series in (trend.values, trend.lower, trend.upper)
        for value in series
        if value is not None
    ]
    if not numbers:
        return 0.0, 1.0
    least = min((v for t in trends for v in t.values if v is not None), default=0.0)
    return (max(min(numbers), 0.0) if least >= 0 else min(numbers)), max(numbers)


class _Scale:
    """The position of a month's value in the picture."""

    def __init__(self, trend: Trend, height: int, ends: tuple[float, float]) -> None:
        self._low, high = ends
        self._span = (high - self._low) or 1.0
        self._height = height
        self._step = (WIDTH - 2 * PAD) / max(len(trend.months) - 1, 1)

    def __call__(self, month: int, value: float) -> Point:
        share = (value - self._low) / self._span
        return (
            PAD + month * self._step,
            self._height - PAD - share * (self._height - 2 * PAD),
        )


def _runs(
    values: tuple[float | None, ...], *, level: bool
) -> Iterator[list[tuple[int, float]]]:
    """Yield the runs of months with values, or with the same value (``level``)."""
    run: list[tuple[int, float]] = []
    for month, value in enumerate(values):
        if run and (value is None or (level and value != run[-1][1])):
            yield run
            run = []
        if value is not None:
            run.append((month, value))
    if run:
        yield run


def _text(points: list[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _months(values: tuple[float | None, ...], place: _Scale) -> Iterator[str]:
    for run in _runs(values, level=False):
        points = _text([place(*point) for point in run])
        yield (
            f'<polyline points="{points}" fill="none" stroke="{theme.MAIN}" '
            'stroke-width="2"/>'
        )


def _levels(values: tuple[float | None, ...], place: _Scale) -> Iterator[str]:
    for run in _runs(values, level=True):
        points = _text([place(*run[0]), place(*run[-1])])
        yield (
            f'<polyline points="{points}" fill="none" stroke="{theme.LINE}" '
            'stroke-dasharray="3 3"/>'
        )


def _band(trend: Trend, place: _Scale) -> Iterator[str]:
    """Shade between the limits, and begin anew where new limits do."""
    run: list[tuple[int, float, float]] = []
    for month, (low, high) in enumerate(zip(trend.lower, trend.upper, strict=True)):
        if run and (low is None or trend.months[month] in trend.steps):
            yield _shade(run, place)
            run = []
        if low is not None and high is not None:
            run.append((month, low, high))
    if run:
        yield _shade(run, place)


def _shade(run: list[tuple[int, float, float]], place: _Scale) -> str:
    below = [place(month, low) for month, low, _ in run]
    above = [place(month, high) for month, _, high in reversed(run)]
    return f'<polygon points="{_text(below + above)}" fill="{theme.SHADE}"/>'


def _points(trend: Trend, place: _Scale) -> Iterator[str]:
    latest = trend.latest if trend.marks else 0
    for month, value in enumerate(trend.values):
        kind, late = kind_of(trend.signs[month]), trend.provisional[month]
        quiet = kind in ("common", "unjudged") and month != latest and not late
        if value is None or quiet:
            continue
        _, colour, symbol = theme.POINTS[kind]
        fill = theme.BACKGROUND if late else colour
        yield symbol_svg(symbol, *place(month, value), 3.5, fill=fill, edge=colour)
