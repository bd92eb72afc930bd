"""What the year's forecast says, at its edges."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data_access.months import financial_year
from data_access.questions.checks.check_year_end import month_weights
from data_access.questions.checks.year_end_words import Standing, headline, summary
from data_access.stats.forecast import YearEndForecast, forecast_year_end

NOW = Standing(
    done=160,
    register=400,
    target=60.0,
    months_left=4,
    year_end=2027,
    complete_years=2,
    exact=True,
)


def forecast(chance: float = 0.5) -> YearEndForecast:
    found = forecast_year_end(
        [18, 22, 20, 16, 24, 20, 21, 19],
        checks_done=160,
        register=400,
        target_share=0.6,
        months_left=4,
        seed=1,
        draws=1_000,
    )
    return replace(found, chance_of_target=chance)


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.97, "will very likely be reached"),
        (0.85, "will likely be reached"),
        (0.5, "cannot tell yet whether the target of 60% will be reached"),
        (0.2, "will likely be missed"),
        (0.01, "will very likely be missed"),
    ],
)
def test_the_chance_is_said_in_words(chance: float, said: str) -> None:
    assert said in headline(NOW, forecast(chance))


def test_what_is_still_needed_a_month_is_rounded_up() -> None:
    said = summary(replace(NOW, done=159), forecast())
    assert "needs 81 more in 4 months, 21 a month" in said
    assert "about 50%" in said
    assert "last 2 complete years" in said


@pytest.mark.parametrize(
    ("chance", "said"), [(1.0, "more than 95%"), (0.0, "less than 5%"), (0.33, "35%")]
)
def test_a_chance_is_no_surer_than_its_simulation(chance: float, said: str) -> None:
    assert said in summary(NOW, forecast(chance))


def test_a_target_already_reached_needs_nothing() -> None:
    reached = replace(NOW, done=260)
    assert reached.lacking == 0
    assert "already reached" in headline(reached, forecast())
    assert "needs" not in summary(reached, forecast())


def test_a_year_that_ended_says_what_was_missed() -> None:
    over = replace(NOW, months_left=0)
    assert headline(over, None) == (
        "The year ended with 40% of the register complete, 80 people short of the "
        "target of 60%"
    )
    assert "reached" in headline(replace(over, done=240), None)


def test_without_a_target_or_a_complete_year_both_are_said() -> None:
    none = replace(NOW, target=None, complete_years=0)
    assert none.wanted is None
    assert "no target is set" in headline(none, forecast())
    assert "every month is treated alike" in summary(none, forecast())


def test_seven_of_ten_is_no_rounding_error_above_seven() -> None:
    assert replace(NOW, register=10, target=70.0).wanted == 7


@pytest.mark.parametrize(
    "month", [date(2026, 4, 1), date(2026, 12, 1), date(2027, 3, 1)]
)
def test_a_financial_year_runs_from_april_to_march(month: date) -> None:
    months = financial_year(month)
    assert (months[0], months[-1]) == (date(2026, 4, 1), date(2027, 3, 1))
    assert len(months) == 12


def test_busy_months_are_those_of_complete_years_alone() -> None:
    months = pd.date_range("2024-04-01", "2026-09-01", freq="MS")
    frame = pd.DataFrame({"month": months, "completed": 10.0})
    frame.loc[frame["month"].dt.month == 3, "completed"] = 40.0
    frame.loc[frame["month"] >= "2026-04-01", "completed"] = 1_000.0
    weights, years = month_weights(frame)
    assert years == 2
    assert np.mean(list(weights.values())) == pytest.approx(1)
    assert weights[3] / weights[4] == pytest.approx(80.5 / 20.5)


def test_without_a_complete_year_months_are_alike() -> None:
    months = pd.date_range("2026-04-01", "2026-10-01", freq="MS")
    weights, years = month_weights(pd.DataFrame({"month": months, "completed": 5.0}))
    assert years == 0
    assert set(weights.values()) == {1.0}
