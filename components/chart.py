"""Make every graph here, so that none can upload data."""

from collections.abc import Iterator
from urllib.parse import quote

from dash import dcc, html

from components import theme
from components.charts.symbols import symbol_svg
from components.theme import Drawing

# plotly.js 4 has a "Share chart" button that uploads the data; with no mode bar there
# is no button at all, and the two other settings apply if a bar ever comes back.
# With no buttons inside, the chart can also be one image to a screen reader.
SAFE_CONFIG = {
    "displayModeBar": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}
DEFAULT_HEIGHT = 360


def chart(
    figure: Drawing,
    *,
    id: str,  # noqa: A002 - the name in Dash
    alt: str,
    height: int | None = None,
) -> html.Div:
    """Draw a figure (a plain dict) as one image with a short text, ``alt``.

    ``height`` is in pixels; the default is the figure's own, or 360. The graph's id is
    ``<id>-graph``. The key is HTML, made from the names of the traces: the key of
    plotly takes half the height of a phone and cannot be read aloud.
    """
    pixels = height or figure["layout"].get("height", DEFAULT_HEIGHT)
    graph = dcc.Graph(
        id=f"{id}-graph",
        figure=figure,
        config=SAFE_CONFIG,
        responsive=True,
        style={"height": f"{pixels}px"},
    )
    image = html.Div(
        graph,
        className="chart",
        role="img",
        style={"--height": f"{pixels}px"},
        **{"aria-label": alt},
    )
    entries = list(_key(figure))
    return html.Div([html.Ul(entries, className="key"), image] if entries else image)


def _key(figure: Drawing) -> Iterator[html.Li]:
    """Show each shape with its name; a figure with one kind of point needs no key."""
    markers = {
        trace["name"]: trace["marker"]
        for trace in reversed(figure["data"])
        if trace.get("showlegend") and trace["x"]
    }
    if len(markers) < 2:
        return
    for name, marker in reversed(markers.items()):
        edge = marker["line"]["color"]
        mark = symbol_svg(
            marker["symbol"], 9, 9, 5, fill=marker.get("color", edge), edge=edge
        )
        yield html.Li([html.Img(src=_picture(mark), alt=""), name])


def _picture(mark: str) -> str:
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18" '
        f'width="18" height="18" fill="{theme.BACKGROUND}">{mark}</svg>'
    )
    return "data:image/svg+xml," + quote(text)
