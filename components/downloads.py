"""Figures as files and as plain data, from the same answer as the page."""

import json
import re
from collections.abc import Callable

from flask import Flask, Response

from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.record import ShownFigure
from data_access.figures.table_csv import csv_of


def register(
    server: Flask,
    show: Callable[[str], ShownFigure | None],
    told: Callable[[CareImpactError], str],
) -> None:
    """Serve ``/download/<name>.csv?<selection>`` and ``/figure/<name>?<selection>``.

    ``show`` returns the named figure for the request's address, or None for an unknown
    name; ``told`` says why a figure cannot be shown to this reader. An unknown name is
    404; a figure that cannot be shown is 400 with a sentence.
    """

    def respond(name: str, body: Callable[[ShownFigure], Response]) -> Response:
        try:
            answer = show(name)
        except CareImpactError as reason:
            return _refusal(told(reason), 400)
        if answer is None:
            return _refusal("There is no such figure; use a link on a page.", 404)
        return body(answer)

    @server.get("/download/<path:name>.csv")
    def download(name: str) -> Response:
        file = f"{_file_name(name)}.csv"
        return respond(
            name,
            lambda answer: Response(
                csv_of(answer),
                mimetype="text/csv",
                headers={"Content-Disposition": f'attachment; filename="{file}"'},
            ),
        )

    @server.get("/figure/<path:name>")
    def figure(name: str) -> Response:
        return respond(
            name,
            lambda answer: Response(
                json.dumps(plain_figure(answer), ensure_ascii=False, allow_nan=False),
                mimetype="application/json",
            ),
        )


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name)


def _refusal(sentence: str, status: int) -> Response:
    return Response(sentence + "\n", status=status, mimetype="text/plain")
