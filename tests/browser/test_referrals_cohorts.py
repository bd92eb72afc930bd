"""Referrals for the board; cohorts and the worklist for the clinical lead alone."""

import pytest
from fixtures.browser.page_checks import assert_seen_by_all
from fixtures.browser.reader import Reader
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

pytestmark = pytest.mark.browser

FLOW = "#referrals-flow .js-plotly-plot"
GRID = "#cohorts-worklist .ag-row"


def become(reader: Reader, role: str) -> None:
    """Choose a reader with the switch, as somebody trying the demo does."""
    reader.go("/", "#month-content .indicator-card")
    Select(reader.see("#reader-switch")).select_by_value(role)
    reader.see("#month-content .indicator-card")


def test_a_board_is_told_for_whom_cohorts_are(reader: Reader) -> None:
    reader.go("/cohorts?on=smi", "#cohorts-content .notice-not-permitted")
    assert "are for the clinical lead" in reader.see("#cohorts-content").text
    assert reader.all(".rule-bar, .worklist, #cohorts-content .figure-frame") == []
    assert not reader.see("#cohorts-save-name").is_displayed()
    assert_seen_by_all(reader.driver)


def test_a_boards_practice_has_a_way_back_to_all(reader: Reader) -> None:
    reader.go("/referrals", FLOW)
    assert "refers most" in reader.see("#referrals-flow h3").text
    practice = reader.control("practice").options[-1].get_attribute("value")
    reader.choose("practice", practice)
    reader.see("#referrals-content .notice-not-permitted a").click()
    reader.see(FLOW)
    assert f"practice={practice}" not in reader.query


def test_from_cohort_to_practice_to_worklist_to_file(reader: Reader) -> None:
    become(reader, "clinical_lead")
    reader.follow("Cohorts")
    reader.see("#cohorts-overlap .js-plotly-plot")
    reader.choose("on", "diabetes")
    reader.see(GRID)
    assert "on=diabetes" in reader.query
    whole = reader.see(".finding").text
    assert "on the register Diabetes" in whole
    reader.tab_to(".drill-list a").send_keys(Keys.ENTER)
    reader.wait_gone(".drill-list a[href*='practice=']:focus")
    reader.see(GRID)
    assert "practice=" in reader.query
    assert "on=diabetes" in reader.query
    assert reader.see(".finding").text != whole
    download = reader.tab_to("#cohorts-worklist .figure-sources a").get_attribute(
        "href"
    )
    assert "/download/cohorts/worklist.csv?" in download
    assert "on=diabetes" in download
    assert "practice=" in download
    assert_seen_by_all(reader.driver)


def test_the_worklist_is_sorted_and_filtered_with_the_keyboard_alone(
    reader: Reader,
) -> None:
    become(reader, "clinical_lead")
    reader.go("/cohorts?left=some", GRID)
    at = reader.tab_to("#cohorts-worklist .ag-header-cell")
    for _ in range(5):
        if at.get_attribute("col-id") == "3":
            break
        at = reader.press(Keys.ARROW_RIGHT)
    ages = "#cohorts-worklist .ag-header-cell[col-id='3']"
    before = [int(cell.text) for cell in reader.all(f"{GRID} [col-id='3']")]
    reader.press(Keys.ENTER)
    reader.see(f"{ages}[aria-sort='ascending']")
    shown = [int(cell.text) for cell in reader.all(f"{GRID} [col-id='3']")]
    assert len(shown) > 5
    assert shown == sorted(shown) != before
    reader.press(Keys.ARROW_DOWN)
    at = reader.driver.switch_to.active_element
    assert at.get_attribute("col-id") == "3"
    assert at.get_attribute("role") == "gridcell"


def test_a_cohort_is_kept_by_name_opened_and_removed(reader: Reader) -> None:
    become(reader, "clinical_lead")
    reader.go("/cohorts?age=75plus&left=one", GRID)
    reader.see("#cohorts-content + details, #main details.panel summary")
    reader.driver.execute_script(
        "document.querySelectorAll('details.panel').forEach((one) => one.open = true)"
    )
    reader.see("#cohorts-save-name").send_keys("Older, nearly there")
    reader.see("#cohorts-save-author").send_keys("A. Lead")
    reader.see("#cohorts-save-add").click()
    reader.see_text("#cohorts-save-result", "is saved")
    reader.go("/cohorts", "#cohorts-overlap .js-plotly-plot")
    reader.follow("Older, nearly there")
    reader.see(GRID)
    assert "age=75plus" in reader.query
    assert "left=one" in reader.query
    assert reader.chosen("left") == "One step from a complete check"
    reader.driver.execute_script(
        "document.querySelectorAll('details.panel').forEach((one) => one.open = true)"
    )
    reader.see("#cohorts-save-name").send_keys("Older, nearly there")
    reader.see("#cohorts-save-remove").click()
    reader.see_text("#cohorts-save-result", "any more")
    assert "Older, nearly there" not in reader.see("#cohorts-content").text
