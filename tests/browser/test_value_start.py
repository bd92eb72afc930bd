"""The ARRS case in the address, the case on two pages of paper, and where to begin."""

import base64
import re

import pytest
from fixtures.browser.page_checks import axe_violations, overflows, set_view
from fixtures.browser.reader import Reader
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

CASE = "#value-case .js-plotly-plot"


def test_a_case_is_in_the_address_and_prints_on_two_pages(reader: Reader) -> None:
    reader.go("/value?arrs_year=2025-26&weighting=inner-london", CASE)
    box = reader.see(".rule-bar input")
    box.clear()
    box.send_keys("2.5", Keys.ENTER)
    reader.see(CASE)
    reader.see_text("#value-case h3", "2.5 whole-time posts")
    assert "wte=2.5" in reader.query
    assert "weighting=inner-london" in reader.query
    reader.follow("Print view: a two-page funding case")
    assert "2.5 whole-time posts" in reader.see(".paper").text
    assert "Verdict: cannot tell yet" in reader.see(".paper").text
    for width, theme in ((1440, "light"), (390, "dark")):
        set_view(reader.driver, width=width, theme=theme)
        assert axe_violations(reader.driver) == [], (width, theme)
        assert not overflows(reader.driver), (width, theme)
    assert pages_printed(reader) == 2


def test_where_to_begin_follows_the_english_pcn(reader: Reader) -> None:
    reader.go("/start", "#start-files table")
    reader.see("#start-own .js-plotly-plot")
    before = reader.see("#start-from-england").text
    other = reader.control("area").options[-1].get_attribute("value")
    reader.choose("area", other)
    assert f"area={other}" in reader.query
    assert reader.see("#start-from-england").text != before
    assert reader.texts("[role=alert]") == []


def pages_printed(reader: Reader) -> int:
    """Print what is shown to PDF, on the paper its style sheet asks for."""
    printed = reader.driver.execute_cdp_cmd(
        "Page.printToPDF", {"preferCSSPageSize": True}
    )
    content = base64.b64decode(printed["data"])
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", content)
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert all(abs(float(w) - 595) < 2 and abs(float(h) - 842) < 2 for w, h in boxes)
    return len(sheets)
