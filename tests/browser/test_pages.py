"""Every page and every state of it: seen by all, quiet, and never a dead end."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from fixtures.browser.every_page import PAGES
from fixtures.browser.page_checks import assert_seen_by_all
from fixtures.browser.reader import Reader
from selenium.webdriver.common.by import By

pytestmark = pytest.mark.browser


# Addresses that cannot be shown, with some of the one sentence that says why.
NO_ANSWER = {
    "/?month=1999-01": "January 1999 is outside the months loaded",
    "/?month=nonsense": "The month in the address should look like 2026-10",
    "/?practice=Z99999": "has no practice with the code Z99999",
    "/?practice=%3Cscript%3E": "has no practice with the code <script>",
    "/?pcn=U00000": "No PCN with the code U00000 has been loaded",
    "/indicator/emergency?month=2031-01": "January 2031 is outside the months loaded",
    "/indicator/nothing": "There is no indicator of that name",
    "/england?area=U00000": "No PCN in England has the code U00000",
    "/england?area=%27": "No PCN in England has the code",
    "/methods/nothing": "There is no methods page of that name",
    "/nowhere/at/all": "There is no page at this address",
}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_seen_by_all_and_quiet(reader: Reader, path: str) -> None:
    reader.go(path, PAGES[path])
    assert reader.texts("[role=alert]") == []
    assert "Synthetic data" in reader.see(".banner").text
    assert_seen_by_all(reader.driver)


@pytest.mark.parametrize("path", PAGES)
def test_page_has_a_title_of_its_own_and_one_heading(reader: Reader, path: str) -> None:
    reader.go(path, PAGES[path])
    assert len(reader.all("h1")) == 1
    heading, title = reader.texts("h1")[0], reader.driver.title
    assert title.endswith("| Care Impact")
    assert title.split(" | ")[0].split(" ")[0] in heading


@pytest.mark.parametrize("address", NO_ANSWER)
def test_what_cannot_be_shown_is_one_sentence_with_a_way_out(
    reader: Reader, address: str
) -> None:
    reader.go(address, "[role=alert] a")
    said = reader.texts("[role=alert]")
    assert len(said) == 1, "said once"
    assert NO_ANSWER[address] in said[0]
    assert "Traceback" not in reader.see("body").text
    assert_seen_by_all(reader.driver)
    assert reader.complaints() == []
    # The way out leads to a page that is whole, not back to the same sentence.
    reader.see("[role=alert] a").click()
    reader.see("#main h1")
    reader.wait_gone("[role=alert]")


@pytest.mark.parametrize("name", ["month", "practice", "pcn"])
def test_a_choice_that_is_not_held_is_named_and_can_be_changed(
    reader: Reader, name: str
) -> None:
    asked = {"month": "1999-01", "practice": "Z99999", "pcn": "U00000"}[name]
    reader.go(f"/?{name}={asked}", "[role=alert]")
    assert reader.chosen(name) == f"{asked} (not available)"
    held = [
        option.get_attribute("value")
        for option in reader.control(name).options
        if option.is_enabled() and option.get_attribute("value") != asked
    ]
    reader.choose(name, held[0])
    reader.see("#month-content .indicator-card")
    assert reader.all("[role=alert]") == []


@pytest.fixture(scope="module")
def nothing_loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nothing")


@pytest.fixture(scope="module")
def without(
    demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Give a function that copies the demo home, as if published files were absent."""

    def copy(what: str) -> Path:
        home = tmp_path_factory.mktemp(f"without-{what}")
        shutil.copytree(demo_home / "evidence", home / "evidence")
        file = home / "evidence" / (home / "evidence" / "current").read_text().strip()
        with duckdb.connect(str(file)) as connection:
            connection.execute("update meta set value = 'false' where key = ?", [what])
        return home

    return copy


@pytest.mark.parametrize("path", ["/", "/indicator/emergency", "/impact", "/england"])
def test_without_a_store_every_page_says_what_to_do(
    reader_at: Callable[[Path], Reader], nothing_loaded: Path, path: str
) -> None:
    reader = reader_at(nothing_loaded)
    reader.go(path, "#main .notice")
    assert "run `care-impact demo`" in reader.see("#main .notice").text
    assert "No data loaded yet" in reader.see(".site-footer").text
    assert_seen_by_all(reader.driver)


def test_without_a_store_the_methods_can_still_be_read(
    reader_at: Callable[[Path], Reader], nothing_loaded: Path
) -> None:
    reader = reader_at(nothing_loaded)
    reader.go("/methods/spc", PAGES["/methods/spc"])
    assert reader.all("[role=alert]") == []


def test_england_without_published_files_names_what_to_load(
    reader_at: Callable[[Path], Reader], without: Callable[[str], Path]
) -> None:
    reader = reader_at(without("published"))
    reader.go("/england", "#main .notice-empty")
    said = reader.see("#main .notice-empty").text
    assert "Patients Registered at a GP Practice" in said
    assert "ask a PCN manager to load" in said
    assert reader.all("#england-content .js-plotly-plot") == []
    assert_seen_by_all(reader.driver)
    reader.driver.find_element(By.LINK_TEXT, "This month").click()
    reader.see(PAGES["/"])
