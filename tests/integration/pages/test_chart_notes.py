"""New limits on a chart hold for its table and its file too: they are one answer."""

import json
from pathlib import Path

import pytest
from fixtures.homes.every_callback import regions
from fixtures.lakes import care_lake, small_lake
from flask.testing import FlaskClient

from app import create_app
from data_access.errors import CareImpactError
from data_access.marts.build import Source, build_evidence
from data_access.operations.notes import add_chart_note
from data_access.settings import read_settings
from data_access.store.evidence import swap_in
from data_access.viewer import Role

INDICATOR = "smi_check"
NAME = f"indicator/{INDICATOR}/trend"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home: Path = tmp_path_factory.mktemp("notes")
    paths = small_lake.write(care_lake.make_tables(), home)
    folder = home / "evidence"
    swap_in(build_evidence(folder, Source("one", paths), None, provisional_months=2))
    return home


def answer(client: FlaskClient) -> dict[str, object]:
    plain: dict[str, object] = client.get(f"/figure/{NAME}").get_json()
    return plain


def test_new_limits_hold_for_chart_table_and_file(home: Path) -> None:
    settings = read_settings(home=home, reader=Role.PCN_MANAGER)
    client = create_app(settings).server.test_client()
    before = answer(client)
    rows = before["table"]["rows"]
    add_chart_note(
        home,
        "N1",
        INDICATOR,
        month=rows[len(rows) // 2][0][:7],
        kind="rebase",
        text="A second coordinator began",
        author="Dr Example",
    )
    after = answer(client)
    assert after["table"]["rows"] != rows
    assert after["answer"]["trend"]["mean"] != before["answer"]["trend"]["mean"]
    assert after["reference"]["id"] != before["reference"]["id"]

    page = json.dumps(regions(client)["indicator-content"])
    file = client.get(f"/download/{NAME}.csv").get_data(as_text=True)
    for reference in (page, file):
        assert after["reference"]["id"] in reference
        assert before["reference"]["id"] not in reference
    means = [line.split(",")[2] for line in file.splitlines()[1:]]
    assert [float(mean) for mean in means] == after["answer"]["trend"]["mean"]
    assert "A second coordinator began" in page


@pytest.mark.parametrize(
    ("month", "kind", "words"),
    [
        (None, "note", "Choose the month"),
        ("2026-13", "note", "The month in the address"),
        ("2026-01", "other", "Choose a note, or new limits"),
        ("2026-01", "note", "needs a reason and a name"),
    ],
)
def test_a_note_that_lacks_something_is_one_sentence(
    tmp_path: Path, month: str | None, kind: str, words: str
) -> None:
    with pytest.raises(CareImpactError, match=words):
        add_chart_note(
            tmp_path, "N1", INDICATOR, month=month, kind=kind, text="", author=None
        )
