"""One practice's checks end early, another sends no SMI register: what is said then."""

import json
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from fixtures.homes.kept import Homes
from fixtures.lakes.cut_demo import build_cut, cut, lake_files, practices_of, without

from data_access.door import Context, Door, NoCache
from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure
from data_access.figures.registry import FIGURES
from data_access.figures.show import Request, show
from data_access.months import month_end
from data_access.questions.checks.check_overview import check_overview
from data_access.questions.checks.check_year_end import check_year_end
from data_access.questions.indicators.indicator import indicator
from data_access.questions.quality.data_quality import data_quality
from data_access.questions.start.start_local import start_local
from data_access.questions.value.value_processes import value_processes
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

FILES = ("practices", "patients", "admissions", "health_checks", "cohorts")
ENDS, NO_SMI, WHOLE = "X90102", "X90101", "X90103"
NAMES = {
    ENDS: "Synthetic Alder Green Surgery",
    NO_SMI: "Synthetic Alder Bridge Medical Centre",
    WHOLE: "Synthetic Alder Mill Practice",
}
READERS = (Viewer(Role.PCN_MANAGER, ("X90101", "X90102", "X90103", "X90104")), Viewer())


@pytest.fixture(scope="module")
def part(demo_home: Path, homes: Homes) -> Evidence:
    def make(home: Path) -> None:
        files = lake_files(demo_home)
        last = month_end(Evidence(demo_home).meta().last_month.replace(month=7))
        cohorts = pq.read_table(files["cohorts"])
        build_cut(
            {name: files[name] for name in FILES},
            {
                "health_checks": cut(files, "health_checks", last, ENDS),
                "cohorts": without(
                    files, cohorts, NO_SMI, pc.equal(cohorts["cohort"], "smi")
                ),
            },
            home,
        )

    return Evidence(homes.home("checks-not-sent", make))


def ask(evidence: Evidence, viewer: Viewer, practice: str = "") -> Context:
    return Context(evidence, Selection(practice=practice), viewer)


@pytest.mark.parametrize("viewer", READERS)
def test_no_forecast_of_a_pcn_without_a_practice_but_the_reason_by_name(
    part: Evidence, viewer: Viewer
) -> None:
    ends = f"health_checks of {NAMES[ENDS]}: nothing sent in August 2026 to October"
    never = f"cohorts (smi) of {NAMES[NO_SMI]}: never sent"
    for check, reasons in (
        ("diabetes_processes", (ends,)),
        ("smi_check", (ends, never)),
    ):
        with pytest.raises(CareImpactError) as found:
            check_year_end(ask(part, viewer), check)
        for reason in reasons:
            assert reason in str(found.value)
        assert (never in str(found.value)) == (never in reasons)
        assert NAMES[WHOLE] in str(found.value), "that it has one"
        assert "load" not in str(found.value)


def test_each_practice_has_its_own_forecast_if_it_sent_what_it_needs(
    part: Evidence, demo_home: Path
) -> None:
    whole = Evidence(demo_home)
    viewer = READERS[0]
    for code, check in ((WHOLE, "smi_check"), (NO_SMI, "diabetes_processes")):
        of_part = check_year_end(ask(part, viewer, code), check)
        of_whole = check_year_end(ask(whole, viewer, code), check)
        assert of_part.path.done == of_whole.path.done
        assert of_part.path.needed == of_whole.path.needed
    for code, check in ((ENDS, "diabetes_processes"), (NO_SMI, "smi_check")):
        with pytest.raises(CareImpactError, match=NAMES[code]):
            check_year_end(ask(part, viewer, code), check)


@pytest.mark.parametrize("viewer", READERS)
def test_what_is_of_some_practices_says_so(part: Evidence, viewer: Viewer) -> None:
    practices = len(practices_of(part))
    smi = indicator(ask(part, viewer), "smi_check")
    assert smi.over_time is not None
    words = smi.over_time.caption.summary
    assert f"Of {practices - 2} of {practices} practices" in words
    assert f"{NAMES[NO_SMI]} sent nothing complete for any month" in words
    summary = check_overview(ask(part, viewer)).caption.summary
    assert f"of {practices - 1} of {practices} practices" in summary
    assert NAMES[ENDS] in summary
    processes = value_processes(ask(part, viewer)).done
    assert any(NAMES[ENDS] in process.finding for process in processes)
    lacking = start_local(ask(part, viewer)).missing
    assert f"Not ranked, for want of whole files: {NAMES[ENDS]}." in lacking
    missing = [row[:2] for row in data_quality(ask(part, viewer)).missing.rows]
    assert ("cohorts (smi)", NAMES[NO_SMI]) in missing


@pytest.mark.parametrize("viewer", READERS)
def test_every_figure_of_a_check_names_who_is_not_in_it(
    part: Evidence, viewer: Viewer
) -> None:
    request = Request(Door(part, NoCache()), viewer, Selection(), {})
    names = [
        name
        for name in FIGURES
        if "diabetes_processes" in name and not name.startswith(("england", "pcns"))
    ]
    assert len(names) > 20
    silent = []
    for name in names:
        try:
            said = plain_figure(show(FIGURES[name], request))
        except CareImpactError:
            continue
        if NAMES[ENDS] not in json.dumps(said, default=str):
            silent.append(name)
    assert not silent
