"""What the server adds to every answer: headers, and the smaller plotly.js."""

import base64
import hashlib
import re

import pytest
from dash import ClientsideFunction, Dash, Input, Output, html
from flask.testing import FlaskClient

from components import document, plotly_bundle, security_headers


@pytest.fixture
def client() -> FlaskClient:
    app = Dash(__name__, index_string=document.INDEX)
    app.layout = html.Div([html.Div(id="a"), html.Div(id="b")])
    app.clientside_callback(
        "function(x) { return x; }", Output("a", "children"), Input("b", "children")
    )
    app.clientside_callback(
        ClientsideFunction("filters", "sync"), Output("a", "title"), Input("b", "title")
    )
    security_headers.register(app)
    plotly_bundle.register(app.server)
    return app.server.test_client()


def directives(policy: str) -> dict[str, list[str]]:
    return {name: rest for name, *rest in (part.split() for part in policy.split(";"))}


def test_policy_allows_the_page_s_own_scripts_and_no_others(
    client: FlaskClient,
) -> None:
    response = client.get("/")
    policy = directives(response.headers["Content-Security-Policy"])
    inline = re.findall(
        r"<script(?![^>]*(?:src=|json))[^>]*>(.*?)</script>", response.text, re.S
    )
    assert inline, "Dash starts its renderer from an inline script"
    for script in inline:
        digest = hashlib.sha256(script.encode()).digest()
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["default-src"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]


def test_no_policy_names_another_origin(client: FlaskClient) -> None:
    policy = directives(client.get("/").headers["Content-Security-Policy"])
    sources = {source for rest in policy.values() for source in rest}
    assert all(s.startswith("'") or s in ("data:", "blob:") for s in sources)


def test_numbers_are_not_kept_by_anyone_between(client: FlaskClient) -> None:
    for path in ("/", "/_dash-layout"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store"


def test_every_answer_says_that_its_type_is_meant(client: FlaskClient) -> None:
    for path in ("/", "/_dash-layout", "/nothing-here.js"):
        assert client.get(path).headers["X-Content-Type-Options"] == "nosniff"


def test_the_cartesian_bundle_answers_for_plotly(client: FlaskClient) -> None:
    path = "/_dash-component-suites/plotly/package_data/plotly.min.js"
    with client.get(path) as response:
        assert response.mimetype == "text/javascript"
        assert b"plotly.js (cartesian - minified) v4.1.1" in response.data[:200]
        assert len(response.data) < 2_000_000
        held = {"If-None-Match": response.headers["ETag"]}
    with client.get(path, headers=held) as again:
        assert again.status_code == 304


def test_the_bundle_is_the_version_that_dash_was_told_of() -> None:
    from plotly.offline import get_plotlyjs_version

    assert f"plotly-{get_plotlyjs_version()}/" in plotly_bundle.BUNDLE.as_posix()


def test_the_bundle_needs_no_eval() -> None:
    source = plotly_bundle.BUNDLE.read_text(encoding="utf-8")
    assert not re.search(r"\bnew Function\(|[^.\w]eval\(", source)
