"""Figures as files and as plain data, made from the same answer as the page's own."""

import json
import re
from collections.abc import Callable

from flask import Flask, Response

from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.record import ShownFigure
from data_access.figures.table_csv import csv_bytes


def register(server: Flask, show: Callable[[str], ShownFigure | None]) -> None:
    """Serve ``/download/<name>.csv?<selection>`` and ``/figure/<name>?<selection>``.

    ``show`` gives the figure of a name for the address asked, None where there is none
    of that name. An unknown name is 404, what cannot be shown 400 with its sentence.
    """

    def answer(name: str, body: Callable[[ShownFigure], Response]) -> Response:
        try:
            shown = show(name)
        except CareImpactError as reason:
            return _refusal(str(reason), 400)
        if shown is None:
            return _refusal("There is no such figure; use a link on a page.", 404)
        return body(shown)

    @server.get("/download/<path:name>.csv")
    def download(name: str) -> Response:
        file = f"{_file_name(name)}.csv"
        return answer(
            name,
            lambda shown: Response(
                csv_bytes(shown.report.table, shown.reference.id),
                mimetype="text/csv",
                headers={"Content-Disposition": f'attachment; filename="{file}"'},
            ),
        )

    @server.get("/figure/<path:name>")
    def figure(name: str) -> Response:
        return answer(
            name,
            lambda shown: Response(
                json.dumps(plain_figure(shown), ensure_ascii=False, allow_nan=False),
                mimetype="application/json",
            ),
        )


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name)


def _refusal(sentence: str, status: int) -> Response:
    return Response(sentence + "\n", status=status, mimetype="text/plain")
