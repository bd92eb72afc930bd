"""Two extracts in which something is missing, from the load to what is said."""

from datetime import date
from pathlib import Path

import pytest
from fixtures.homes.kept import Homes

from data_access.answers.core import Card, Mark
from data_access.door import Context
from data_access.operations import loading
from data_access.questions.indicators.indicator import indicator
from data_access.questions.indicators.practice_grid import practice_grid
from data_access.questions.indicators.this_month import this_month
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

EXTRACTS = Path(__file__).parents[2] / "fixtures" / "extracts"
READERS = (Viewer(Role.PCN_MANAGER, ("A99001", "A99002", "A99003")), Viewer())


def _load(name: str, homes: Homes) -> Evidence:
    def make(home: Path) -> None:
        loading.load_local(read_settings(home=home), EXTRACTS / name)

    return Evidence(homes.home(name, make))


@pytest.fixture(scope="module")
def stopped(homes: Homes) -> Evidence:
    """Give appointments of three practices, one of which sent none since May."""
    return _load("practice-stops-sending", homes)


@pytest.fixture(scope="module")
def early(homes: Homes) -> Evidence:
    """Give admissions that end on 4 August, where all else goes on to October."""
    return _load("file-ends-early-in-a-month", homes)


def cards(evidence: Evidence, viewer: Viewer, practice: str = "") -> dict[str, Card]:
    selection = Selection(pcn="U99001", practice=practice)
    report = this_month(Context(evidence, selection, viewer))
    return {card.indicator: card for card in report.cards}


@pytest.mark.parametrize("viewer", READERS)
def test_a_practice_that_stopped_has_no_data_and_is_no_fall(
    stopped: Evidence, viewer: Viewer
) -> None:
    own = cards(stopped, viewer, "A99001")["gp_appointments"]
    assert own.month == date(2026, 5, 1)
    assert own.later == "No data from June 2026."
    assert own.trend.marks[-5:] == (Mark.NO_DATA,) * 5
    assert own.trend.values[-5:] == (None,) * 5
    assert own.trend.values[-6] is not None
    for card in cards(stopped, viewer).values():
        assert not card.verdict.changed, card.name
    whole = cards(stopped, viewer)["gp_appointments"]
    assert whole.value == pytest.approx(278, abs=1)
    assert whole.later == (
        "Of 2 of 3 practices: Practice 1 sent nothing complete since May 2026."
    )


def test_the_indicators_page_says_whose_figure_it_is(stopped: Evidence) -> None:
    context = Context(stopped, Selection(pcn="U99001"), READERS[0])
    report = indicator(context, "gp_appointments")
    assert report.over_time is not None
    assert "Of 2 of 3 practices" in report.over_time.caption.summary
    assert report.practices is not None
    (absent,) = (one for one in report.practices.places if one.code == "A99001")
    assert absent.mark is Mark.NO_DATA


@pytest.mark.parametrize("viewer", READERS)
@pytest.mark.parametrize("practice", ["", "A99001", "A99002", "A99003"])
def test_half_a_month_is_no_improvement(
    early: Evidence, viewer: Viewer, practice: str
) -> None:
    found = cards(early, viewer, practice)
    for indicator_id in ("emergency", "bed_days"):
        card = found[indicator_id]
        assert not card.verdict.changed
        assert card.month == date(2026, 7, 1)
        # Outside direct care there are too few bed days to be judged.
        unjudged = indicator_id == "bed_days" and viewer.sees_rounded
        assert card.verdict.month == (None if unjudged else date(2026, 7, 1))
        assert card.later == "No data from August 2026."
        held = dict(zip(card.trend.months, card.trend.values, strict=True))
        assert [held[date(2026, month, 1)] for month in (8, 9, 10)] == [None] * 3
        assert held[date(2026, 7, 1)] is not None
    # What the other files have is not lost with it.
    assert found["gp_appointments"].month == date(2026, 10, 1)


@pytest.mark.parametrize("viewer", READERS)
def test_a_flag_that_no_row_has_is_no_data(stopped: Evidence, viewer: Viewer) -> None:
    assert "ambulatory_sensitive" not in cards(stopped, viewer)


def test_what_is_not_judged_says_why(stopped: Evidence) -> None:
    verdict = cards(stopped, READERS[0])["gp_appointments"].verdict
    assert verdict.sentence == (
        "Not judged: fewer than 24 months of the same practices, too few to know the "
        "season."
    )


@pytest.mark.parametrize("viewer", READERS)
def test_no_table_drops_what_has_no_data_or_calls_it_provisional(
    early: Evidence, viewer: Viewer
) -> None:
    context = Context(early, Selection(pcn="U99001"), viewer)
    grid = practice_grid(context)
    assert grid is not None
    by_name = {row[0]: row[1:-1] for row in grid.table.rows}
    held = {card.name for card in this_month(context).cards}
    assert set(by_name) == held
    for name in ("Emergency admissions", "Emergency bed days"):
        assert by_name[name] == ("No data",) * 4 or set(by_name[name]) == {Mark.NO_DATA}
    assert "Provisional in October 2026: A&E attendances." in grid.caption.summary
    assert this_month(context).provisional == (date(2026, 9, 1), date(2026, 10, 1))
    trend = indicator(context, "emergency").over_time
    assert trend is not None
    status = {row[0]: row[-1] for row in trend.table.rows}
    assert [status[date(2026, month, 1)] for month in (7, 8, 9, 10)] == [
        "final",
        "no data",
        "no data",
        "no data",
    ]


def test_late_rows_of_a_file_that_is_whole_are_waited_for(early: Evidence) -> None:
    card = cards(early, READERS[0])["attendances"]
    assert card.month == card.verdict.month == date(2026, 8, 1)
    assert card.later.startswith("September 2026 and October 2026: provisional")
