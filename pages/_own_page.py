"""Requests that only a page of this product may make."""

from urllib.parse import urlsplit

from flask import Response, request

# A page of another site can neither set it nor ask the browser whether it may.
HEADER = "X-Care-Impact"


def from_own_page(what: str) -> bool:
    """Return whether one of our own pages asks, for the purpose it names."""
    if request.headers.get(HEADER) != what:
        return False
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is None and origin is None:
        return False
    # Hosts alone: a proxy may have taken the https off.
    return site in (None, "same-origin") and (
        origin is None or urlsplit(origin).netloc == request.host
    )


def sentence(reason: Exception | str, status: int) -> Response:
    """Answer with one sentence."""
    return Response(f"{reason}\n", status=status, mimetype="text/plain")
