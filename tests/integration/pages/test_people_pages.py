"""Referrals and cohorts in the product: who may see what, and with which files."""

import csv
import io
from functools import partial
from pathlib import Path

import pytest
from dash import Dash
from fixtures.homes.every_callback import regions, texts
from fixtures.homes.kept import Homes

# The lake of the slow oracles is small enough to build here too.
from fixtures.lakes import people_lake, small_lake
from flask.testing import FlaskClient

from app import create_app
from data_access.choices.cohort_rules import CohortRules
from data_access.choices.lots_wanted import LotsWanted
from data_access.door import Context, Door
from data_access.questions.cohorts.cohort_choices import cohort_choices
from data_access.questions.cohorts.cohort_overlap import cohort_overlap
from data_access.questions.cohorts.cohort_practices import cohort_practices
from data_access.questions.cohorts.cohort_report import cohort_report
from data_access.questions.cohorts.own_people import own_people
from data_access.questions.cohorts.worklist import worklist
from data_access.questions.lots.lots_estimate import lots_estimate
from data_access.questions.lots.lots_followed import lots_followed
from data_access.questions.lots.lots_list import lots_list
from data_access.questions.lots.lots_plan import lots_plan
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.referrals.referral_flow import referral_flow
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

OF_PEOPLE = (cohort_report, cohort_overlap, cohort_practices, worklist)
OF_DRAWS = {
    "plan": partial(lots_plan, wanted=LotsWanted(CohortRules(on="smi"))),
    "list": lots_list,
    "estimate": lots_estimate,
    "followed": lots_followed,
}
EVERYBODY_ELSE = (
    Viewer(),
    Viewer(Role.COMMISSIONER),
    Viewer(Role.PCN_MANAGER, ("P1", "P2", "P3")),
    Viewer(Role.BOARD, ("P1", "P2")),
    Viewer(Role.CLINICAL_LEAD),
    Viewer(Role.CLINICAL_LEAD, ("P3",)),
)
LEAD = Viewer(Role.CLINICAL_LEAD, ("P1",))
LEAD_OF_TWO = Viewer(Role.CLINICAL_LEAD, ("P1", "P2"))
SMI = CohortRules(on="smi")


@pytest.fixture(scope="module")
def evidence(homes: Homes) -> Evidence:
    tables = people_lake.make_tables(seed=2, people=120, referrals=300)
    return Evidence(homes.home("people", lambda home: small_lake.build(tables, home)))


@pytest.fixture(scope="module")
def bare(homes: Homes) -> Path:
    """Give a home with the required files alone."""
    return homes.home("bare", people_lake.make_bare_home)


# --- who may see people ----------------------------------------------------------


@pytest.mark.parametrize("viewer", EVERYBODY_ELSE, ids=lambda viewer: viewer.scope)
@pytest.mark.parametrize("question", OF_PEOPLE, ids=lambda question: question.__name__)
def test_people_are_for_the_clinical_lead_of_their_practice(
    evidence: Evidence, viewer: Viewer, question
) -> None:
    context = Context(evidence, Selection(pcn="N1"), viewer)
    with pytest.raises(NotPermittedError):
        question(context, SMI)
    with pytest.raises(NotPermittedError):
        cohort_choices(context)
    with pytest.raises(NotPermittedError):
        own_people(context)


@pytest.mark.parametrize("viewer", EVERYBODY_ELSE, ids=lambda viewer: viewer.scope)
@pytest.mark.parametrize("name", [*OF_DRAWS])
def test_lots_are_for_the_clinical_lead_of_their_practice(
    evidence: Evidence, viewer: Viewer, name: str
) -> None:
    context = Context(evidence, Selection(pcn="N1"), viewer)
    with pytest.raises(NotPermittedError):
        OF_DRAWS[name](context, draws=())


def test_a_lead_sees_no_row_of_another_practice(evidence: Evidence) -> None:
    everywhere = worklist(Context(evidence, Selection(pcn="N1"), LEAD), CohortRules())
    place = [column.label for column in everywhere.table.columns].index("Practice")
    assert {row[place] for row in everywhere.table.rows} == {"One"}
    # A list of patients is matched with these alone.
    own = own_people(Context(evidence, Selection(pcn="N1"), LEAD)).people
    assert own == set(everywhere.keys)
    with pytest.raises(NotPermittedError, match="Two is not one of your practices"):
        worklist(Context(evidence, Selection(pcn="N1", practice="P2"), LEAD), SMI)


def test_routes_of_one_practice_are_for_its_own_readers(evidence: Evidence) -> None:
    one = Selection(pcn="N1", practice="P1")
    for viewer in (Viewer(), Viewer(Role.CLINICAL_LEAD, ("P2",))):
        with pytest.raises(NotPermittedError, match="choose all practices"):
            referral_flow(Context(evidence, one, viewer))
    for viewer in (LEAD, Viewer(Role.PCN_MANAGER, ("P1",))):
        assert referral_flow(Context(evidence, one, viewer)).links


class Kept(dict):
    """A cache in memory."""

    def set(self, key: str, value: object) -> None:
        self[key] = value


def test_no_cache_keeps_rows_of_people(evidence: Evidence) -> None:
    kept = Kept()
    door = Door(evidence, kept)
    for question in OF_PEOPLE:
        door.ask(question, Selection(pcn="N1"), LEAD, rules=SMI)
    assert len(kept) == len(OF_PEOPLE) - 1
    with evidence.connect() as connection:
        ids = connection.exec_driver_sql("select person_id from person_now").scalars()
        text = repr([*kept.values()])
        assert not [one for one in ids if one in text]


def test_only_the_owner_can_read_the_file_with_people(evidence: Evidence) -> None:
    file = evidence.current_file()
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


# --- in the product --------------------------------------------------------------


def as_reader(client: FlaskClient, role: str) -> FlaskClient:
    client.set_cookie("care_impact_reader", role)
    return client


@pytest.fixture
def client(demo_app: Dash) -> FlaskClient:
    return demo_app.server.test_client()


@pytest.mark.parametrize("role", ["board", "commissioner", "pcn_manager"])
@pytest.mark.parametrize(
    "name",
    [
        *(f"cohorts/{one}" for one in ("worklist", "needs", "gaps", "overlap")),
        "cohorts/practices",
        *(f"lots/{one}" for one in ("plan", "list", "estimate", "followed")),
    ],
)
def test_no_download_gives_people_away(
    client: FlaskClient, role: str, name: str
) -> None:
    response = as_reader(client, role).get(f"/download/{name}.csv?on=smi")
    assert response.status_code == 400
    assert "are for the clinical lead" in response.text
    assert len(response.text.splitlines()) == 1


def test_a_worklist_is_downloaded_with_what_a_spreadsheet_would_run_made_inert(
    client: FlaskClient,
) -> None:
    response = as_reader(client, "clinical_lead").get(
        "/download/cohorts/worklist.csv?left=some"
    )
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    text = response.data.decode("utf-8-sig")
    header, *rows = [*csv.reader(io.StringIO(text, newline=""))]
    assert header[:3] == ["Place", "Pseudonym", "To do"]
    assert len(rows) > 20
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    for row in rows:
        assert len(row[1]) == 8
        assert not [cell for cell in row if cell[:1] in "=+-@" and cell[:1]]


@pytest.mark.parametrize("page", ["referrals", "cohorts"])
def test_with_only_the_required_files_each_block_names_what_would_fill_it(
    bare: Path, page: str
) -> None:
    server = create_app(read_settings(home=bare, reader="clinical_lead")).server
    shown = regions(server.test_client(), left="none", pcn="N1")
    said = " ".join(
        text
        for id_, part in shown.items()
        if id_.startswith(page)
        for text in texts(part)
    )
    assert "could not be drawn" not in said
    assert "Not available to you" not in said
    wanted = {
        "referrals": ["referrals.csv"],
        "cohorts": ["cohorts.csv", "contacts.csv", "health_checks.csv"],
    }
    assert [file for file in wanted[page] if file not in said] == []


def test_a_rule_that_is_none_is_one_sentence(client: FlaskClient) -> None:
    lead = as_reader(client, "clinical_lead")
    said = [*texts(regions(lead, age="' or 1")["cohorts-content"])]
    assert any("The rule age in the address" in text for text in said)
    response = lead.get("/download/cohorts/worklist.csv?on=smi%0A")
    assert response.status_code == 400
    assert "The rule on in the address" in response.text


def test_a_worklist_longer_than_its_rows_says_so(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.questions.cohorts.worklist.MOST", 10)
    context = Context(evidence, Selection(pcn="N1"), LEAD_OF_TWO)
    report = worklist(context, CohortRules())
    assert len(report.table.rows) == 10
    assert report.people > 10
    assert "narrow the cohort" in report.caption.summary
    assert report.people == cohort_report(context, CohortRules()).size
    near = cohort_report(context, CohortRules(left="one"))
    assert near.size > 1
    assert f"Begin with {near.size} people" in report.caption.headline
