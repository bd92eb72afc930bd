"""The page of data says of every page which files it needs, has and lacks."""

import dash
from dash import Dash
from pages._needs import NEEDS, needs_table


def test_every_page_in_the_navigation_says_what_it_needs(demo_app: Dash) -> None:
    shown = {page["path"] for page in dash.page_registry.values() if page.get("nav")}
    assert len(shown) > 5
    assert shown <= set(NEEDS)


def test_what_a_page_lacks_is_told_from_what_would_add_to_it() -> None:
    registry = {"caseload": {"path": "/caseload", "nav": "Caseload", "order": 1}}
    held = ("practices", "patients", "admissions", "cohorts")
    table = needs_table(registry, held, ())
    ((page, needs, has, lacks, more),) = table.rows
    assert page == "Caseload"
    assert needs == "practices, patients, admissions, caseload"
    assert has == "practices, patients, admissions, cohorts"
    assert lacks == "caseload"
    assert "contacts" in str(more)
