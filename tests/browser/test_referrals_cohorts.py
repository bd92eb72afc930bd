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
    due = "#cohorts-worklist .ag-header-cell[col-id='3']"
    before = [cell.text for cell in reader.all(f"{GRID} [col-id='3']")]
    reader.press(Keys.ENTER)
    reader.see(f"{due}[aria-sort='ascending']")
    shown = [cell.text for cell in reader.all(f"{GRID} [col-id='3']")]
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


def test_lots_are_drawn_with_the_keyboard_and_the_list_says_who_starts_when(
    reader: Reader,
) -> None:
    become(reader, "clinical_lead")
    reader.follow("Start by lot")
    reader.see_text("#lots-new", "Choose who is in the cohort")
    reader.choose("on", "diabetes")
    reader.see_text("#lots-plan", "would draw")
    reader.choose("steps", "3")
    reader.see_text("#lots-plan", "start every month")
    assert "steps=3" in reader.query
    button = reader.tab_to("#lots-draw")
    button.send_keys(Keys.ENTER)
    reader.see_text("#lots-draw-result", "needs your name")
    reader.see("#lots-draw-author").send_keys("A. Lead")
    reader.tab_to("#lots-draw").send_keys(Keys.ENTER)
    reader.see_text("#lots-draw-result", "Lots are drawn for")
    reader.see("#lots-list .ag-row")
    reader.see_text("#lots-list", "start in")
    reader.see_text("#lots-followed", "drew a lot; no month has come")
    reader.see_text("#lots-estimate", "No month can be compared yet")
    # Nobody draws twice, however often the button is pressed.
    reader.see_text("#lots-plan", "drew a lot before")
    reader.tab_to("#lots-draw").send_keys(Keys.ENTER)
    reader.see_text("#lots-draw-result", "No lots can be drawn")
    assert_seen_by_all(reader.driver)


def test_a_board_is_told_for_whom_lots_are(reader: Reader) -> None:
    reader.go("/lots?on=smi", "#lots-new .notice-not-permitted")
    assert reader.all(".rule-bar, .worklist, #lots-drawn .figure-frame") == []
    assert not reader.see("#lots-draw-author").is_displayed()
    assert_seen_by_all(reader.driver)
