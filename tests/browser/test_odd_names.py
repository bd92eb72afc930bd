"""Groups of people with spaces, slashes and signs in their names, in a browser."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from fixtures.browser.reader import Reader
from fixtures.homes.kept import Homes
from fixtures.homes.odd_names import load_odd_names

CARDS = "#month-cards > *"


@pytest.fixture(scope="module")
def home(homes: Homes) -> Path:
    return homes.home("odd-names", load_odd_names)


@pytest.mark.parametrize(
    "name", ["copd/asthma", "50% at risk", "diabetes & ckd", "#1 priority"]
)
def test_a_group_of_any_name_is_chosen_kept_and_shown(
    reader_at: Callable[[Path], Reader], home: Path, name: str
) -> None:
    reader: Reader = reader_at(home)
    reader.go("/", CARDS)
    reader.choose("cohort", name)
    reader.see(CARDS)
    assert parse_qs(reader.query.removeprefix("?"))["cohort"] == [name]
    address = f"/{reader.query}"
    reader.go(address, CARDS)
    assert reader.control("cohort").first_selected_option.get_attribute("value") == name
    assert not reader.all(".notice-error")
