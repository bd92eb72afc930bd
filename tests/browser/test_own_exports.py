"""A PCN's own exports, from an empty store to its first pages, and the next month.

Every step is what somebody without a handbook does: a drop, a click, a choice in a box
or words in a field. Each is counted.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fixtures.browser.data_page import drop, table, told
from fixtures.browser.page_checks import axe_violations, overflows, set_view
from fixtures.browser.reader import Reader
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import Select, WebDriverWait

pytestmark = pytest.mark.browser

EXPORTS = Path(__file__).parents[1] / "fixtures" / "exports"
MOST_CLICKS, MOST_NEXT = 40, 4
LONGEST_CHECK = 120  # seconds, on shared cores


@dataclass
class Person:
    """Somebody at the page Data, with a count of what they had to do."""

    reader: Reader
    steps: list[str] = field(default_factory=list)

    def drops(self, *files: Path) -> None:
        self.steps.append("drop")
        drop(self.reader, *files)

    def clicks(self, selector: str) -> None:
        self.steps.append(f"click {selector}")
        self.reader.click(selector)

    def chooses(self, selector: str, value: str) -> None:
        self.steps.append(f"choose {value}")
        Select(self.reader.see(selector)).select_by_value(value)

    def writes(self, selector: str, words: str) -> None:
        self.steps.append(f"write {words}")
        self.reader.see(selector).send_keys(words)

    def checks_again(self) -> None:
        before = self.reader.see("#readings")
        self.clicks("#readings-again")

        def redrawn(_: object) -> bool:
            forms = self.reader.driver.find_elements(By.ID, "readings")
            return bool(forms) and forms[0] != before

        WebDriverWait(self.reader.driver, LONGEST_CHECK).until(redrawn)


def sound(reader: Reader) -> None:
    for width, theme in ((1440, "light"), (390, "dark")):
        set_view(reader.driver, width=width, theme=theme)
        assert axe_violations(reader.driver) == [], (width, theme)
        assert not overflows(reader.driver), (width, theme)
    set_view(reader.driver, width=1440, theme="light")


def test_from_an_empty_store_to_the_first_pages_and_the_next_month(
    reader_at: Callable[[Path], Reader], tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    person = Person(reader := reader_at(tmp_path / "home"))
    reader.go("/", "[data-store='own']")
    person.clicks("[data-store='own']")
    reader.see("#data-drop input")
    person.drops(*sorted(EXPORTS.iterdir()))
    said = told(reader, "does not name their PCN")
    assert "07 Care Coordinator caseload MASTER v7 FINAL.xlsx: Open caseload" in said
    sound(reader)
    person.writes("#readings-pcn_code", "U99901")
    person.writes("#readings-pcn_name", "Riverside PCN")
    person.checks_again()
    told(reader, "what is to be done?")
    sound(reader)
    person.chooses("[data-ask-all]", "rows")
    person.checks_again()
    told(reader, "would be rejected")
    files = {row["File"]: row for row in table(reader, "load-files")}
    assert len(files) == 10
    for row in files.values():
        counts = [int(row[name].replace(",", "")) for name in list(row)[2:7]]
        assert counts[0] == sum(counts[1:]), row
    person.clicks("#data-load")
    told(reader, "Loaded as version 0001")
    person.clicks("#data-step a[href='/']")
    reader.see("#month-content .indicator-card")
    for name, says in (
        ("Health checks", "cannot be shown"),
        ("Caseload", "finished in the year to October 2026"),
    ):
        person.steps.append(f"click {name}")
        reader.follow(name)
        reader.see_text("#main", says)
    # As a clinical lead: whom to see next, by the practice's own numbers.
    page = reader.driver.find_element(By.TAG_NAME, "html")
    person.chooses("#reader-switch", "clinical_lead")
    WebDriverWait(reader.driver, LONGEST_CHECK).until(staleness_of(page))
    reader.see_text("#main", "finished in the year to October 2026")
    person.steps.append("click Cohorts")
    reader.follow("Cohorts")
    person.steps.append("choose something left to do")
    reader.choose("left", "some")
    rows = "#cohorts-worklist .ag-row"
    reader.see(rows)
    person.writes("#worklist-author", "A. Lead")
    person.clicks("#worklist-work > details > summary")
    person.steps.append("drop")
    drop(reader, *EXPORTS.glob("01*Y99001.csv"), on="#worklist-drop")
    reader.see(f"{rows} [col-id^='beside-']")
    beside = {cell.text for cell in reader.all(f"{rows} [col-id^='beside-']")}
    assert any(re.fullmatch(r"999 \d{3} \d{4}", text) for text in beside)
    sound(reader)
    assert len(person.steps) <= MOST_CLICKS, person.steps

    # Next month: the same searches under other names, with one person more.
    later = tmp_path / "december"
    later.mkdir()
    for number, path in enumerate(sorted(EXPORTS.iterdir())):
        code = path.stem[-6:] if path.name.startswith("01") else ""
        shutil.copy(path, later / f"download {number} {code}{path.suffix}")
    (emis,) = later.glob("download 0*")
    lines = emis.read_bytes().split(b"\r\n")
    row = next(place for place, line in enumerate(lines) if b"999 000" in line)
    lines.insert(row, lines[row].replace(b"999 000", b"999 123", 1))
    emis.write_bytes(b"\r\n".join(lines))
    follower = Person(reader)
    reader.go("/data", "#data-drop input")
    follower.drops(*sorted(later.iterdir()))
    said = told(reader, "what is to be done?")
    assert said.count("read as last time") == 10
    assert "does not name their PCN" not in said
    follower.chooses("[data-ask-all]", "rows")
    follower.checks_again()
    told(reader, "would be rejected")
    follower.clicks("#data-load")
    told(reader, "Loaded as version 0002")
    assert len(follower.steps) <= MOST_NEXT, follower.steps
    assert reader.complaints() == []
