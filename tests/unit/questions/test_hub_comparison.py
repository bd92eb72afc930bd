"""The hub's checks against published figures: causes, gaps, what is hidden."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.answers.core import Mark
from data_access.queries.hub_checks import Recorded
from data_access.queries.places import Practice
from data_access.questions.parts.place import Place
from data_access.questions.quality import hub_learning_disability as ld
from data_access.questions.quality import hub_severe_mental_illness as smi
from data_access.viewer import Role, Viewer

PRACTICES = tuple(
    Practice(code, f"Practice {code}", "U1", "First PCN") for code in ("A1", "A2")
)
PLACE = Place(
    month=date(2026, 6, 1),
    first_month=date(2024, 1, 1),
    firm=(),
    pcn="U1",
    pcn_name="First PCN",
    practice="all",
    cohort="all",
    practices=PRACTICES,
)
MANAGER = Viewer(Role.PCN_MANAGER, ("A1", "A2"))
BOARD = Viewer()
MARCH = date(2025, 3, 1)


def year(practice: str = "A1", **counts: int) -> Recorded:
    blank = Recorded(practice, "90A", MARCH, None, 0, 0, 0, 0)
    return replace(blank, **counts)


def cells(rows, paid, viewer=MANAGER):
    return ld.compared(viewer, PLACE, rows, paid).table.rows


def test_a_hub_s_checks_explain_what_was_not_paid_for() -> None:
    row = year(done=30, hub=12)
    (found,) = cells([row], {("A1", "2024-25"): 18})
    assert found[:8] == ("Practice A1", "2024-25", 30, 18, 12, 12, 0, 0)
    assert found[8] == (
        "Mostly done at the hub; with the other causes, all 12 are explained"
    )


@pytest.mark.parametrize(
    ("counts", "paid", "cause"),
    [
        ({"done": 20}, 20, "The two agree"),
        ({"done": 10}, 20, "More were paid for than are recorded here"),
        ({"done": 20}, 10, "None recorded here"),
        (
            {"done": 20, "no_plan": 6, "hub": 2},
            10,
            "Mostly no health action plan; 2 of",
        ),
        ({"done": 20, "no_ethnicity": 10}, 10, "Mostly no ethnicity; with the other"),
    ],
)
def test_the_likely_cause(counts: dict[str, int], paid: int, cause: str) -> None:
    (found,) = cells([year(**counts)], {("A1", "2024-25"): paid})
    assert str(found[8]).startswith(cause)


def test_practices_and_years_without_a_published_figure_are_not_compared() -> None:
    rows = [
        year(done=9),
        year("A2", done=9),
        replace(year(done=9), month=date(2024, 3, 1)),
    ]
    found = ld.compared(MANAGER, PLACE, rows, {("A1", "2024-25"): 9})
    assert [row[:2] for row in found.table.rows] == [("Practice A1", "2024-25")]
    assert "the same 1 of 2 practices (0)" in found.finding


@pytest.mark.parametrize(
    ("rows", "paid", "said"),
    [
        ([], {}, "No financial year is covered in full"),
        ([year(done=9)], {}, "No learning disability payments are loaded"),
        ([year(done=9)], {("Z9", "2024-25"): 9}, "None of these practices is in"),
        ([year(done=9)], {("A1", "2018-19"): 9}, "are of other years"),
    ],
)
def test_what_is_missing_names_the_file_that_fills_it(rows, paid, said: str) -> None:
    found = ld.compared(MANAGER, PLACE, rows, paid)
    assert said in found.missing
    assert (
        "care-impact load-open" in found.missing or "health_checks.csv" in found.missing
    )
    assert found.table.rows == ()


counts = st.integers(0, 40)


@settings(max_examples=60, deadline=None)
@given(hub=counts, plan=counts, ethnicity=counts, rest=counts, paid=counts)
def test_a_board_sees_no_small_number_and_none_that_can_be_worked_out(
    hub: int, plan: int, ethnicity: int, rest: int, paid: int
) -> None:
    row = year(
        done=hub + plan + ethnicity + rest,
        hub=hub,
        no_plan=plan,
        no_ethnicity=ethnicity,
    )
    (found,) = cells([row], {("A1", "2024-25"): paid}, BOARD)
    here, _, gap, *parts, cause = found[2:]
    for shown in (here, *parts):
        assert shown is Mark.SUPPRESSED or shown % 5 == 0
    small = any(1 <= count <= 7 for count in (hub, plan, ethnicity, rest))
    assert all(part is Mark.SUPPRESSED for part in parts) == small
    if small and not isinstance(here, Mark) and gap > 0:
        assert cause is Mark.SUPPRESSED
    assert gap is Mark.SUPPRESSED if isinstance(here, Mark) else gap == here - paid


def quarter(practice: str = "A1", **counts: int) -> Recorded:
    blank = Recorded(practice, "90A", date(2026, 3, 1), 50, 30, 0, None, None)
    return replace(blank, **counts)


END = date(2026, 3, 31)
PUBLISHED = {("90A", END): (400, 1000)}


def test_shares_of_practices_of_one_area_are_added_up() -> None:
    rows = [quarter(register=50, done=30, hub=10), quarter("A2", register=150, done=90)]
    (found,) = smi.compared(MANAGER, rows, PUBLISHED, {}).table.rows
    area, end, register, here, without, published, cause = found
    assert (area, end, register) == ("90A", END, 200)
    assert (here, without, published) == pytest.approx((60.0, 55.0, 40.0))
    assert cause.startswith("5 points are completed at the hub alone")


def test_practices_of_two_areas_are_not_shown_apart_outside_direct_care() -> None:
    """An area of one practice would be that practice, whatever protects it elsewhere.

    So would all practices less the area of the others.
    """
    alone = replace(quarter("A2", register=90, done=40), sub_icb="90B")
    published = {**PUBLISHED, ("90B", END): (300, 900)}
    rows = [quarter(register=100, done=60, hub=20), alone]
    for row in smi.compared(BOARD, rows, published, {}).table.rows:
        assert row[2:5] == (Mark.SUPPRESSED,) * 3
        assert row[-1] is Mark.SUPPRESSED
    exactly = smi.compared(MANAGER, rows, published, {}).table.rows
    assert [row[2] for row in exactly] == [100, 90]
    (whole,) = smi.compared(BOARD, rows[:1], published, {}).table.rows
    assert whole[2] == 100


def test_an_area_is_found_on_the_map_where_practices_do_not_say() -> None:
    rows = [replace(quarter(), sub_icb=None)]
    assert smi.compared(MANAGER, rows, PUBLISHED, {}).table.rows == ()
    assert smi.compared(MANAGER, rows, PUBLISHED, {"A1": "90A"}).table.rows


def test_fewer_done_here_is_not_put_down_to_the_hub() -> None:
    (found,) = smi.compared(MANAGER, [quarter(done=10)], PUBLISHED, {}).table.rows
    assert found[-1].startswith("Fewer done here")


def test_a_small_number_at_the_hub_is_not_shown_as_a_difference_of_shares() -> None:
    rows = [quarter(register=100, done=60, hub=4)]
    (found,) = smi.compared(BOARD, rows, PUBLISHED, {}).table.rows
    assert found[3] == pytest.approx(60.0)
    assert found[4] is Mark.SUPPRESSED


@pytest.mark.parametrize(
    ("rows", "published", "mapped", "said"),
    [
        ([], {}, {}, "No quarter is covered in full"),
        ([quarter()], {}, {}, "No published SMI checks are loaded"),
        ([replace(quarter(), sub_icb=None)], PUBLISHED, {}, "sub_icb_code"),
        ([quarter()], {("99Z", END): (1, 2)}, {}, "none of these sub-ICBs"),
        ([quarter()], {("90A", date(2020, 3, 31)): (1, 2)}, {}, "other quarters"),
    ],
)
def test_what_is_missing_for_smi(rows, published, mapped, said: str) -> None:
    found = smi.compared(MANAGER, rows, published, mapped)
    assert said in found.missing
    assert found.table.rows == ()
