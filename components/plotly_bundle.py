"""Serve the cartesian plotly.js in place of the full one: 1.5 MB instead of 4.8 MB.

The product draws scatter and bar traces only. The cartesian bundle has no sankey,
funnel, waterfall, map or WebGL trace: our funnels are scatter points between lines, a
flow diagram can be filled scatter bands. Leaving WebGL out also leaves out the code
that needs ``unsafe-eval``. Dash still loads it lazily, for pages with a chart only.
"""

import re
from pathlib import Path

from flask import Flask, Response, request, send_file

BUNDLE = (
    Path(__file__).parents[1] / "assets/vendor/plotly-4.1.1/plotly-cartesian.min.js"
)
_REQUESTED = re.compile(r"/_dash-component-suites/plotly/package_data/plotly\.min\.")


def register(server: Flask) -> None:
    """Answer Dash's request for plotly.min.js with the vendored bundle."""

    @server.before_request
    def send_bundle() -> Response | None:
        if not _REQUESTED.search(request.path):
            return None
        # A day, then one ETag check: the URL has no fingerprint of our file.
        return send_file(BUNDLE, mimetype="text/javascript", max_age=86_400)
