"""Upload files for the page Data, and download their rejected rows."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from flask import Flask, Response, jsonify, request

from data_access.errors import CareImpactError
from data_access.operations.uploads import job
from data_access.operations.uploads.batch import (
    Batch,
    LoadedError,
    find_batch,
    open_batch,
    take,
)
from data_access.words.numbers import number_text
from pages._ask import home
from pages._own_page import from_own_page, sentence
from pages._reader import may_load
from pages._store import current_store

_MEGABYTE = 1024**2
_MOST_CHOICES_BYTES = 4 * _MEGABYTE


def register(server: Flask) -> None:
    """Serve uploads to readers who may load; answer others with a sentence and 403."""

    @server.post("/data/upload")
    def begin() -> Response:
        refused = refusal()
        return refused or jsonify(id=open_batch(home()).id)

    @server.put("/data/upload/<id_>/<path:name>")
    def send(id_: str, name: str) -> Response:
        limit = current_store().settings.upload_limit_mb
        refused = refusal() or _too_large(limit)
        if refused:
            return refused
        return _with_batch(
            id_, lambda batch: asdict(take(batch, request.stream, name, limit))
        )

    @server.post("/data/upload/<id_>/choices")
    def choose(id_: str) -> Response:
        refused = refusal() or _too_many_choices()
        if refused:
            return refused
        return _with_batch(id_, lambda batch: job.choose(batch, request.get_data()))

    # The second address is that of earlier versions.
    @server.get("/data/rejected/<id_>/<int:number>.csv")
    @server.get("/data/put-aside/<id_>/<int:number>.csv")
    def rejected_rows(id_: str, number: int) -> Response:
        if not may_load():
            return sentence(NOT_PERMITTED, 403)
        try:
            return _rows(find_batch(home(), id_), number)
        except CareImpactError as expired:
            return sentence(expired, 404)


def _with_batch(
    id_: str, act: Callable[[Batch], Mapping[str, object] | None]
) -> Response:
    """Do something with an upload; say in a sentence what prevents it."""
    try:
        batch = find_batch(home(), id_)
    except CareImpactError as expired:
        return sentence(expired, 404)
    try:
        return jsonify(act(batch) or {})
    except LoadedError:
        return jsonify(loaded=True)  # upload.js begins a new upload
    except CareImpactError as problem:
        return sentence(problem, 400)


def uploaded_batch(id_: str | None) -> Batch | None:
    """Return this reader's upload, or None if there is none or it has expired."""
    try:
        return find_batch(home(), id_) if id_ and may_load() else None
    except CareImpactError:
        return None


NOT_PERMITTED = (
    "Only a PCN manager or a clinical lead may load data: choose the reader at the top "
    "of the page, or, where there is no choice, set CARE_IMPACT_READER=pcn_manager "
    "where Care Impact runs."
)


def _rows(batch: Batch, number: int) -> Response:
    checked = job.report(batch)
    path = batch.rejected / f"{number}.csv"
    if checked is None or number >= len(checked.rejected) or not path.is_file():
        raise CareImpactError(
            "These rows are no longer available: check the files again."
        )
    response = Response(path.read_bytes(), mimetype="text/csv")
    response.headers.set(
        "Content-Disposition", "attachment", filename=checked.rejected[number].name
    )
    return response


def refusal() -> Response | None:
    """Return why this request may not send files, or None if it may."""
    if not may_load():
        return sentence(NOT_PERMITTED, 403)
    if not from_own_page("upload"):
        return sentence("Files are accepted only from the page Data.", 403)
    return None


def _too_large(limit_mb: int) -> Response | None:
    if (request.content_length or 0) <= limit_mb * _MEGABYTE:
        return None
    return sentence(
        f"The file is larger than {number_text(limit_mb)} MB, the "
        "limit: load the folder with `care-impact load FOLDER`, or raise "
        "CARE_IMPACT_UPLOAD_LIMIT_MB.",
        413,
    )


def _too_many_choices() -> Response | None:
    if (request.content_length or 0) <= _MOST_CHOICES_BYTES:
        return None
    return sentence("Too much was chosen at once: send fewer files at a time.", 413)
