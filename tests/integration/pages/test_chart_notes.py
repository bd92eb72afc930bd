"""New limits on a chart hold for its table and its file too: they are one answer."""

import json
import shutil
from pathlib import Path

import pytest
from fixtures.homes.every_callback import regions
from fixtures.homes.kept import Homes
from fixtures.lakes import care_lake
from flask.testing import FlaskClient

from app import create_app
from components.note_form import note_form
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import INDICATORS
from data_access.errors import CareImpactError
from data_access.operations.notes import ChartNotes, has_limits
from data_access.settings import read_settings
from data_access.state.notes import MOST_REBASES, notes_on
from data_access.state.store import open_state
from data_access.viewer import Role, Viewer

INDICATOR = "contacts"  # whose chart has limits
MANAGER = Viewer(Role.PCN_MANAGER, ("P2",))
NAME = f"indicator/{INDICATOR}/trend"


@pytest.fixture(scope="module")
def home(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = homes.home("care", care_lake.make_home)
    copy = tmp_path_factory.mktemp("notes") / "home"
    return Path(shutil.copytree(made, copy, ignore=shutil.ignore_patterns("cache")))


def notes(
    home: Path, viewer: Viewer = MANAGER, indicator: str = INDICATOR
) -> ChartNotes:
    return ChartNotes(home, "N1", ("P1", "P2"), indicator, viewer)


def answer(client: FlaskClient) -> dict[str, object]:
    plain: dict[str, object] = client.get(f"/figure/{NAME}").get_json()
    return plain


def test_new_limits_hold_for_chart_table_and_file(home: Path) -> None:
    settings = read_settings(home=home, reader=Role.PCN_MANAGER)
    client = create_app(settings).server.test_client()
    before = answer(client)
    rows = before["table"]["rows"]
    notes(home).add(
        month=rows[len(rows) // 3][0][:7],
        kind="rebase",
        text="A second coordinator began",
        author="Dr Example",
    )
    after = answer(client)
    assert after["table"]["rows"] != rows
    assert after["answer"]["trend"]["mean"] != before["answer"]["trend"]["mean"]
    assert after["reference"]["id"] != before["reference"]["id"]

    page = json.dumps(regions(client, {"indicator-id": INDICATOR})["indicator-content"])
    file = client.get(f"/download/{NAME}.csv").get_data(as_text=True)
    for reference in (page, file):
        assert after["reference"]["id"] in reference
        assert before["reference"]["id"] not in reference
    means = [line.split(",")[2] for line in file.splitlines()[1:]]
    # The months before are too few for limits of their own.
    told = [None if mean == "No data" else float(mean) for mean in means]
    assert told == after["answer"]["trend"]["mean"]
    assert None in told
    assert told[-1] is not None
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
        notes(tmp_path).add(month=month, kind=kind, text="", author=None)


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer(Role.BOARD),
        Viewer(Role.COMMISSIONER, ("P1", "P2")),
        Viewer(Role.CLINICAL_LEAD, ("P9",)),  # of another PCN
    ],
)
def test_notes_are_made_and_removed_in_direct_care_alone(
    tmp_path: Path, viewer: Viewer
) -> None:
    made = {"month": "2026-01", "kind": "rebase", "text": "Why", "author": "A. Lead"}
    notes(tmp_path).add(**made)
    (note,) = notes_on(open_state(tmp_path), "N1", INDICATOR)
    with pytest.raises(CareImpactError, match="ask one of them"):
        notes(tmp_path, viewer).add(**made)
    with pytest.raises(CareImpactError, match="ask one of them"):
        notes(tmp_path, viewer).remove(number=str(note.number), author="A. Lead")
    assert notes_on(open_state(tmp_path), "N1", INDICATOR) == (note,)


@pytest.mark.parametrize("record", INDICATORS, ids=lambda record: record.id)
def test_new_limits_are_offered_and_taken_only_where_there_are_limits(
    tmp_path: Path, record: Indicator
) -> None:
    made = {"month": "2026-01", "text": "Why", "author": "A. Lead"}
    form = str(note_form("p", hidden=False, limits=has_limits(record.id)))
    assert ("New limits from here" in form) == (not record.rolling)
    of_chart = notes(tmp_path, indicator=record.id)
    of_chart.add(**made, kind="note")
    if record.rolling:
        with pytest.raises(CareImpactError, match="no limits to start anew") as said:
            of_chart.add(**made, kind="rebase")
        assert str(said.value).count(".") == 1
    else:
        of_chart.add(**made, kind="rebase")
    kinds = [note.kind for note in notes_on(open_state(tmp_path), "N1", record.id)]
    assert kinds == ["note", "rebase"][: 1 + (not record.rolling)]


def test_a_note_is_removed_by_who_made_it(tmp_path: Path) -> None:
    made = {"month": "2026-01", "kind": "rebase", "text": "Why", "author": "A. Lead"}
    mine = notes(tmp_path)
    mine.add(**made)
    (note,) = notes_on(open_state(tmp_path), "N1", INDICATOR)
    assert note.made_on is not None
    for number, author, words in (
        (str(note.number), "B. Other", "Only the person"),
        (str(note.number), None, "Only the person"),
        ("99", "A. Lead", "no such note"),
        (None, "A. Lead", "Choose the note"),
    ):
        with pytest.raises(CareImpactError, match=words):
            mine.remove(number=number, author=author)
    mine.remove(number=str(note.number), author="a lead")
    assert notes_on(open_state(tmp_path), "N1", INDICATOR) == ()


def test_a_chart_has_few_new_limits(tmp_path: Path) -> None:
    mine = notes(tmp_path)
    for month in range(MOST_REBASES):
        mine.add(month=f"2026-0{month + 1}", kind="rebase", text="Why", author="A")
    with pytest.raises(CareImpactError, match="remove one of them first"):
        mine.add(month="2026-09", kind="rebase", text="Why", author="A")
    mine.add(month="2026-09", kind="note", text="Why", author="A")
