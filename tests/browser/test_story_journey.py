"""A story's whole way, as people take it: written, reviewed, seen, withdrawn."""

import pytest
from fixtures.browser.page_checks import axe_violations, overflows, set_view
from fixtures.browser.reader import Reader
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

pytestmark = pytest.mark.browser

LIST = "#stories-content > div"
CHART = "[id$=-trend] .js-plotly-plot"
TEXT = "It took weeks until somebody rang <img src=x onerror=alert()> **back**."


def field(name: str) -> str:
    return f"""[id='{{"name":"{name}","type":"story-field"}}']"""


def error(name: str) -> str:
    return f"""[id='{{"name":"{name}","type":"story-error"}}']"""


def become(reader: Reader, role: str, path: str, until: str) -> None:
    reader.driver.delete_all_cookies()
    reader.driver.add_cookie({"name": "care_impact_reader", "value": role})
    reader.go(path, until)


def seen_by_all(reader: Reader) -> None:
    for width, theme in ((1440, "light"), (390, "dark")):
        set_view(reader.driver, width=width, theme=theme)
        assert axe_violations(reader.driver) == [], (width, theme)
        assert not overflows(reader.driver), (width, theme)
    set_view(reader.driver, width=1440, theme="light")


def test_a_story_from_its_writer_to_the_board_and_away(reader: Reader) -> None:
    reader.go("/stories", LIST)
    assert "A good story" in reader.see("#stories-content").text
    assert not reader.see("#stories-work > div").is_displayed()

    become(reader, "clinical_lead", "/stories", LIST)
    reader.tab_to("#stories-work summary").send_keys(Keys.ENTER)
    reader.click("#stories-tell")
    reader.see_text(error("consent"), "without consent")
    reader.see_text(error("headline"), "Write the headline")
    seen_by_all(reader)
    assert reader.tab_to(field("headline"), most=200)
    reader.see(field("headline")).send_keys("Somebody to ring")
    reader.see(field("text")).send_keys(TEXT + " She told Mrs Zebrafinch.")
    for name, value in (("theme", "access"), ("indicator", "emergency")):
        Select(reader.see(field(name))).select_by_value(value)
    Select(reader.see(field("scope"))).select_by_value("board")
    for name in ("writer", "taken_by"):
        reader.see(field(name)).send_keys("J. Smith")
    reader.see(field("taken_on")).send_keys("10012026")
    reader.see(field("consent")).send_keys(Keys.SPACE)
    reader.click("#stories-tell")
    reader.see_text("#stories-kept-box", "“Mrs Zebrafinch” may be a name")
    seen_by_all(reader)
    reader.see("#stories-kept-box input").click()
    reader.click("#stories-tell")
    reader.see_text("#stories-said", "A second person will now")
    reader.see_text("#stories-content", "Somebody to ring")

    become(reader, "board", "/stories", LIST)
    assert "Somebody to ring" not in reader.see("#main").text
    become(reader, "pcn_manager", "/stories", LIST)
    reader.follow("Review or withdraw")
    reader.see_text("#stories-work", "The writer was warned")
    reader.see(field("reviewer")).send_keys("j smith")
    reader.click("#stories-show")
    reader.see_text(error("reviewer"), "You wrote this story")
    seen_by_all(reader)
    reader.see(field("reviewer")).send_keys(" and B")
    reader.click("#stories-show")
    reader.see_text("#stories-said", "The story is published")

    become(reader, "board", "/stories?theme=access", LIST)
    assert TEXT in reader.see(".story-text").text
    assert reader.all(".story-text *") == []
    seen_by_all(reader)
    reader.choose("theme", "carers")
    reader.see_text("#stories-content", "No stories yet")
    assert "theme=carers" in reader.query
    reader.choose("theme", "access")
    reader.see(".story")
    reader.follow("Linked chart: Emergency admissions")
    reader.see(CHART)
    assert TEXT in reader.see(".story-text").text
    seen_by_all(reader)

    become(reader, "clinical_lead", "/stories", LIST)
    reader.see(".story a[href*='story=']")
    # In one step: the list may be drawn again between two.
    address = reader.driver.execute_script(
        "return document.querySelector(\".story a[href*='story=']\").href"
    )
    reader.follow("Withdraw")
    reader.click("#stories-withdraw")
    reader.see_text("#stories-said", "its words are erased")
    reader.see_text("#stories-content", "Withdrawn on")
    assert "Somebody to ring" not in reader.driver.page_source
    for path in (str(address).removeprefix(reader.url), "/stories"):
        reader.go(path, LIST)
        assert "Somebody to ring" not in reader.driver.page_source
    become(reader, "board", "/indicator/emergency", CHART)
    assert reader.all(".story") == []
