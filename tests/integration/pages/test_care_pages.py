"""Health checks and the caseload as each reader gets them, whatever is loaded."""

import csv
import io
import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from dash import Dash, html
from dash.development.base_component import Component
from fixtures.homes.kept import Homes
from fixtures.lakes import small_lake
from flask.testing import FlaskClient

from app import create_app
from data_access.catalogue.checks import CHECKS
from data_access.figures import registry
from data_access.queries.places import practices
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from pages._ask import filled

COOKIE = "care_impact_reader"


def content(app: Dash, page: str, role: str, **query: str) -> Component:
    """Fill every region of a page as a reader gets it."""
    app.server.test_client().get("/_dash-dependencies")  # makes the callbacks known
    headers = {"Cookie": f"{COOKIE}={role}"}
    shown = sys.modules[f"pages.{page}"].PAGE
    with app.server.test_request_context(headers=headers):
        return html.Div(
            [
                filled(query, partial(shown.content, region, first=place == 0))
                for place, region in enumerate(shown.regions)
            ]
        )


def said(component: Component) -> Iterator[str]:
    """Give every text of a page."""
    for part in component._traverse():
        children = getattr(part, "children", None)
        if isinstance(children, str):
            yield children


def figures(component: Component) -> list[str]:
    return [
        str(part.id)
        for part in component._traverse()
        if getattr(part, "className", "") == "figure-frame"
    ]


def notices(component: Component) -> list[str]:
    return [
        " ".join(said(part))
        for part in component._traverse()
        if str(getattr(part, "className", "")).startswith("notice ")
    ]


@pytest.fixture(scope="module")
def practice(demo_home: Path) -> str:
    with Evidence(demo_home).connect() as connection:
        return practices(connection)[0].code


# --- each reader -----------------------------------------------------------------


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_is_shown_to_a_board(demo_app: Dash, check: str) -> None:
    shown = content(demo_app, "health_checks", "board", check=check)
    held = figures(shown)
    assert f"health-checks-{check}-trend" in held
    assert "health-checks-overview" in held
    assert not any("could not be drawn" in text for text in said(shown))


def test_the_whole_caseload_is_shown_to_a_board(demo_app: Dash) -> None:
    shown = content(demo_app, "caseload", "board")
    assert len(figures(shown)) >= 15
    assert notices(shown) == []


@pytest.mark.parametrize("page", ["caseload", "health_checks", "referrals"])
def test_a_reader_of_rounded_numbers_is_told_so(demo_app: Dash, page: str) -> None:
    rounding = "to the nearest 5"
    assert rounding in " ".join(said(content(demo_app, page, "board")))
    assert rounding in " ".join(said(content(demo_app, page, "commissioner")))
    assert rounding not in " ".join(said(content(demo_app, page, "pcn_manager")))


def test_coordinators_are_never_named(demo_app: Dash) -> None:
    words = " ".join(said(content(demo_app, "caseload", "pcn_manager")))
    assert re.search(r"Coordinator \d+ \([\d.]+ WTE\)", words)
    assert "CC1-" not in words


@pytest.mark.parametrize(("page", "blocks"), [("health_checks", 2), ("caseload", 2)])
def test_one_practice_by_group_is_for_direct_care(
    demo_app: Dash, practice: str, page: str, blocks: int
) -> None:
    board = content(demo_app, page, "board", practice=practice)
    refused = [text for text in notices(board) if "in direct care only" in text]
    assert len(refused) == blocks
    manager = content(demo_app, page, "pcn_manager", practice=practice)
    assert not any("in direct care only" in text for text in notices(manager))


@pytest.mark.parametrize(
    ("page", "query", "words"),
    [
        ("health_checks", {"check": "nonsense"}, "nonsense is not a choice for"),
        ("health_checks", {"month": "1999-01"}, "January 1999 is outside"),
        ("caseload", {"pressure": "nonsense"}, "nonsense is not a choice for"),
        ("caseload", {"practice": "Z9"}, "no practice with the code Z9"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    demo_app: Dash, page: str, query: dict[str, str], words: str
) -> None:
    shown = content(demo_app, page, "board", **query)
    assert any(words in text for text in said(shown))
    assert not any("could not be drawn" in text for text in said(shown))


def test_a_cohort_chosen_elsewhere_does_not_change_a_check(demo_app: Dash) -> None:
    def headline(**query: str) -> str:
        shown = content(demo_app, "health_checks", "board", **query)
        return next(
            part.children
            for part in shown._traverse()
            if getattr(part, "id", "") == "health-checks-overview-headline"
        )

    assert headline(cohort="carer") == headline()


# --- what leaves ------------------------------------------------------------------


def rows(client: FlaskClient, path: str) -> list[list[str]]:
    response = client.get(path)
    assert response.status_code in (200, 400), response.text
    if response.status_code == 400:
        assert response.text.count("\n") == 1
        return []
    text = response.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


COUNTS = (
    "People with a complete check since 1 April",
    "Lower 95% limit",
    "People",
    "Register",
    "Out of",
    "Contacts",
    "People on the caseload",
    "Started",
    "Finished",
)
NAMES = [
    name
    for name in registry.FIGURES
    if name.startswith(("health-checks/", "caseload/", "outcomes/"))
]


def test_a_board_downloads_no_small_or_unrounded_count(
    demo_app: Dash, practice: str
) -> None:
    client, seen = demo_app.server.test_client(), 0
    for name in NAMES:
        for query in ("", f"?practice={practice}"):
            head, *body = rows(client, f"/download/{name}.csv{query}") or [[]]
            columns = [
                i
                for i, label in enumerate(head)
                if label in COUNTS and not ("limit" in label and "/year" not in name)
            ]
            for row in body:
                numbers = [row[i] for i in columns if row[i][:1].isdigit()]
                assert all(float(number) % 5 == 0 for number in numbers), (name, row)
                seen += len(numbers)
    assert seen > 100


# --- what is loaded ---------------------------------------------------------------


@pytest.fixture(scope="module")
def required_only(homes: Homes) -> Dash:
    home = homes.home("required", small_lake.make_home)
    return create_app(read_settings(home=home))


def test_without_checks_every_block_says_what_to_load(required_only: Dash) -> None:
    shown = content(required_only, "health_checks", "board")
    told = notices(shown)
    assert figures(shown) == []
    assert len(told) == 5  # what several blocks of a region lack is said once
    local = [text for text in told if "published" not in text and "England" not in text]
    assert all("health_checks.csv" in text for text in local), local
    assert not any("could not be drawn" in text for text in told)


def test_without_contacts_or_coordinators_the_rest_is_shown(
    required_only: Dash,
) -> None:
    shown = content(required_only, "caseload", "board")
    held, told = figures(shown), notices(shown)
    assert {"caseload-flow", "caseload-trend-caseload_open"} <= set(held)
    for file in ("contacts.csv", "coordinators.csv"):
        assert any(file in text for text in told), file
    assert not any("could not be drawn" in text for text in told)


@pytest.mark.parametrize(
    ("measure", "files", "drawn"),
    [
        ("caseload", (), {"equity-slope-caseload", "equity-trend-caseload"}),
        ("emergency", (), {"equity-slope-emergency", "equity-trend-emergency"}),
        ("smi_check", ("health_checks.csv", "cohorts.csv"), set()),
        ("referral_reach", ("referrals.csv", "cohorts.csv"), set()),
    ],
)
def test_equity_says_which_file_would_fill_each_block(
    required_only: Dash, measure: str, files: tuple[str, ...], drawn: set[str]
) -> None:
    shown = content(required_only, "equity", "board", measure=measure)
    held, told = set(figures(shown)), notices(shown)
    assert drawn <= held
    assert {"equity-registers-deprivation", "equity-missing-caseload-practice"} <= held
    assert any("Quality and Outcomes Framework" in text for text in told)
    if files:
        asked = [text for text in told if all(file in text for file in files)]
        assert len(asked) == 3  # once a region: the line, its trend, the groups
    assert len(told) == 1 + (3 if files else 0)
    assert not any("could not be drawn" in text for text in said(shown))


def test_equity_of_one_practice_is_for_direct_care(
    demo_app: Dash, practice: str
) -> None:
    board = content(demo_app, "equity", "board", practice=practice)
    refused = [text for text in notices(board) if "in direct care only" in text]
    assert len(refused) == 4  # once a region: line, trend, groups, who is missing
    manager = content(demo_app, "equity", "pcn_manager", practice=practice)
    assert not any("in direct care only" in text for text in notices(manager))
    assert not any("could not be drawn" in text for text in said(manager))


OUTCOMES = {
    "admissions.csv": "Readmission",
    "care_plans.csv": "plan",
    "measures.csv": "scores",
    "contacts.csv": "Contacts",
    "referrals.csv": "budgets",
    "appointments.csv": "GP appointments",
}


def test_outcomes_say_which_file_would_fill_each_block(required_only: Dash) -> None:
    shown = content(required_only, "outcomes", "board")
    told = notices(shown)
    assert figures(shown) == []
    assert len(told) == len(set(told))
    for file, word in OUTCOMES.items():
        assert any(file in text and word in text for text in told), file
    assert not any("could not be drawn" in text for text in said(shown))


def test_outcomes_of_one_practice_by_group_are_for_direct_care(
    demo_app: Dash, practice: str
) -> None:
    for role, refusals in (("board", 1), ("pcn_manager", 0)):
        shown = content(demo_app, "outcomes", role, practice=practice)
        refused = [text for text in notices(shown) if "in direct care only" in text]
        assert len(refused) >= refusals
        assert bool(refused) == bool(refusals)
        assert not any("could not be drawn" in text for text in said(shown))
