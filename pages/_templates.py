"""Serve the template of each table of the local extract."""

from flask import Flask, Response

from data_access.errors import CareImpactError
from data_access.operations.extract_tables import template

_PATH = "/data/template"


def template_href(table: str) -> str:
    """Return the address of a table's template, named as a load expects it."""
    return f"{_PATH}/{table}.csv"


def register(server: Flask) -> None:
    """Serve ``/data/template/<table>.csv`` to everybody: it has no data."""

    @server.get(f"{_PATH}/<name>.csv")
    def template_of(name: str) -> Response:
        try:
            content = template(name)
        except CareImpactError as unknown:
            return Response(f"{unknown}\n", status=404, mimetype="text/plain")
        response = Response(content, mimetype="text/csv")
        response.headers.set(
            "Content-Disposition", "attachment", filename=f"{name}.csv"
        )
        return response
