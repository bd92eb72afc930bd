"""A server of the settings of a test's module, and a browser at it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from data_access.operations.uploads.batch import Batch
from data_access.settings import Settings


@pytest.fixture(scope="module")
def server(settings: Settings) -> Flask:
    return create_app(settings).server


@pytest.fixture
def client(server: Flask, settings: Settings) -> Iterator[FlaskClient]:
    yield server.test_client()
    for folder in (settings.home / "uploads").glob("*"):
        Batch(folder).drop()
