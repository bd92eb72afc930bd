"""What every page must pass, whoever wrote it: for browser tests of any page."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dash import dcc
from dash.development.base_component import Component
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

_AXE = Path(__file__).parents[1] / "vendor/axe-core-4.14.1/axe.min.js"
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SETTLED = """
  const waiting = document.querySelector(
    '[data-dash-is-loading="true"], ._dash-loading');
  const drawn = [...document.querySelectorAll('.js-plotly-plot')].every(
    (plot) => plot.querySelector('.main-svg'));
  return !waiting && drawn && document.readyState === 'complete';
"""
# Charts are drawn again a moment after the width of the page changes.
_FIT = """
  return [...document.querySelectorAll('.js-plotly-plot')].every((plot) =>
    !plot.checkVisibility()  // in a folded part
    ||
    Math.abs(plot.querySelector('.main-svg').getBoundingClientRect().width
             - plot.parentElement.getBoundingClientRect().width) < 3);
"""
# Words of a chart that meet, or that leave its drawing, by more than 2 px.
_BAD_WORDS = """
  const bad = [];
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    if (!plot.checkVisibility()) continue;
    const frame = plot.querySelector('.main-svg').getBoundingClientRect();
    const boxes = [...plot.querySelectorAll('svg text')]
      .filter((text) => text.textContent.trim() && !text.closest('.hoverlayer'))
      .map((text) => [text.textContent, text.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0);
    const name = plot.closest('[id]').id;
    boxes.forEach(([words, box], index) => {
      if (box.left < frame.left - 2 || box.right > frame.right + 2
          || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)
        bad.push(`${name}: cut off: ${words}`);
      for (const [others, other] of boxes.slice(index + 1)) {
        const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        if (wide > 2 && high > 2) bad.push(`${name}: overlap: ${words} / ${others}`);
      }
    });
  }
  return bad;
"""


def wait_until_drawn(driver: WebDriver) -> None:
    """Wait until no callback is running and every chart has been drawn."""
    WebDriverWait(driver, 20).until(lambda d: d.execute_script(_SETTLED))


def set_view(driver: WebDriver, *, width: int, theme: str) -> None:
    """Show the page at a width in pixels, in the ``light`` or ``dark`` theme."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.execute_script(
        "document.documentElement.setAttribute('data-bs-theme', arguments[0])", theme
    )
    wait_until_drawn(driver)
    WebDriverWait(driver, 20).until(lambda d: d.execute_script(_FIT))


def assert_seen_by_all(
    driver: WebDriver,
    views: Iterable[tuple[int, str]] = ((1440, "light"), (390, "dark")),
) -> None:
    """Pass axe and fit its words at every width, with all that is folded unfolded."""
    driver.execute_script(
        "document.querySelectorAll('.folded-panel').forEach((one) => one.open = true)"
    )
    for width, theme in views:
        set_view(driver, width=width, theme=theme)
        found = [*axe_violations(driver), *words_out_of_place(driver)]
        if overflows(driver):
            found.append("the page scrolls sideways")
        assert found == [], (width, theme, found)


def axe_violations(driver: WebDriver) -> list[str]:
    """Run axe-core; give each violation with the elements that have it."""
    if not driver.execute_script("return Boolean(window.axe)"):
        driver.execute_script(_AXE.read_text(encoding="utf-8"))
    result = driver.execute_async_script(
        "const done = arguments[1];"
        "axe.run(document, {runOnly: arguments[0]})"
        ".then(done, (problem) => done({problem: String(problem)}));",
        _STANDARDS,
    )
    return [
        f"{found['id']}: {node['html'][:200]} ({node.get('failureSummary', '')})"
        for found in result["violations"]
        for node in found["nodes"]
    ]


def console_lines(driver: WebDriver) -> list[str]:
    """Give what the page wrote to the console since last asked, of any level."""
    return [entry["message"] for entry in driver.get_log("browser")]


def foreign_requests(driver: WebDriver) -> list[str]:
    """Give the requests since last asked that went to another origin than the page."""
    origin = urlsplit(driver.current_url)[:2]
    messages = (
        json.loads(entry["message"])["message"]
        for entry in driver.get_log("performance")
    )
    urls = (
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    )
    return [
        url
        for url in urls
        if not url.startswith(("data:", "blob:")) and urlsplit(url)[:2] != origin
    ]


def words_out_of_place(driver: WebDriver) -> list[str]:
    """Give the words in charts that overlap one another or are cut off."""
    found: list[str] = driver.execute_script(_BAD_WORDS)
    return found


def overflows(driver: WebDriver) -> bool:
    """Say whether the page scrolls sideways."""
    return bool(
        driver.execute_script(
            "const page = document.documentElement;"
            "return page.scrollWidth > page.clientWidth"
        )
    )


def graphs(layout: Component) -> Iterator[dcc.Graph]:
    """Give every graph of a layout."""
    components: list[Any] = [layout, *layout._traverse()]
    yield from (part for part in components if isinstance(part, dcc.Graph))


def unsafe_graphs(layout: Component) -> list[str]:
    """Give the ids of graphs that could upload, or show buttons they should not."""
    safe = {
        "displayModeBar": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "displaylogo": False,
    }
    return [
        str(getattr(graph, "id", "graph without an id"))
        for graph in graphs(layout)
        if {key: getattr(graph, "config", {}).get(key) for key in safe} != safe
    ]
