"""The status of the server and its data, as JSON for machines."""

from datetime import UTC, datetime

from flask import Flask, Response, jsonify

from data_access.errors import CareImpactError
from pages._store import home_store


def register(server: Flask) -> None:
    """Serve ``/healthz`` (alive) and ``/readyz`` (store present, version, age)."""

    @server.get("/healthz")
    def alive() -> Response:
        return jsonify(status="alive")

    @server.get("/readyz")
    def ready() -> tuple[Response, int]:
        door = home_store().door
        try:
            meta = door.evidence.meta()
            with door.evidence.connect() as connection:
                connection.exec_driver_sql("select 1").one()
        except CareImpactError as problem:
            return jsonify(status="not ready", reason=str(problem)), 503
        age = datetime.now(UTC) - meta.built_at
        return (
            jsonify(
                status="ready",
                data_version=meta.data_version,
                built_at=meta.built_at.isoformat(),
                age_hours=round(age.total_seconds() / 3600, 1),
                synthetic=meta.synthetic,
            ),
            200,
        )
