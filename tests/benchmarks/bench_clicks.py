"""Time what a click on a month or a practice costs the server, with nothing cached.

Run `PYTHONPATH=tests/browser:tests python tests/benchmarks/bench_clicks.py` on a
CARE_IMPACT_HOME that holds the demo; the aim is a 95th centile under 150 ms a page.
Then the front page is opened in Chromium, for its weight and its largest paint.

With two homes as arguments, as of one PCN and of twelve, each click is made on both in
turn, and the times of the second over those of the first are printed with an interval.
"""

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
from conftest import pytest_setup_options
from fixtures.browser.page_checks import wait_until_drawn
from fixtures.browser.served import serve
from flask import Flask
from flask.testing import FlaskClient
from selenium import webdriver

from app import create_app
from data_access.door import Door
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from data_access.settings import get_settings, read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer
from pages._store import STORES

CLICKS = 40
# What a page's callback is told beside the selection.
TOLD = {"indicator-id.data": "smi_check", "impact-picked-least.value": 2}
_LARGEST = """
  const done = arguments[0];
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
"""
_WEIGHT = """
  const all = [...performance.getEntriesByType("resource"),
               ...performance.getEntriesByType("navigation")];
  return all.reduce((sum, one) => sum + one.transferSize, 0);
"""


class Forgetful:
    """A cache that keeps nothing."""

    def get(self, key: str) -> object:
        """Find nothing."""
        return None

    def set(self, key: str, value: object) -> object:
        """Keep nothing."""
        return None


def pages(client: FlaskClient) -> dict[str, dict]:
    """Give each callback that is run by a new selection alone."""
    found = {}
    for one in client.get("/_dash-dependencies").get_json():
        ids = [f"{i['id']}.{i['property']}" for i in one["inputs"]]
        written_here = one["clientside_function"] is None
        if written_here and "selection.data" in ids:
            found[one["output"]] = one
    return found


def asked(callback: dict, query: dict[str, str]) -> dict:
    """Write the request that the browser sends."""

    def told(end: dict) -> dict:
        name = f"{end['id']}.{end['property']}"
        value = query if name == "selection.data" else TOLD.get(name)
        return {"id": end["id"], "property": end["property"], "value": value}

    id_, property_ = callback["output"].rsplit(".", 1)
    return {
        "output": callback["output"],
        "outputs": {"id": id_, "property": property_},
        "inputs": [told(end) for end in callback["inputs"]],
        "state": [told(end) for end in callback["state"]],
        "changedPropIds": ["selection.data"],
    }


def at(home: Path) -> FlaskClient:
    """Give a client of a home's server, which keeps no answer."""
    server = create_app(read_settings(home=home)).server
    serve_by(server, replace(door_of(server), cache=Forgetful()))
    return server.test_client()


def door_of(server: Flask) -> Door:
    return server.extensions[STORES].home.door


def serve_by(server: Flask, door: Door) -> None:
    stores = server.extensions[STORES]
    home = replace(stores.home, door=door)
    server.extensions[STORES] = replace(stores, home=home)


def queries(client: FlaskClient, random: np.random.Generator) -> list[dict[str, str]]:
    """Draw what is clicked on: a month, and half the time a practice."""
    door = door_of(client.application)
    with client.application.app_context():
        options = door.ask(filter_options, Selection(), Viewer())
    months = [option.value for option in options.months][:24]
    practices = [option.value for option in options.practices if option.value]
    drawn = [{"month": str(random.choice(months))} for _ in range(CLICKS)]
    for query in drawn[::2]:
        query["practice"] = str(random.choice(practices))
    return drawn


def click(client: FlaskClient, body: str) -> tuple[float, int]:
    """Give the seconds and the bytes of one answer."""
    start = perf_counter()
    response = client.post(
        "/_dash-update-component",
        data=body,
        content_type="application/json",
        headers={"Accept-Encoding": "gzip"},
    )
    seconds = perf_counter() - start
    assert response.status_code == 200, response.text[:500]
    return seconds, len(response.data)


def clicks(client: FlaskClient) -> None:
    """Print the time and weight of each page's answer."""
    random = np.random.default_rng(1)
    for name, callback in pages(client).items():
        found = [
            click(client, json.dumps(asked(callback, query)))
            for query in queries(client, random)
        ]
        times, sizes = zip(*found, strict=True)
        middle, most = np.percentile(times, [50, 95]) * 1000
        sys.stdout.write(
            f"{name:32} p50 {middle:6.0f} ms   p95 {most:6.0f} ms   "
            f"{np.mean(sizes) / 1024:6.1f} kB\n"
        )


def paired(client: FlaskClient, other: Path) -> None:
    """Print how much longer another home takes for the same click, with its interval.

    One server asks now the one, now the other: Dash lets two share no process.
    """
    random = np.random.default_rng(1)
    server = client.application
    here = door_of(server)
    there = replace(here, evidence=Evidence(other))
    drawn = []
    for door in (here, there):
        serve_by(server, door)
        drawn.append(queries(client, random))
    for name, callback in pages(client).items():
        ratios = []
        for pair in zip(*drawn, strict=True):
            seconds = []
            for door, query in zip((here, there), pair, strict=True):
                serve_by(server, door)
                seconds.append(click(client, json.dumps(asked(callback, query)))[0])
            ratios.append(seconds[1] / seconds[0])
        again = random.choice(ratios, (2_000, len(ratios)))
        low, high = np.percentile(np.median(again, axis=1), [2.5, 97.5])
        sys.stdout.write(
            f"{name:32} {np.median(ratios):5.2f} times ({low:.2f} to {high:.2f})\n"
        )


def front_page(home: Path) -> None:
    """Print what the front page weighs, and when its largest part is painted."""
    with tempfile.TemporaryDirectory() as scratch:
        served = serve(home, Path(scratch) / "log")
        driver = webdriver.Chrome(options=pytest_setup_options())
        try:
            driver.get(served.url)
            wait_until_drawn(driver)
            weight = driver.execute_script(_WEIGHT)
            largest = driver.execute_async_script(_LARGEST)
        finally:
            driver.quit()
            served.stop()
    sys.stdout.write(
        f"/ weighs {weight / 1024:,.0f} kB, largest paint {largest:.0f} ms\n"
    )


def main() -> None:
    homes = [Path(name) for name in sys.argv[1:]] or [get_settings().home]
    client = at(homes[0].resolve())
    if homes[1:]:
        paired(client, homes[1].resolve())
        return
    clicks(client)
    front_page(homes[0].resolve())


if __name__ == "__main__":
    main()
