"""The one place where a graph is made, so that none can upload or surprise."""

from dash import dcc, html

from components.theme import Figure

# plotly.js 4 has a "Share chart" button that uploads the data; with no mode bar there
# is no button at all, and the two other settings hold should a bar ever come back.
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
    figure: Figure,
    *,
    id: str,  # noqa: A002 - what Dash calls it
    alt: str,
    height: int | None = None,
) -> html.Div:
    """Draw a figure (a plain dict) as one image with a short text, ``alt``.

    ``height`` is in pixels; without it, the figure's own, or 360. The graph's id is
    ``<id>-graph``.
    """
    pixels = height or figure["layout"].get("height", DEFAULT_HEIGHT)
    graph = dcc.Graph(
        id=f"{id}-graph",
        figure=figure,
        config=SAFE_CONFIG,
        responsive=True,
        style={"height": f"{pixels}px"},
    )
    return html.Div(graph, className="chart", role="img", **{"aria-label": alt})
