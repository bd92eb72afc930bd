"""Health checks and the caseload in a browser, by keyboard alone."""

import pytest
from fixtures.browser.reader import Reader
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

CHECKS = "#health-checks-content .figure-frame .js-plotly-plot"
CASELOAD = "#caseload-pressure-as_now .js-plotly-plot"


def test_another_check_is_chosen_and_kept_in_the_address(reader: Reader) -> None:
    reader.go("/health-checks", CHECKS)
    assert reader.chosen("check") == "SMI physical health check, all six"
    reader.choose("check", "diabetes_foot")
    reader.see("#health-checks-diabetes_foot-trend .js-plotly-plot")
    assert "check=diabetes_foot" in reader.query
    assert reader.all("#health-checks-smi_check-trend") == []
    reader.driver.refresh()
    reader.see("#health-checks-diabetes_foot-trend .js-plotly-plot")
    assert reader.chosen("check") == "Diabetes foot check"


def test_a_choice_for_the_forecast_needs_the_keyboard_alone(reader: Reader) -> None:
    reader.go("/caseload", CASELOAD)
    reader.tab_to(".choice-bar input")
    reader.press(Keys.ARROW_RIGHT)
    reader.see("#caseload-pressure-one_more .js-plotly-plot")
    assert "pressure=one_more" in reader.query
    said = reader.see("#caseload-pressure-one_more h3").text
    assert said.startswith("One more coordinator")


def test_one_practice_has_a_way_back_to_all(reader: Reader) -> None:
    reader.go("/caseload", CASELOAD)
    practice = reader.control("practice").options[-1].get_attribute("value")
    reader.choose("practice", practice)
    reader.see("#caseload-content .notice-not-permitted a").click()
    reader.see(CASELOAD)
    assert f"practice={practice}" not in reader.query


def test_what_cannot_be_asked_leaves_a_way_out(reader: Reader) -> None:
    reader.go("/health-checks?check=nonsense", "[role=alert] a")
    assert "is not a choice for" in reader.texts("[role=alert]")[0]
    reader.choose("check", "ld_check")
    reader.see("#health-checks-ld_check-trend .js-plotly-plot")
    assert reader.all("[role=alert]") == []
