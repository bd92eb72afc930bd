"""A manager loads a month in the browser: drops a folder, reads, corrects, confirms."""

import csv
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from dash.testing.browser import Browser
from fixtures.browser.data_page import LONGEST_LOAD, drop, table, told
from fixtures.browser.page_checks import axe_violations, overflows, set_view
from fixtures.browser.reader import Reader
from fixtures.homes.kept import Homes
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from data_access.demo import DemoSettings, write_demo
from data_access.operations import loading
from data_access.settings import read_settings
from data_access.store import lake

pytestmark = pytest.mark.browser

LAST = "2026-10"  # the newest month of the demo
DATED = {
    "referrals": "received_on",
    "caseload": "opened_on",
    "contacts": "contact_on",
    "health_checks": "done_on",
    "care_plans": "agreed_on",
    "measures": "scored_on",
    "admissions": "admitted_on",
    "attendances": "attended_on",
    "appointments": "appointment_on",
}
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def loaded(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of a demo that ends in September, with October's files beside it."""
    folder: Path = tmp_path_factory.mktemp("own") / "month"
    return Path(shutil.copytree(homes.home("month", load_september), folder))


def load_september(folder: Path) -> None:
    write_demo(folder / "all", DemoSettings(patients=3_000), form="csv")
    shutil.copytree(folder / "all", folder / "september")
    (folder / "october").mkdir()
    for name, date in DATED.items():
        with (folder / "all" / f"{name}.csv").open(newline="") as stream:
            rows = list(csv.DictReader(stream))
        before = [row for row in rows if row[date] < LAST]
        write(folder / "september", name, before)
        month = [row for row in rows if row[date].startswith(LAST)]
        if name in ("appointments", "admissions"):
            write(folder / "october", name, month)
    settings = read_settings(home=folder / "home")
    loading.load_local(settings, folder / "september")


def write(folder: Path, name: str, rows: Rows) -> None:
    with (folder / f"{name}.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def spoil(october: Path) -> None:
    """Put two bad rows into a good file, and two files beside it that are no good."""
    with (october / "appointments.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[3]["staff_type"] = "=HYPERLINK(1)"
    rows[4]["appointment_on"] = "31/02/2026"
    write(october, "appointments", rows)
    (october / "measures.csv").write_text("who,what\n1,2\n")
    (october / "notes.docx").write_bytes(b"%PDF-1.7")


def downloaded(folder: Path, name: str) -> Rows:
    until = time.monotonic() + LONGEST_LOAD
    while not (folder / name).is_file() and time.monotonic() < until:
        time.sleep(0.1)
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_month_is_dropped_read_corrected_and_loaded(
    reader_at: Callable[[Path], Reader], browser: Browser, loaded: Path
) -> None:
    home, october = loaded / "home", loaded / "october"
    spoil(october)
    reader = reader_at(home)
    reader.go("/", "#month-content .indicator-card")
    assert reader.chosen("month") == "September 2026"
    reader.driver.add_cookie({"name": "care_impact_reader", "value": "pcn_manager"})

    # A file that cannot be read stops the load, and is named.
    reader.go("/data", "#data-drop input")
    reader.tab_to("#data-drop input")
    drop(reader, october)
    said = told(reader, "This cannot be loaded")
    assert "measures.csv" in said
    assert "notes.docx is a PDF" in reader.see("#data-problem").text
    assert not reader.see("#data-load").is_displayed()
    reader.tab_to("#data-again").send_keys(Keys.ENTER)
    reader.wait_gone("#data-step .load-report")

    # Without it, what would be stored and what not can be read before anything is.
    (october / "measures.csv").unlink()
    (october / "notes.docx").unlink()
    drop(reader, october)
    said = told(reader, "would be rejected")
    assert "appointments: adds Oct 2026" in said
    files = {row["File"]: row for row in table(reader, "load-files")}
    rows = int(files["appointments.csv"]["Rejected"])
    assert rows >= 2, "the demo has flaws of its own"
    problems = {(row["Column"], row["Lines"]) for row in table(reader, "load-problems")}
    assert problems >= {("staff_type", "5"), ("appointment_on", "6")}
    assert "HYPERLINK" not in said, "a value is never shown"
    assert "First rows of appointments.csv" in said
    assert lake.version_names(home) == ("0001",)
    for width, theme in ((1440, "light"), (390, "dark")):
        set_view(reader.driver, width=width, theme=theme)
        assert axe_violations(reader.driver) == [], (width, theme)
        assert not overflows(reader.driver), (width, theme)
    set_view(reader.driver, width=1440, theme="light")

    reader.driver.find_element(By.PARTIAL_LINK_TEXT, "of appointments.csv").click()
    aside = downloaded(Path(browser.download_path), "appointments.rejected.csv")
    assert len(aside) == rows
    assert all(row["rejected_reason"] for row in aside)
    spoilt = {row["rejected_line"]: row for row in aside}
    assert spoilt["5"]["staff_type"] == "'=HYPERLINK(1)"
    assert spoilt["6"]["appointment_on"] == "31/02/2026"

    reader.tab_to("#data-load").send_keys(Keys.ENTER)
    told(reader, "Loaded as version 0002")
    assert lake.version_names(home) == ("0001", "0002")
    versions = table(reader, "quality-versions")
    assert [(row["Version"], row["In use"]) for row in versions] == [
        ("0002", "yes"),
        ("0001", "no"),
    ]
    at = reader.tab_to("#data-step a[href='/']")
    assert at.text == "See October 2026"
    at.send_keys(Keys.ENTER)
    reader.see("#month-content .indicator-card")
    assert reader.path == "/"
    assert reader.chosen("month") == "October 2026"


def test_who_may_not_load_is_told_and_sees_the_quality(
    reader_at: Callable[[Path], Reader], loaded: Path
) -> None:
    reader = reader_at(loaded / "home")
    reader.go("/data", "#data-content .panel")
    assert "Only a PCN manager or a clinical lead may load" in reader.see("#main").text
    assert not reader.see("#data-drop").is_displayed()
    assert reader.all("#quality-versions-caption") == []
    for width, theme in ((1440, "light"), (390, "dark")):
        set_view(reader.driver, width=width, theme=theme)
        assert axe_violations(reader.driver) == [], (width, theme)
        assert not overflows(reader.driver), (width, theme)
