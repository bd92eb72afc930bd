"""Every answer of the product is JSON by the standard: no NaN and no Infinity."""

import csv
import io
import json
import math
from typing import Any, NoReturn, cast
from urllib.parse import quote

import numpy as np
import pytest
from dash import Dash
from fixtures.homes.every_callback import regions
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data_access.figures.plain import plain
from data_access.figures.registry import FIGURES
from data_access.viewer import Role
from pages._reader import COOKIES


def strict(text: str) -> Any:
    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


class StrictClient:
    """A client whose every answer to a callback must be JSON by the standard."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.answers = 0

    def get(self, address: str) -> TestResponse:
        """Get an address; whatever it is must be JSON."""
        response = self.client.get(address)
        strict(response.text)
        return response

    def post(self, address: str, **body: Any) -> TestResponse:
        """Run a callback."""
        response = self.client.post(address, **body)
        strict(response.text)
        self.answers += 1
        return response


@pytest.fixture(scope="module")
def client(demo_app: Dash) -> FlaskClient:
    return demo_app.server.test_client()


def test_every_figure_is_json_and_csv_without_nan(client: FlaskClient) -> None:
    told = 0
    for place, name in enumerate(FIGURES):
        # Each figure for one reader, each reader in turn.
        role = [*Role][place % len(Role)]
        client.set_cookie(COOKIES["home"], str(role))
        response = client.get(f"/figure/{quote(name)}")
        assert response.status_code in (200, 400), (name, response.text)
        if response.status_code == 200:
            told += 1
            assert strict(response.text)["figure"] == name
            file = client.get(f"/download/{quote(name)}.csv").text
            cells = {cell for row in csv.reader(io.StringIO(file)) for cell in row}
            assert not cells & {"nan", "inf", "-inf"}, name
    assert told > 200


@pytest.mark.parametrize("role", [Role.BOARD, Role.CLINICAL_LEAD])
def test_every_callback_answers_in_json(client: FlaskClient, role: Role) -> None:
    client.set_cookie(COOKIES["home"], str(role))
    told = StrictClient(client)
    regions(cast(FlaskClient, told), month="2026-08")
    assert told.answers > 40


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (math.nan, None),
        (math.inf, None),
        (np.float64("nan"), None),
        (np.int64(3), 3),
        (np.bool_(True), True),
        ({"a": [1.5, -math.inf]}, {"a": [1.5, None]}),
    ],
)
def test_what_is_no_number_is_nothing(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert strict(json.dumps(plain(value), allow_nan=False)) == expected
