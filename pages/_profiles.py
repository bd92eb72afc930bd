"""The profiles kept from loads: list, rename, delete, download and add them."""

from collections.abc import Callable

from dash import Input, Output, callback, dcc, html
from dash.development.base_component import Component
from flask import Flask, Response, jsonify, request

from components.kept_list import kept_list
from data_access.errors import CareImpactError
from data_access.operations.import_profiles import (
    add_profile,
    drop_profile,
    kept_readings,
    profile_text,
    rename_profile,
)
from pages._ask import home
from pages._own_page import sentence
from pages._reader import may_load
from pages._uploads import NOT_PERMITTED, refusal

_MOST_BYTES = 1024**2


def kept_section() -> html.Section:
    """Lay out the list of kept profiles."""
    return html.Section(
        [
            html.H2("How files are read", id="data-kept-title"),
            html.Div(id="data-kept"),
            dcc.Store(id="data-kept-changed"),
        ],
        **{"aria-labelledby": "data-kept-title"},
    )


@callback(
    Output("data-kept", "children"),
    Input("data-loaded", "data"),
    Input("data-kept-changed", "data"),
)
def list_kept(*_: object) -> Component | None:
    """List how files are read, after each load and each change of the list."""
    return kept_list(kept_readings(home())) if may_load() else None


def register(server: Flask) -> None:
    """Serve kept profiles to readers who may load; answer others with a sentence."""

    @server.get("/data/profiles/<name>.toml")
    def download_profile(name: str) -> Response:
        if not may_load():
            return sentence(NOT_PERMITTED, 403)
        try:
            text = profile_text(home(), name)
        except CareImpactError as problem:
            return sentence(problem, 404)
        return Response(text, mimetype="application/toml")

    @server.post("/data/profiles")
    def add_a_profile() -> Response:
        return _done(lambda body: add_profile(home(), body))

    @server.post("/data/profiles/<name>")
    def rename_a_profile(name: str) -> Response:
        return _done(lambda body: rename_profile(home(), name, body.decode("utf-8")))

    @server.delete("/data/profiles/<name>")
    def drop_a_profile(name: str) -> Response:
        return _done(lambda _: drop_profile(home(), name))


def _done(act: Callable[[bytes], str | None]) -> Response:
    refused = refusal()
    if refused:
        return refused
    if (request.content_length or 0) > _MOST_BYTES:
        return sentence("This is larger than an import profile: choose another.", 413)
    try:
        return jsonify(title=act(request.get_data()))
    except (CareImpactError, UnicodeDecodeError) as problem:
        return sentence(
            problem
            if isinstance(problem, CareImpactError)
            else "The name is not text: write it again.",
            400,
        )
