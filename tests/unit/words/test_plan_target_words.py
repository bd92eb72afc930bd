"""What is said of a target for plans, at its edges."""

from dataclasses import replace
from datetime import date

import pytest

from data_access.catalogue.targets import Target
from data_access.questions.outcomes.plan_target_words import (
    Coordinators,
    Standing,
    headline,
    pace_headline,
    pace_summary,
    pace_table,
    summary,
)
from data_access.stats.lasting import forecast_lasting

NOW = Standing(
    people=400,
    with_plan=120,
    target=Target(
        indicator="care_plan_complex",
        percent=95.0,
        by=date(2027, 12, 31),
        source="A source",
    ),
    months_left=14,
    kept=0.0,
    coordinators=Coordinators(2.0, "whole-time coordinator in post"),
)
AIM = "the target of 95% by 31 December 2027"


def forecast(**changed: float) -> object:
    given = {"people_now": 120, "target_people": 380, "months_left": 14} | changed
    return forecast_lasting([10.0] * 12, register=400, seed=1, draws=1_000, **given)


def words(now: Standing, made: object = None, *, by_sum: bool = False) -> str:
    return summary(
        now,
        made,
        "Complex needs: all.",
        why_not="There is no forecast.",
        by_sum=by_sum,
    )


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (380, f"{AIM} will very likely be missed"),
        (120, f"cannot tell yet whether {AIM} will be reached"),
        (60, f"{AIM} will very likely be reached"),
    ],
)
def test_the_chance_is_said_in_words(wanted: int, said: str) -> None:
    told = headline(NOW, forecast(target_people=wanted))
    assert told == f"30% of people with complex needs have a plan; {said}"


def test_without_a_forecast_nothing_can_be_told() -> None:
    assert headline(NOW, None).endswith(
        f"cannot tell yet whether {AIM} will be reached"
    )
    said = words(NOW)
    assert said.endswith("There is no forecast. Complex needs: all.")


def test_a_forecast_by_the_sum_of_the_year_says_what_it_assumes() -> None:
    assert "three times as much" in words(NOW, forecast(), by_sum=True)
    assert "three times as much" not in words(NOW, forecast())
    assert "is less than 5%." in words(NOW, forecast())


def test_the_pace_is_of_the_twelve_months_before_the_day() -> None:
    assert pace_headline(NOW) == (
        "The target of 95% by 31 December 2027 needs 32 plans a month, agreed or "
        "reviewed; the last 12 months had 10"
    )
    assert "in each of the 12 months to that day" in pace_summary(NOW)
    assert "needs 15.8 a month; the last 12 months had 5.00 a month" in pace_summary(
        NOW
    )


def test_with_less_than_a_year_left_some_of_todays_plans_still_count() -> None:
    late = replace(NOW, months_left=5, kept=70.0)
    assert late.needed_each_month == pytest.approx((380 - 70) / 5)
    said = pace_summary(late)
    assert "in the 5 months left: the plans that 70 people have today" in said
    assert replace(late, kept=400.0).needed_each_month == 0


def test_where_the_months_are_not_known_the_pace_needed_is_not() -> None:
    late = replace(NOW, months_left=5, kept=None)
    assert pace_headline(late).startswith("Cannot tell how many plans a month")
    assert "For each whole-time coordinator in post, the last 12" in pace_summary(late)


def test_on_the_day_and_after_it_nothing_is_forecast() -> None:
    day = replace(NOW, months_left=0)
    assert headline(day, None).endswith(f"have a plan, 260 people short of {AIM}")
    assert headline(replace(day, with_plan=390), None).endswith(f"which meets {AIM}")
    after = replace(NOW, months_left=-2)
    assert headline(after, None).endswith(f"the day of {AIM} is past")
    assert len(pace_table(after, "").rows) == 1
    assert "no forecast" not in words(after)


def test_a_target_of_every_year_names_no_day() -> None:
    always = replace(NOW, target=replace(NOW.target, by=None), months_left=0)
    assert headline(always, None).endswith("260 people short of the target of 95%")
