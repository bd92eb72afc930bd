"""A reader's way through the product: the address is the state, wherever they go."""

from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from fixtures.browser.page_checks import overflows, set_view
from fixtures.browser.reader import Reader
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

CARDS = "#month-content .indicator-card"
TREND = "[id$=-trend] .js-plotly-plot"
MONTH = "2026-08"


@pytest.fixture(scope="module")
def practice(demo_home: Path) -> tuple[str, str]:
    """Give the code and the name of a practice of the demo."""
    from data_access.queries.places import practices
    from data_access.store.evidence import Evidence

    with Evidence(demo_home).connect() as connection:
        found = practices(connection)[1]
    return found.code, found.name


def test_front_page_draws_its_cards(reader: Reader) -> None:
    reader.go("/", CARDS)
    assert len(reader.all(CARDS)) >= 15
    for card in reader.all(CARDS):
        assert card.find_element(By.CSS_SELECTOR, ".card-value").text
        assert card.find_element(By.CSS_SELECTOR, ".card-sentence").text.endswith(".")
    assert "October 2026" in reader.see(".finding").text
    assert reader.chosen("month") == "October 2026"
    # What is silent in the address is written into it, so that a link stays true.
    assert "month=2026-10" in reader.query


def test_exceptions_come_first(reader: Reader) -> None:
    reader.go(f"/?month={MONTH}", CARDS)
    kinds = [
        "card-" in (card.get_attribute("class") or "").removeprefix("indicator-card")
        for card in reader.all(CARDS)
    ]
    assert kinds == sorted(kinds, reverse=True)


def test_a_link_shows_the_same_to_whoever_opens_it(
    reader: Reader, practice: tuple[str, str]
) -> None:
    code, name = practice
    reader.go(f"/indicator/emergency?month={MONTH}&practice={code}", TREND)
    assert reader.chosen("month") == "August 2026"
    assert reader.chosen("practice") == name
    assert name in reader.see("[id$=-trend] .figure-subtitle").text
    first = reader.texts("#indicator-content"), reader.query
    reader.driver.refresh()
    reader.see(TREND)
    assert (reader.texts("#indicator-content"), reader.query) == first
    shared = reader.driver.current_url
    reader.begin()
    reader.driver.get(shared)
    reader.see(TREND)
    assert (reader.texts("#indicator-content"), reader.query) == first


def test_a_choice_changes_the_address_and_not_the_page(reader: Reader) -> None:
    reader.go("/", CARDS)
    reader.driver.execute_script(
        "document.querySelector('.filter-bar').dataset.mine = 'yes';"
        "window.pushes = 0; const push = history.pushState;"
        "history.pushState = function () {"
        "  window.pushes += 1; return push.apply(this, arguments); };"
    )
    reader.choose("month", MONTH)
    reader.see_text(".finding", "August 2026")
    assert f"month={MONTH}" in reader.query
    assert reader.see(".filter-bar").get_attribute("data-mine") == "yes"
    assert reader.driver.execute_script("return window.pushes") == 0
    assert len(reader.all(CARDS)) >= 15


def test_a_practice_is_chosen_on_every_page_until_it_is_let_go(
    reader: Reader, practice: tuple[str, str]
) -> None:
    code, name = practice
    reader.go("/", CARDS)
    whole = reader.texts(CARDS)
    reader.choose("practice", code)
    reader.see_text("#month-content .lead", name)
    assert reader.texts(CARDS) != whole
    reader.see(CARDS + " a").click()
    reader.see(TREND)
    assert f"practice={code}" in reader.query
    assert reader.chosen("practice") == name
    reader.follow("Methods")
    reader.see("#main dl")
    reader.follow("This month")
    reader.see_text("#month-content .lead", name)
    reader.choose("practice", "all")
    reader.see_text("#month-content .lead", "Synthetic")
    assert "practice" not in reader.query
    assert reader.texts(CARDS) == whole


def test_back_leads_to_the_page_before_as_it_was(
    reader: Reader, practice: tuple[str, str]
) -> None:
    code, name = practice
    reader.go(f"/?month={MONTH}", CARDS)
    reader.see(CARDS + " a").click()
    reader.see(TREND)
    page = reader.path
    reader.choose("practice", code)
    reader.see_text("[id$=-trend] .figure-subtitle", name)
    reader.driver.back()
    reader.see(CARDS)
    assert reader.path == "/"
    assert f"month={MONTH}" in reader.query
    reader.driver.forward()
    reader.see(TREND)
    assert reader.path == page
    assert reader.chosen("practice") == name
    reader.see_text("[id$=-trend] .figure-subtitle", name)


def test_the_latest_month_is_one_click_away(reader: Reader) -> None:
    reader.go(f"/?month={MONTH}", CARDS)
    reader.follow("Latest month")
    reader.see_text(".finding", "October 2026")
    assert reader.chosen("month") == "October 2026"


def test_an_indicator_has_its_trend_practices_definition_table_and_csv(
    reader: Reader,
) -> None:
    reader.go("/indicator/emergency", TREND)
    assert reader.see("[id$=-trend] .scatterlayer .trace .point")
    assert reader.see("[id$=-practices] .js-plotly-plot")
    assert "21 to 25, 2A, 2D or" in reader.see("#main .definition").text
    reader.see("[id$=-trend] summary")
    rows = reader.all("[id$=-trend] .data-table tbody tr")
    assert len(rows) == 36
    link = reader.see("[id$=-trend] a[download]").get_attribute("href")
    assert link
    with urlopen(link) as response:  # noqa: S310 - the address of this test's server
        lines = response.read().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 36
    assert lines[-1].startswith("2026-10,")
    assert reader.see("[id$=-trend] code").text in lines[-1]


def test_the_keyboard_alone_reaches_a_card_and_opens_it(reader: Reader) -> None:
    reader.go("/", CARDS)
    at = reader.tab_to(CARDS + " a")
    name = at.text
    shown = reader.driver.execute_script(
        "const style = getComputedStyle(arguments[0], null);"
        "return style.outlineStyle !== 'none' || style.boxShadow !== 'none'",
        at,
    )
    assert shown, "where the focus is can be seen"
    at.send_keys(Keys.ENTER)
    reader.see_text("#main h1", name)
    reader.see(TREND)
    assert reader.driver.switch_to.active_element.get_attribute("id") == "main"
    # And from the indicator to one practice.
    reader.tab_to("select[id*='practice']").send_keys(Keys.ARROW_DOWN)
    reader.see_text("[id$=-trend] .figure-subtitle", reader.chosen("practice"))


def test_the_keyboard_alone_changes_the_month(reader: Reader) -> None:
    reader.go("/", CARDS)
    at = reader.tab_to("select[id*='month']")
    at.send_keys(Keys.ARROW_DOWN)
    reader.see_text(".finding", "September 2026")


def test_any_pcn_in_england_can_be_looked_at(reader: Reader) -> None:
    reader.go("/england", "#england-admissions .js-plotly-plot")
    assert reader.chosen("area") == "Alder PCN (U90001)"
    assert "105 care coordinators" in reader.see("#england-workforce-headline").text
    for block in ("workforce", "returns", "map", "peers", "checks", "admissions"):
        assert reader.see(f"#england-{block} .js-plotly-plot")
    reader.choose("area", "U90003")
    reader.see_text("#england-workforce-headline", "Beech PCN made no return")
    assert "area=U90003" in reader.query
    reader.see_text("#england-registers-headline", "no register is published")
    # The area stays in the address on pages that do not show it.
    reader.follow("This month")
    reader.see(CARDS)
    assert "area=U90003" in reader.query
    reader.follow("England")
    reader.see_text("#england-workforce-headline", "Beech PCN")


def test_a_method_is_found_from_a_figure(reader: Reader) -> None:
    reader.go("/england", "#england-admissions .js-plotly-plot")
    reader.see("#england-admissions .figure-sources a[href^='/methods/']").click()
    reader.see("#main .method h1")
    assert reader.path.startswith("/methods/")
    reader.driver.back()
    reader.see("#england-admissions .js-plotly-plot")


def test_the_words_of_a_page_lead_to_what_they_mean(reader: Reader) -> None:
    reader.go("/impact", "#impact-worth details")
    reader.see("#words li a[href$='#term-rate-ratio']")
    words = reader.texts("#words li")
    assert {"Caseload", "E-value", "PCN", "Rate ratio"} <= set(words)
    reader.see("#words li a[href$='#term-rate-ratio']").click()
    term = reader.see("#term-rate-ratio")
    assert not reader.see("#words").is_displayed()
    top = reader.driver.execute_script(
        "return arguments[0].getBoundingClientRect().top", term
    )
    assert 0 <= top < 900


def test_two_readers_in_one_browser_do_not_share_what_they_may_see(
    reader: Reader, practice: tuple[str, str]
) -> None:
    code, _ = practice
    path = f"/indicator/caseload_open?practice={code}"
    reader.go(path, "[id$=-trend] .data-table")
    table = "return document.querySelector('[id$=-trend] .data-table').textContent"
    board = reader.driver.execute_script(table)
    reader.driver.add_cookie({"name": "care_impact_reader", "value": "pcn_manager"})
    reader.go(path, "[id$=-trend] .data-table")
    manager = reader.driver.execute_script(table)
    assert manager != board, "exact numbers for who answers for the practice"
    reader.driver.delete_all_cookies()
    reader.go(path, "[id$=-trend] .data-table")
    assert reader.driver.execute_script(table) == board


def test_a_phone_never_scrolls_sideways(reader: Reader) -> None:
    for path, last in (
        ("/", CARDS),
        ("/indicator/smi_check", TREND),
        ("/england", "#england-admissions .js-plotly-plot"),
        ("/methods/spc", "#main .method h1"),
    ):
        reader.go(path, last)
        for width in (390, 320):
            set_view(reader.driver, width=width, theme="light")
            assert not overflows(reader.driver), (path, width)


def test_a_new_version_of_the_data_is_seen_at_the_next_look(
    reader_at: Callable[[Path], Reader], copy_of_demo: Callable[[], Path]
) -> None:
    import duckdb

    from data_access.store.evidence import swap_in

    home = copy_of_demo()
    reader = reader_at(home)
    reader.go("/", CARDS)
    before = reader.see(".site-footer").text
    old = home / "evidence" / (home / "evidence" / "current").read_text().strip()
    new = old.with_name("evidence-another.duckdb")
    new.write_bytes(old.read_bytes())
    with duckdb.connect(str(new)) as connection:
        connection.execute(
            "update meta set value = 'another' where key = 'data_version'"
        )
        connection.execute("update practice set pcn_name = 'Renamed PCN'")
    swap_in(new)
    # Without a reload: the next question is of the new version.
    reader.choose("month", MONTH)
    reader.see_text("#month-content .lead", "Renamed PCN")
    reader.driver.refresh()
    reader.see(CARDS)
    assert reader.see(".site-footer").text != before
    assert "another" in reader.see(".site-footer").text
