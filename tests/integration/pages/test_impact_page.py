"""The impact page where there is no estimate, and its figures without a browser."""

import json
from pathlib import Path

import pytest
from dash import Dash
from fixtures.homes.every_callback import regions, texts
from fixtures.homes.kept import Homes
from fixtures.lakes import people_lake
from flask.testing import FlaskClient

from app import create_app
from data_access.cli.parse import main
from data_access.door import Context
from data_access.figures import impact as figures
from data_access.questions.impact.impact import impact
from data_access.questions.impact.matched import NOTHING
from data_access.selection import Selection
from data_access.settings import get_settings, read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer


def test_without_an_estimate_that_is_said_once(homes: Homes) -> None:
    home = homes.home("bare", people_lake.make_bare_home)
    client = create_app(read_settings(home=home)).server.test_client()
    said = {
        id_: [*texts(part)]
        for id_, part in regions(client, pcn="N1").items()
        if id_.startswith("impact-")
    }
    assert NOTHING in said.pop("impact-estimate")
    # What others found says what to expect before there is anything to see.
    assert "What others found" in said.pop("impact-elsewhere")
    assert len(said) == 5
    assert not any(said.values())


@pytest.fixture
def client(demo_app: Dash) -> FlaskClient:
    return demo_app.server.test_client()


@pytest.mark.parametrize("name", ["estimate", "checks", "flow", "picking", "picked/0"])
def test_what_was_only_looked_at_can_be_downloaded(
    client: FlaskClient, name: str
) -> None:
    file = client.get(f"/download/impact/{name}.csv").data.decode("utf-8-sig")
    assert len(file.splitlines()) > 2
    assert file.splitlines()[0].endswith("Figure,Reference")


def test_people_picked_too_hard_are_one_sentence(client: FlaskClient) -> None:
    steps = client.get(figures.PICKING.address("")).get_json()["answer"]["steps"]
    for step in steps:
        answer = client.get(f"/download/impact/picked/{step['least']}.csv")
        assert (answer.status_code == 200) is (step["change"] is not None)
        if answer.status_code != 200:
            assert answer.text.startswith("Too few admissions were expected of")


def test_the_command_line_prints_the_verdict_and_the_grade(
    demo_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CARE_IMPACT_HOME", str(demo_home))
    get_settings.cache_clear()
    assert main(["figure", "impact/estimate", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    shown = impact(Context(Evidence(demo_home), Selection(), Viewer()))
    assert found["headline"] == shown.caption.headline
    assert (found["verdict"], found["answer"]["grade"]) == (shown.verdict, shown.grade)
