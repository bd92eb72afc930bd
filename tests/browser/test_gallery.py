"""Every component in a real browser: seen by all, at any width, in either theme."""

import json
from collections.abc import Iterator

import dash
import pytest
from dash.testing.composite import DashComposite
from fixtures.browser.gallery import create_gallery, figures_page
from fixtures.browser.page_checks import (
    axe_violations,
    console_lines,
    foreign_requests,
    graphs,
    overflows,
    set_view,
    unsafe_graphs,
    wait_until_drawn,
    words_out_of_place,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

pytestmark = pytest.mark.browser

VIEWS = [(1440, "light"), (390, "dark")]  # each width and each theme once


@pytest.fixture(autouse=True)
def _pages_of_its_own() -> Iterator[None]:
    """Keep the gallery's pages and the product's apart: Dash has one list of them."""
    product = dict(dash.page_registry)
    dash.page_registry.clear()
    yield
    dash.page_registry.clear()
    dash.page_registry.update(product)


def opened(duo: DashComposite, path: str, runs: list[str] | None = None) -> None:
    # Navigating twice aborts the first page's callbacks, which the console reports.
    duo.start_server(create_gallery(runs), navigate=False)
    go(duo, path)


def go(duo: DashComposite, path: str) -> None:
    duo.driver.get(duo.server.url + path)
    duo.wait_for_element("#main h1")
    wait_until_drawn(duo.driver)


def choose(duo: DashComposite, name: str, value: str) -> None:
    Select(control(duo, name)).select_by_value(value)
    wait_until_drawn(duo.driver)


def control(duo: DashComposite, name: str):
    # Dash writes an id that is a mapping as JSON with its keys in order.
    selector = f'select[id*=\'"name":"{name}"\']'
    return duo.driver.find_element(By.CSS_SELECTOR, selector)


def query(duo: DashComposite) -> str:
    return duo.driver.execute_script("return location.search")


@pytest.mark.parametrize("path", ["/", "/figures", "/choices"])
def test_page_passes_axe_and_stays_quiet_in_every_view(
    dash_duo: DashComposite, path: str
) -> None:
    opened(dash_duo, path)
    for width, theme in VIEWS:
        set_view(dash_duo.driver, width=width, theme=theme)
        assert axe_violations(dash_duo.driver) == [], (width, theme)
        assert not overflows(dash_duo.driver), (width, theme)
        assert words_out_of_place(dash_duo.driver) == [], (width, theme)
    assert console_lines(dash_duo.driver) == []
    assert foreign_requests(dash_duo.driver) == []


def test_deep_link_sets_the_controls_and_runs_the_page_once(
    dash_duo: DashComposite,
) -> None:
    runs: list[str] = []
    opened(dash_duo, "/choices?month=2026-09&practice=A2&area=U9", runs)
    dash_duo.wait_for_text_to_equal(
        "#shown", "month=2026-09&pcn=U1&practice=A2&area=U9"
    )
    assert Select(control(dash_duo, "month")).first_selected_option.text == (
        "September 2026"
    )
    assert Select(control(dash_duo, "practice")).first_selected_option.text == (
        "Riverside Surgery"
    )
    assert len(runs) == 1


def test_a_choice_goes_to_the_url_the_page_and_the_links(
    dash_duo: DashComposite,
) -> None:
    runs: list[str] = []
    opened(dash_duo, "/choices", runs)
    choose(dash_duo, "practice", "A1")
    dash_duo.wait_for_text_to_equal("#shown", "month=2026-10&pcn=U1&practice=A1")
    assert query(dash_duo) == "?month=2026-10&pcn=U1&practice=A1"
    choose(dash_duo, "practice", "all")
    dash_duo.wait_for_text_to_equal("#shown", "month=2026-10&pcn=U1")
    choose(dash_duo, "cohort", "frailty_severe")
    dash_duo.wait_for_text_to_equal(
        "#shown", "month=2026-10&pcn=U1&cohort=frailty_severe"
    )
    assert len(runs) == 4
    dash_duo.driver.find_element(By.LINK_TEXT, "This month").click()
    dash_duo.wait_for_text_to_equal("#main h1", "This month")
    # This page has no cohort control, and keeps the cohort all the same.
    assert query(dash_duo) == "?month=2026-10&pcn=U1&cohort=frailty_severe"
    dash_duo.driver.back()
    dash_duo.wait_for_text_to_equal("#main h1", "Choices")
    dash_duo.wait_for_text_to_equal(
        "#shown", "month=2026-10&pcn=U1&cohort=frailty_severe"
    )
    assert len(runs) == 5


def test_another_pcn_is_another_page(dash_duo: DashComposite) -> None:
    opened(dash_duo, "/choices?practice=A1")
    choose(dash_duo, "pcn", "U2")
    dash_duo.wait_for_text_to_equal("#shown", "month=2026-10&pcn=U2")
    dash_duo.driver.back()
    dash_duo.wait_for_text_to_equal("#shown", "month=2026-10&pcn=U1&practice=A1")
    assert console_lines(dash_duo.driver) == []


def test_latest_month_is_offered_when_another_is_shown(
    dash_duo: DashComposite,
) -> None:
    opened(dash_duo, "/choices?month=2026-09&pcn=U1&practice=A2")
    dash_duo.driver.find_element(By.LINK_TEXT, "Latest month").click()
    dash_duo.wait_for_text_to_equal("#shown", "month=2026-10&pcn=U1&practice=A2")
    assert not dash_duo.driver.find_elements(By.LINK_TEXT, "Latest month")


def test_theme_is_remembered(dash_duo: DashComposite) -> None:
    opened(dash_duo, "/")
    dash_duo.wait_for_text_to_equal("#theme-toggle", "Dark theme")
    dash_duo.find_element("#theme-toggle").click()
    dash_duo.wait_for_text_to_equal("#theme-toggle", "Light theme")
    dash_duo.driver.refresh()
    dash_duo.wait_for_text_to_equal("#theme-toggle", "Light theme")
    assert dash_duo.find_element("html").get_attribute("data-bs-theme") == "dark"


def test_large_text_scales_words_and_charts_alike(dash_duo: DashComposite) -> None:
    opened(dash_duo, "/figures")
    sizes = (
        "const box = (s) => document.querySelector(s).getBoundingClientRect();"
        "return [box('#trend .figure-headline').height,"
        " box('#trend .xtick text').height, box('#trend .chart').height,"
        " box('#trend .main-svg').right, box('#trend .chart').right]"
    )
    before = dash_duo.driver.execute_script(sizes)
    dash_duo.find_element("#size-toggle").click()
    dash_duo.wait_for_text_to_equal("#size-toggle", "Normal text")
    dash_duo.driver.refresh()
    dash_duo.wait_for_text_to_equal("#size-toggle", "Normal text")
    wait_until_drawn(dash_duo.driver)
    after = dash_duo.driver.execute_script(sizes)
    for small, large in zip(before[:3], after[:3], strict=True):
        assert large == pytest.approx(1.5 * small, rel=0.1)
    assert after[3] == pytest.approx(after[4], abs=2), "the chart fills its frame"
    assert words_out_of_place(dash_duo.driver) == []
    assert not overflows(dash_duo.driver)
    # A scaled chart still knows which month the pointer is on.
    point = dash_duo.find_element("#trend .scatterlayer .points path")
    ActionChains(dash_duo.driver).move_to_element(point).perform()
    dash_duo.wait_for_contains_text("#trend .hoverlayer", "November 2023")


def test_keyboard_skips_to_the_page_and_is_told_of_a_new_one(
    dash_duo: DashComposite,
) -> None:
    opened(dash_duo, "/")
    dash_duo.find_element("body").send_keys(Keys.TAB)
    assert dash_duo.driver.switch_to.active_element.text == "Skip to main content"
    dash_duo.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert dash_duo.driver.switch_to.active_element.get_attribute("id") == "main"
    link = dash_duo.driver.find_element(By.LINK_TEXT, "Choices")
    link.send_keys(Keys.ENTER)
    dash_duo.wait_for_text_to_equal("#main h1", "Choices")
    dash_duo.wait_for_text_to_equal("#announcement", "The choices page")
    assert dash_duo.driver.switch_to.active_element.get_attribute("id") == "main"
    current = dash_duo.driver.find_elements(By.CSS_SELECTOR, "[aria-current=page]")
    assert [link.text for link in current] == ["Choices"]


def test_the_small_plotly_draws_every_chart(dash_duo: DashComposite) -> None:
    opened(dash_duo, "/figures")
    sizes = dash_duo.driver.execute_script(
        "return performance.getEntriesByType('resource')"
        ".filter((e) => e.name.includes('plotly')).map((e) => e.decodedBodySize)"
    )
    assert len(sizes) == 1
    assert 1_000_000 < sizes[0] < 2_000_000
    drawn = dash_duo.driver.find_elements(By.CSS_SELECTOR, ".js-plotly-plot .main-svg")
    assert len(drawn) >= len(list(graphs(figures_page())))


def test_a_page_without_charts_loads_no_plotly(dash_duo: DashComposite) -> None:
    opened(dash_duo, "/")
    names = dash_duo.driver.execute_script(
        "return performance.getEntriesByType('resource').map((e) => e.name)"
    )
    assert not [name for name in names if "plotly.min" in name]


def test_no_graph_can_upload() -> None:
    page = figures_page()
    assert len(list(graphs(page))) > 10
    assert unsafe_graphs(page) == []


def test_tables_are_written_cell_by_cell(dash_duo: DashComposite) -> None:
    opened(dash_duo, "/figures")
    frames = dash_duo.driver.find_elements(By.CSS_SELECTOR, "[data-table]")
    assert frames
    for frame in frames:
        told = json.loads(frame.get_attribute("data-table"))
        shown = dash_duo.driver.execute_script(
            "return [...arguments[0].querySelectorAll('tbody tr')].map("
            "(row) => [...row.children].map((cell) => cell.textContent))",
            frame,
        )
        assert shown == [[text for text, _ in row] for row in told["rows"]]
        caption = frame.find_element(By.TAG_NAME, "caption")
        assert caption.get_attribute("id") == frame.get_attribute("aria-labelledby")
        heads = frame.find_elements(By.CSS_SELECTOR, "tbody th[scope=row]")
        assert len(heads) == len(told["rows"])
