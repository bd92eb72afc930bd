"""Rename, delete, download and add the profiles that were kept from loads."""

from collections.abc import Callable

from flask import Flask, Response, jsonify, request

from data_access.errors import CareImpactError
from data_access.operations.import_profiles import (
    add_profile,
    drop_profile,
    profile_text,
    rename_profile,
)
from data_access.settings import Settings
from pages._reader import may_load
from pages._uploads import NOT_PERMITTED, refusal, sentence

_MOST_BYTES = 1024**2


def register(server: Flask, settings: Settings) -> None:
    """Serve kept profiles to readers who may load; answer others with a sentence."""

    @server.get("/data/profiles/<name>.toml")
    def download_profile(name: str) -> Response:
        if not may_load():
            return sentence(NOT_PERMITTED, 403)
        try:
            text = profile_text(settings.home, name)
        except CareImpactError as problem:
            return sentence(problem, 404)
        return Response(text, mimetype="application/toml")

    @server.post("/data/profiles")
    def add_a_profile() -> Response:
        return _done(lambda body: add_profile(settings.home, body))

    @server.post("/data/profiles/<name>")
    def rename_a_profile(name: str) -> Response:
        return _done(
            lambda body: rename_profile(settings.home, name, body.decode("utf-8"))
        )

    @server.delete("/data/profiles/<name>")
    def drop_a_profile(name: str) -> Response:
        return _done(lambda _: drop_profile(settings.home, name))


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
