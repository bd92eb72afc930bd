"""The page of data says of every page which files it needs, has and lacks."""

import dash
from dash import Dash

from data_access.figures import caseload, impact
from data_access.ingest.extract.tables import TABLES
from pages._needs import needs_of, needs_table

LOCAL = ("practices", "patients", "admissions")


def test_every_page_of_figures_says_what_it_needs(demo_app: Dash) -> None:
    pages = [page for page in dash.page_registry.values() if page.get("figures")]
    assert len(pages) > 8
    for page in pages:
        must, can = needs_of(page["figures"])
        assert must or can, page["path"]
        names = {*must, *can}
        assert {name for name in names if not name.startswith("open_")} <= set(TABLES)


def test_what_a_page_lacks_is_told_from_what_would_add_to_it() -> None:
    figures = caseload.FIGURES
    page = {"path": "/caseload", "nav": "Caseload", "order": 1, "figures": figures}
    table = needs_table({"caseload": page}, (*LOCAL, "cohorts"), ())
    ((name, needs, has, lacks, more),) = table.rows
    assert name == "Caseload"
    assert needs == "practices, patients, admissions"
    assert has == "practices, patients, admissions, cohorts"
    assert lacks == "nothing"
    assert {"caseload", "contacts"} <= set(str(more).split(", "))


def test_a_figure_that_needs_no_file_does_not_make_a_page_need_none() -> None:
    needed = (*LOCAL, "caseload")
    assert needs_of(impact.FIGURES) == (needed, ("health_checks",))
    assert not impact.REGRESSION_TO_MEAN.needs
