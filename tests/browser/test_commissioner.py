"""A commissioner, from PCNs to method and file; a new PCN, with published data."""

import csv
import io
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from fixtures.browser.page_checks import assert_seen_by_all
from fixtures.browser.reader import Reader
from fixtures.homes.kept import Homes
from fixtures.homes.loaded import load_england

from data_access.demo import DemoSettings
from data_access.operations import loading
from data_access.settings import read_settings

pytestmark = pytest.mark.browser

PUBLISHED = Path(__file__).parents[1] / "fixtures" / "published"


@pytest.fixture(scope="module")
def three_pcns(homes: Homes) -> Path:
    asked = DemoSettings(patients=2_000, pcns=3, months=30, emergency_use=3)
    return homes.home(
        "three-pcns", lambda home: loading.load_demo(read_settings(home=home), asked)
    )


@pytest.fixture(scope="module")
def only_published(homes: Homes) -> Path:
    return homes.home("england", load_england)


def test_from_pcns_side_by_side_to_impact_method_and_file(
    reader_at: Callable[[Path], Reader], three_pcns: Path
) -> None:
    reader = reader_at(three_pcns)
    reader.go("/glossary", "#main dl dt")
    cookie = {"name": "care_impact_reader", "value": "commissioner"}
    reader.driver.add_cookie(cookie)

    # Every PCN beside the others, and one indicator more closely.
    reader.go("/", "#month-pcns-headline")
    names = reader.texts("#month-pcns .indicator-grid thead th")[2:]
    assert len(names) == 3
    assert names == sorted(names)
    reader.see("#month-pcns .indicator-grid a[href*='/indicator/smi_check']").click()
    reader.see("#pcns-smi_check-places .js-plotly-plot")
    reader.see("#pcns-smi_check-trends .small-multiples")
    assert_seen_by_all(reader.driver)

    # What it came to, for each of them and together.
    reader.follow("Impact")
    reader.see("#impact-estimate .impact-sentence")
    reader.see("#impact-divided details:last-child summary").click()
    across = reader.see("#impact-divided details:last-child")
    assert reader.see("#impact-pcns-headline").is_displayed()
    for name in names:
        assert name in across.get_attribute("textContent")

    # The file that says it, and how it was made.
    link = reader.see("#impact-pcns .figure-sources a[href*='.csv']")
    request = urllib.request.Request(  # noqa: S310 - our own server
        str(link.get_attribute("href")),
        headers={"Cookie": "care_impact_reader=commissioner"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
    together = ["Their people together", "The average PCN"]
    assert [row["PCN"] for row in rows] == [*names, *together]
    reader.see("#impact-pcns .figure-sources a[href^='/methods/']").click()
    reader.see("#main .method h1")
    assert reader.path == "/methods/admissions-avoided"


def test_a_new_pcn_begins_with_published_files_alone(
    reader_at: Callable[[Path], Reader], only_published: Path
) -> None:
    reader = reader_at(only_published)
    reader.go("/start", "#start-files table")
    assert reader.texts("[role=alert]") == []
    reader.see("#start-published .js-plotly-plot")
    area = reader.control("area").options[-1].get_attribute("value")
    reader.choose("area", area)
    reader.see("#start-published .figure-headline")
    first = reader.texts("#start-files table tbody tr")[0]
    assert "patients" in reader.see("#start-files").text
    assert first
    assert_seen_by_all(reader.driver)

    # The same PCN beside England.
    reader.follow("England")
    reader.see("#england-content .js-plotly-plot")
    assert f"area={area}" in reader.query
    assert reader.texts("[role=alert]") == []

    # And where its first files are loaded.
    reader.follow("Where to begin")
    reader.see("#start-to-collect a[href^='/data']").click()
    reader.see("#data-load-title")
    assert reader.path == "/data"
