"""Recount, person by person, who completed a check in each month."""

from datetime import date

import pytest
from fixtures.by_hand.checks_by_hand import BOARD, Town, at, demo_town
from fixtures.by_hand.checks_by_hand import places as places_of

from data_access.answers.core import Mark
from data_access.catalogue.checks import CHECKS
from data_access.questions.checks.check_months import check_months
from data_access.questions.checks.check_year_end import check_year_end
from data_access.questions.parts.direct_care import NotPermittedError

# A cancer care review is due within twelve months of a diagnosis, not in a year.
OF_A_YEAR = [check for check in CHECKS if check != "cancer_review"]


@pytest.fixture(scope="module")
def demo(demo_home) -> Town:
    return demo_town(demo_home)


@pytest.mark.parametrize("check", OF_A_YEAR)
def test_the_months_of_a_year_add_up_to_nearly_all_who_completed_it(
    demo: Town, check: str
) -> None:
    """Who left since is in the month that completed it and not in the year's count."""
    last = date(2026, 10, 1)
    for practice in places_of(demo):
        where = at(practice)
        trend = check_months(demo.ask(demo.manager, last, **where), check).trend
        done = check_year_end(demo.ask(demo.manager, last, **where), check).path
        year = [
            value
            for month, value in zip(trend.months, trend.values, strict=True)
            if month >= date(2026, 4, 1)
        ]
        assert None not in year
        so_far = [value for value in done.done if value is not None][-1]
        assert 0.8 * sum(year) - 2 <= so_far <= sum(year) + 2


def test_outside_direct_care_no_small_month_and_no_single_practice(
    demo: Town,
) -> None:
    for check in OF_A_YEAR:
        trend = check_months(demo.ask(BOARD), check).trend
        for value, mark in zip(trend.values, trend.marks, strict=True):
            assert (value is None) == (mark in (Mark.SUPPRESSED, Mark.NO_DATA))
            assert value is None or value == 0 or (value >= 8 and value % 5 == 0)
    with pytest.raises(NotPermittedError, match="direct care"):
        check_months(demo.ask(BOARD, **at(demo.practices[0])), OF_A_YEAR[0])
