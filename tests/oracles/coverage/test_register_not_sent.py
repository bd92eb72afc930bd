"""One practice does not keep a register: what is said of the cohort, on every page."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from fixtures.homes.answered import door_of
from fixtures.homes.kept import Homes
from fixtures.lakes.cut_demo import build_cut, lake_files, without

from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.figures.viewers import viewer_as
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role

NO_SMI, NAME = "X90101", "Synthetic Alder Bridge Medical Centre"
NEVER = f"cohorts (smi) of {NAME}: never sent"
LOCAL = [name for name in FIGURES if not name.startswith(("england", "pcns"))]


@pytest.fixture(scope="module")
def part(demo_home: Path, homes: Homes) -> Path:
    def make(home: Path) -> None:
        files = lake_files(demo_home)
        cohorts = pq.read_table(files["cohorts"])
        gone = pc.equal(cohorts["cohort"], "smi")
        build_cut(files, {"cohorts": without(files, cohorts, NO_SMI, gone)}, home)

    return homes.home("register-not-sent", make)


def answers(
    home: Path, role: Role, query: dict[str, str], names: Iterable[str]
) -> Iterator[tuple[str, Any]]:
    """Give figures as plain data, or the sentence in the place of one."""
    door = door_of(home)
    request = Request(door, viewer_as(door, role), Selection.from_query(query), query)
    for name in names:
        try:
            yield name, plain_figure(show(FIGURES[name], request))
        except CareImpactError as error:
            yield name, str(error)


@pytest.mark.parametrize(
    ("role", "place"), [(Role.BOARD, {}), (Role.PCN_MANAGER, {"practice": NO_SMI})]
)
def test_what_cannot_be_shown_of_the_cohort_names_the_register(
    part: Path, demo_home: Path, role: Role, place: dict[str, str]
) -> None:
    query = {**place, "cohort": "smi"}
    whole = dict(answers(demo_home, role, query, LOCAL))
    wrong = {
        name: said
        for name, said in answers(part, role, query, LOCAL)
        if isinstance(said, str)
        and said != whole[name]
        and (re.search(r"\w\.csv|[Nn]o one", said) and NEVER not in said)
    }
    assert not wrong


@pytest.mark.parametrize("role", [Role.BOARD, Role.PCN_MANAGER])
def test_a_rate_of_the_cohort_is_of_those_that_keep_it_and_says_so(
    part: Path, demo_home: Path, role: Role
) -> None:
    figure = "caseload/trend/contacts"
    for cohort, named in (("smi", True), ("all", False), ("dementia", False)):
        ((_, said),) = answers(part, role, {"cohort": cohort}, [figure])
        assert (f"{NAME} sent nothing" in said["summary"]) == named
    with Evidence(part).connect() as store, Evidence(demo_home).connect() as full:
        admitted = (
            "select month, sum(numerator) from indicator_month where indicator = "
            "'emergency' and cohort = 'smi' and dimension = 'all' and {} group by 1 "
            "order by 1"
        )
        of_pcn = store.exec_driver_sql(admitted.format("practice_code = 'all'")).all()
        others = f"practice_code not in ('all', '{NO_SMI}')"
        assert of_pcn == full.exec_driver_sql(admitted.format(others)).all()


def test_the_caseload_by_cohort_has_no_data_for_the_register(part: Path) -> None:
    figure = "caseload/people/cohort"
    ((_, said),) = answers(part, Role.PCN_MANAGER, {}, [figure])
    rows = dict(row[:2] for row in said["table"]["rows"])
    assert rows["Severe mental illness"] == "No data"
    assert rows["Long-term conditions"] > 0


@pytest.mark.parametrize("role", [Role.BOARD, Role.PCN_MANAGER])
def test_what_is_of_the_others_alone_says_who_is_not_in_it(
    part: Path, demo_home: Path, role: Role
) -> None:
    """Whatever a cohort's figure shows without one practice, it names the practice."""
    query = {"cohort": "smi"}
    whole = dict(answers(demo_home, role, query, LOCAL))
    changed, silent = set(), set()
    for name, said in answers(part, role, query, LOCAL):
        if isinstance(said, str) or isinstance(whole[name], str):
            continue
        if "severe mental illness" not in said["subtitle"].lower():
            continue
        if said["table"] != whole[name]["table"]:
            changed.add(name)
            if NAME not in json.dumps(said, default=str):
                silent.add(name)
    assert len(changed) > 50
    assert not silent


def test_the_estimate_names_the_register_that_its_score_does_not_know(
    part: Path, demo_home: Path
) -> None:
    for home, lacks in ((part, True), (demo_home, False)):
        ((_, said),) = answers(home, Role.BOARD, {}, ["impact/estimate"])
        assert (f"Not whole: {NEVER}." in json.dumps(said)) is lacks
