"""The shapes of points as SVG, for pictures without plotly.js."""

_SHAPES = {
    "circle": '<circle cx="{x}" cy="{y}" r="{r}" {paint}/>',
    "square": '<path d="M{x} {y}m-{r} -{r}h{d}v{d}h-{d}z" {paint}/>',
    "diamond": '<path d="M{x} {y}m0 -{d}l{d} {d} -{d} {d} -{d} -{d}z" {paint}/>',
    "triangle-up": '<path d="M{x} {y}m0 -{d}l{d} {t}h-{t}z" {paint}/>',
    "triangle-down": '<path d="M{x} {y}m0 {d}l{d} -{t}h-{t}z" {paint}/>',
    "x-thin": '<path d="M{x} {y}m-{r} -{r}l{d} {d}m-{d} 0l{d} -{d}" {paint}/>',
}


def symbol_svg(
    symbol: str, x: float, y: float, radius: float, *, fill: str, edge: str
) -> str:
    """Draw a point at (x, y); an unknown symbol is a circle."""
    shape = _SHAPES.get(symbol, _SHAPES["circle"])
    wide = radius * (1.3 if symbol == "diamond" else 1.4)
    return shape.format(
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        r=f"{radius:.1f}",
        d=f"{2 * radius if symbol in ('square', 'x-thin') else wide:.1f}",
        t=f"{2 * wide:.1f}",
        paint=f'fill="{fill}" stroke="{edge}" stroke-width="1.5"',
    )
