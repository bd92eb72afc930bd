"""Somebody goes from the synthetic PCN to an empty store of their own, and back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from dash.testing.browser import Browser
from fixtures.browser.page_checks import axe_violations, overflows, set_view
from fixtures.browser.reader import LONGEST_WAIT, Reader
from fixtures.homes.kept import Homes
from fixtures.homes.two_stores import REAL, SYNTHETIC, load_both, load_synthetic
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

pytestmark = pytest.mark.browser

OWN, BACK = "[data-store='own']", "[data-store='home']"
PCN = 'select[id*=\'"name":"pcn"\']'


def sound(reader: Reader) -> None:
    for width, theme in ((1440, "light"), (390, "dark")):
        set_view(reader.driver, width=width, theme=theme)
        assert axe_violations(reader.driver) == [], (width, theme)
        assert not overflows(reader.driver), (width, theme)
    set_view(reader.driver, width=1440, theme="light")


def see_place(reader: Reader, name: str) -> None:
    """Wait until the page is of a PCN; it is read in one step, as it is drawn anew."""

    def chosen(_: object) -> str | None:
        return reader.driver.execute_script(
            "const it = document.querySelector(arguments[0]);"
            "return it && it.selectedOptions[0]?.text",
            PCN,
        )

    reader.see(PCN)
    assert WebDriverWait(reader.driver, LONGEST_WAIT).until(chosen) == name


def downloaded(reader: Reader, folder: Path) -> str:
    """Download a figure of the page, and give the reference in the file."""
    file = folder / "quality-completeness.csv"
    file.unlink(missing_ok=True)
    reader.click("#data-content a[href^='/download/quality/completeness']")
    WebDriverWait(reader.driver, LONGEST_WAIT).until(lambda _: file.is_file())
    return file.read_text("utf-8-sig").strip().rpartition(",")[2]


def test_from_the_synthetic_pcn_to_an_empty_store_and_back(
    reader_at: Callable[[Path], Reader], homes: Homes, tmp_path: Path
) -> None:
    """By keyboard alone, with no other step."""
    kept = homes.home("synthetic-alone", load_synthetic)
    home = Path(shutil.copytree(kept, tmp_path / "home"))
    reader = reader_at(home)
    reader.go("/?pcn=X80099", PCN)
    sound(reader)
    assert reader.tab_to(OWN).text == "Use my own data"
    reader.press(Keys.ENTER)
    reader.see("#data-drop input")
    assert (reader.path, reader.query) == ("/data", "")
    assert reader.see("#data-drop").is_displayed(), "whoever started it may load"
    assert "Nothing has been loaded yet" in reader.see("#data-content").text
    sound(reader)
    reader.go("/caseload?month=2026-08", "#main a[href='/data']")
    assert "No data of yours have been loaded yet" in reader.see("#main").text
    sound(reader)
    # It may be looked at as others would see it, and goes on with its store.
    Select(reader.see("#reader-switch")).select_by_value("board")
    reader.go("/data", "#data-load-title")
    assert not reader.see("#data-drop").is_displayed()
    assert reader.tab_to(BACK).text == "Back to the synthetic PCN"
    reader.press(Keys.ENTER)
    see_place(reader, SYNTHETIC)
    assert reader.path == "/"
    assert not (home / "uploads").exists()


def test_two_tabs_keep_to_their_stores_in_pages_and_downloads(
    reader_at: Callable[[Path], Reader],
    browser: Browser,
    homes: Homes,
    tmp_path: Path,
) -> None:
    kept = homes.home("two-stores", load_both)
    reader = reader_at(Path(shutil.copytree(kept, tmp_path / "home")))
    reader.go("/", PCN)
    demo = reader.driver.current_window_handle
    reader.driver.switch_to.new_window("tab")
    own = reader.driver.current_window_handle
    try:
        reader.go("/", OWN)
        reader.click(OWN)
        reader.see("#data-drop input")
        for tab, name in ((demo, SYNTHETIC), (own, REAL), (demo, SYNTHETIC)):
            reader.driver.switch_to.window(tab)
            # Within the page, then from the address, then a file.
            reader.follow("Data")
            see_place(reader, name)
            reader.driver.refresh()
            see_place(reader, name)
            reference = downloaded(reader, Path(browser.download_path))
            assert reference in reader.see("#data-content").text
    finally:
        reader.driver.switch_to.window(own)
        reader.driver.close()
        reader.driver.switch_to.window(demo)
