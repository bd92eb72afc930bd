"""A clinical lead works from a list: by keyboard, with the practice's identifiers."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fixtures.browser.page_checks import assert_seen_by_all
from fixtures.browser.reader import Reader
from fixtures.homes.extract_files import small_extract
from fixtures.homes.kept import Homes
from fixtures.homes.loaded import load_twice
from selenium.webdriver.common.keys import Keys

from data_access.state.store import open_state
from data_access.state.worklist_rows import row_states, set_row_state
from data_access.store.pseudonyms import read_keys

pytestmark = pytest.mark.browser

PEOPLE = [row["patient_id"] for row in small_extract()["patients"]][:8]
LIST = "\n".join(
    ["NHS number,Patient name", *(f"{one},Zeb Quill{one[-3:]}" for one in PEOPLE)]
)
GRID = "#cohorts-worklist .ag-row"
STATE = "#cohorts-worklist .ag-row[row-index='0'] [col-id='6']"
DROP = """
const transfer = new DataTransfer();
transfer.items.add(new File([arguments[0]], "list.csv"));
document.getElementById("worklist-drop").dispatchEvent(
  new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer}));
"""


@pytest.fixture
def home(homes: Homes, tmp_path: Path) -> Iterator[Path]:
    source = homes.home("two-loads", load_twice) / "home"
    (tmp_path / ".env").write_text("CARE_IMPACT_READER=clinical_lead\n")
    yield Path(shutil.copytree(source, tmp_path / "home"))
    open_state.cache_clear()


@pytest.fixture
def reader(reader_at: Callable[[Path], Reader], home: Path) -> Reader:
    found = reader_at(home)
    found.go("/cohorts?on=smi", GRID)
    return found


def test_identifiers_come_beside_the_rows_and_leave_with_the_page(
    reader: Reader,
) -> None:
    reader.tab_to("#worklist-author").send_keys("A. Lead")
    reader.tab_to("#worklist-work > details > summary").send_keys(Keys.ENTER)
    reader.tab_to("#worklist-paste").send_keys("\n".join(PEOPLE))
    reader.tab_to("#worklist-match").send_keys(Keys.ENTER)
    reader.see_text("#worklist-said", "Of 10 rows, 8 have")
    shown = {cell.text for cell in reader.all(f"{GRID} [col-id='beside-0']")}
    assert set(PEOPLE) <= shown
    reader.driver.execute_script(DROP, LIST)
    reader.see(f"{GRID} [col-id='beside-1']")
    names = {cell.text for cell in reader.all(f"{GRID} [col-id='beside-1']")}
    assert {f"Zeb Quill{one[-3:]}" for one in PEOPLE} <= names
    pseudonyms = [cell.text for cell in reader.all(f"{GRID} [col-id='1']")]
    assert {len(one) for one in pseudonyms} == {8}
    link = reader.tab_to("#worklist-file")
    assert str(link.get_attribute("href")).startswith("blob:")
    assert_seen_by_all(reader.driver)
    reader.go("/cohorts?on=smi", GRID)
    assert reader.all(f"{GRID} [col-id='beside-0']") == []
    text = reader.driver.execute_script("return document.documentElement.innerHTML")
    assert "Quill" not in text


def test_a_list_that_serves_nothing_is_said_in_the_page(reader: Reader) -> None:
    reader.driver.execute_script(DROP, LIST)
    reader.see_text("#worklist-said", "Write your name first")
    reader.tab_to("#worklist-author").send_keys("A. Lead")
    reader.driver.execute_script(DROP, "Town,Sex,Colour\nFord,M,Red\nHill,F,Blue")
    reader.see_text("#worklist-said", "no column of identifiers")
    assert reader.all(f"{GRID} [col-id='beside-0']") == []


def test_a_state_is_set_by_keyboard_and_the_second_of_two_is_told(
    reader: Reader, home: Path
) -> None:
    set_with_keys(reader, Keys.ARROW_DOWN)
    reader.see_text("#worklist-said", "write your name")
    assert reader.see(STATE).text == "To contact"
    reader.see("#worklist-author").send_keys("A. Lead")
    set_with_keys(reader, Keys.ARROW_DOWN)
    reader.see_text("#worklist-said", "Set to “Contacted”")
    (key,) = row_states(open_state(home), "U99001").of
    keys = read_keys(home)
    assert keys is not None
    assert key in set(keys.pseudonyms(PEOPLE))
    set_row_state(open_state(home), "U99001", key, "booked", "B. Nurse", 1)
    set_with_keys(reader, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    reader.see_text("#worklist-said", "B. Nurse has set this row to “Booked”")
    reader.see_text(STATE, "Booked")
    assert row_states(open_state(home), "U99001").of[key].author == "B. Nurse"
    # Having been told, it is theirs to change.
    set_with_keys(reader, Keys.ARROW_DOWN)
    reader.see_text("#worklist-said", "Set to “Declined”")
    assert row_states(open_state(home), "U99001").of[key].author == "A. Lead"
    assert_seen_by_all(reader.driver)
    reader.go("/cohorts?on=smi", GRID)
    assert reader.see(STATE).text == "Declined"


def set_with_keys(reader: Reader, *arrows: str) -> None:
    """Go to the first row's state and choose another, with keys alone."""
    at = reader.tab_to("#cohorts-worklist .ag-header-cell")
    for _ in range(12):
        if at.get_attribute("col-id") == "6":
            break
        at = reader.press(Keys.ARROW_RIGHT)
    reader.press(Keys.ARROW_DOWN, Keys.ENTER)
    reader.see(".ag-select-list")
    reader.press(*arrows, Keys.ENTER)
