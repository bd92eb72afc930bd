"""The headers that restrict the product to its own origin."""

from dash import Dash
from flask import Response

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register(app: Dash) -> None:
    """Send security headers with every answer, and forbid every other origin.

    Inline scripts are those of Dash, allowed by hash; there is no ``unsafe-eval``.
    Inline styles are allowed because plotly.js and AG Grid write style elements, and
    ``data:`` images because Bootstrap's arrows and our sparklines use them.
    """

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if response.mimetype == "text/html":
            # At each page, because Dash adds a script at the first request.
            response.headers["Content-Security-Policy"] = _policy(app.csp_hashes())
        if response.mimetype in ("text/html", "application/json", "text/csv"):
            # Numbers depend on who asks: no proxy or shared disk may keep them.
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _policy(hashes: list[str]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )
