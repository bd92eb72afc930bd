"""The figures in the worked examples of docs/methods are what the code gives."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from data_access.catalogue.outcome_measures import outcome_measures
from data_access.stats.change import paired_change
from data_access.stats.forecast import forecast_caseload, forecast_year_end
from data_access.stats.inequality import absolute_gap, slope_index
from data_access.stats.intervals import wilson
from data_access.stats.lasting import forecast_lasting, kept_until
from data_access.stats.power import (
    months_until_detectable,
    people_needed,
    smallest_detectable_rate_ratio,
)
from data_access.stats.regression_to_mean import regression_to_mean
from data_access.stats.survival import time_to_first_contact

METHODS = Path(__file__).parents[3] / "docs" / "methods"
PAGES = ("inequality", "survival", "power", "outcomes", "forecast", "targets")


def page(name):
    return " ".join((METHODS / f"{name}.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("name", PAGES)
def test_page_begins_with_its_title_and_one_sentence(name):
    title, blank, summary, end, *_ = (
        (METHODS / f"{name}.md").read_text(encoding="utf-8").splitlines()
    )
    assert title.startswith("# ")
    assert blank == end == ""
    assert summary.count(". ") == 0
    assert summary.endswith(".")


def test_inequality_example():
    text = page("inequality")
    rows = re.findall(r"\| (\d)[^|]*\| ([\d,]+) \| (\d+) \| ([\d.]+)% \|", text)
    people = [int(row[1].replace(",", "")) for row in rows]
    checked = [int(row[2]) for row in rows]
    assert len(rows) == 5
    share = wilson(checked, people)
    assert [f"{each:.1%}" for each in share.estimate] == [f"{row[3]}%" for row in rows]
    result = slope_index(
        share.estimate,
        people,
        kind="proportion",
        lower=share.lower,
        upper=share.upper,
        multiplier=100,
        seed=1,
    )
    gap = absolute_gap(share.estimate, share.lower, share.upper)
    assert (
        f"The line starts at {result.intercept:.1%}. The slope index is "
        f"{result.slope_index:.1f} percentage points (95% limits "
        f"{result.slope_index_lower:.1f} to {result.slope_index_upper:.1f}) and the "
        f"relative index {result.relative_index:.2f} "
        f"({result.relative_index_lower:.2f} to {result.relative_index_upper:.2f})"
    ) in text
    assert (
        f"The absolute gap is {100 * gap.gap:.1f} points "
        f"({100 * gap.gap_lower:.1f} to {100 * gap.gap_upper:.1f})"
    ) in text


def test_survival_example():
    text = page("survival")
    seen = [2, 3, 5, 6, 8, 9, 12, 15]
    waiting = [4, 7, 10, 11]
    assert "after 2, 3, 5, 6, 8, 9, 12 and 15 days" in text
    assert "still waiting after 4, 7, 10 and 11 days" in text
    result = time_to_first_contact(
        seen + waiting, [True] * 8 + [False] * 4, standard_days=10
    )
    median, ninetieth = result.median, result.ninetieth_centile
    assert ninetieth.days_upper is None
    assert (
        f"The median is {median.days:.0f} days (95% limits {median.days_lower:.0f} to "
        f"{median.days_upper:.0f}), the 90th centile {ninetieth.days:.0f} days (at "
        f"least {ninetieth.days_lower:.0f}), and {result.share_within_standard:.0%} "
        f"({result.share_within_standard_lower:.0%} to "
        f"{result.share_within_standard_upper:.0%}) are seen within 10 days."
    ) in text
    alone = time_to_first_contact(seen, [True] * 8, standard_days=10)
    assert f"on their own, have a median of {alone.median.days:.0f} days" in text


def test_power_example():
    text = page("power")
    design = {"rate": 0.8, "dispersion_k": 0.8, "comparison_ratio": 3}
    phrases = []
    for variance in ("null", "alternative"):
        fall = smallest_detectable_rate_ratio(
            200, follow_up_years=1, variance=variance, **design
        ).fall_percent
        needed = [
            people_needed(ratio, follow_up_years=1, variance=variance, **design)
            for ratio in (0.9, 0.8, 0.7)
        ]
        when = months_until_detectable(
            0.8, 200, 15, followed_years=0.5, variance=variance, **design
        )
        phrases.append((fall, needed, when.months))
    (fall, needed, months), (own_fall, own_needed, own_months) = phrases
    assert (
        f"the smallest detectable fall is {fall:.0f}% by the usual table and "
        f"{own_fall:.0f}% at the caseload's own rate"
    ) in text
    assert (
        f"{needed[0]:,}, {needed[1]} and {needed[2]} people by the usual table, and "
        f"{own_needed[0]:,}, {own_needed[1]} and {own_needed[2]} at the caseload's"
    ) in text
    assert (
        f"detectable in {months} months by the usual table and in {own_months} at"
    ) in text


def test_regression_to_the_mean_example():
    text = page("power")
    exactly = regression_to_mean(0.6, 0.8, 2)
    at_least = regression_to_mean(0.6, 0.8, 2, selection="at_least")
    assert (
        f"expected to have {exactly.events_after_per_year:.2f} next year: a fall of "
        f"{exactly.fall_percent:.0f}% with no effect"
    ) in text
    assert (
        f"had {at_least.events_before_per_year:.2f} on average and are expected to "
        f"have {at_least.events_after_per_year:.2f}, a fall of "
        f"{at_least.fall_percent:.0f}%"
    ) in text


def test_outcomes_example():
    text = page("outcomes")
    pairs = re.findall(r"(\d+) to (\d+)", text.split("going from")[1].split(";")[0])
    assert len(pairs) == 8
    changes = np.array([float(second) - float(first) for first, second in pairs])
    result = paired_change(8, changes.sum(), (changes**2).sum())
    completed = wilson(8, 12)
    assert (
        f"Completion is {completed.estimate:.0%} (95% limits {completed.lower:.0%} to "
        f"{completed.upper:.0%}). The mean change is {result.estimate:+.1f} points "
        f"({result.lower:.1f} to {result.upper:.1f})."
    ) in text
    assert (changes >= 3).sum() == 5
    assert (changes <= -3).sum() == 0
    gained = wilson(5, 8)
    # 62.5% is written half up, as a reader would round it.
    assert f"63% ({gained.lower:.0%} to {gained.upper:.0%})" in text
    began = np.mean([float(first) for first, _ in pairs])
    assert f"began at {(33 + 70) / 2:.1f} on average, the others at {began:.1f}" in text


def test_outcomes_page_states_the_configured_levels_and_windows():
    text, held = page("outcomes"), outcome_measures()
    second, third, fourth = held.by_id["pam"].levels
    assert (
        f"level 1 below {second}, level 2 to {third - 0.1:.1f}, level 3 to "
        f"{fourth - 0.1:.1f}, level 4 from {fourth}"
    ) in text
    assert held.by_id["ons4_happiness"].levels == (5, 7, 9)
    assert held.by_id["ons4_anxiety"].levels == (2, 4, 6)
    rule = held.pairs
    assert (
        f"from {rule.before_days} days before it to {rule.after_days} days after "
        f"second score = the last at least {rule.apart_days} days after the first, "
        f"within {rule.within_days} days of the start"
    ) in text
    assert f"gained {held.by_id['pam'].gain:g} points or more" in text


def test_forecast_example():
    text = page("forecast")
    sentence = text.split("In eight months", 1)[1].split("which leaves", 1)[0]
    numbers = [int(each) for each in re.findall(r"\d+", sentence)]
    joined, closed = numbers[:8], numbers[8:]
    cases = forecast_caseload(150, joined, closed, months=3, seed=1)
    assert f"which leaves {150 + sum(joined) - sum(closed)} open" in text
    # 30.25 is written half up.
    assert cases.joined_per_month == 30.25
    assert (
        f"On average 30.3 join a month and {cases.closed_share_per_month:.0%} of the "
        f"open cases close. The forecast in three months is {cases.open_cases[-1]:.0f} "
        f"open cases (95% limits {cases.open_cases_lower[-1]:.0f} to "
        f"{cases.open_cases_upper[-1]:.0f})."
    ) in text

    sentence = text.split("The last eight months had", 1)[1].split("which is", 1)[0]
    recent = [int(each) for each in re.findall(r"\d+", sentence)]
    year = forecast_year_end(
        recent,
        checks_done=160,
        register=400,
        target_share=0.6,
        months_left=4,
        seed=1,
    )
    assert (
        f"That leaves {year.checks_needed} checks, or "
        f"{year.checks_needed_per_month:.0f} a month."
    ) in text
    assert (
        f"which is {year.checks_recent_per_month:.0f} a month: the year would end at "
        f"{year.uptake_share:.0%} ({year.uptake_share_lower:.0%} to "
        f"{year.uptake_share_upper:.0%}), and the chance of reaching the target is "
        f"about {year.chance_of_target:.0%}."
    ) in text


def test_the_worked_example_of_targets() -> None:
    text = page("targets")
    sentence = text.split("In the last twelve months 24", 1)[1].split("plans were", 1)[
        0
    ]
    done = [24, *(int(each) for each in re.findall(r"\d+", sentence))]
    having, people, wanted = 322, 1_400, math.ceil(0.95 * 1_400 - 1e-9)
    assert f"The target needs {wanted:,}." in text
    assert f"{sum(done)} for {having} people" in text
    forecast = forecast_lasting(
        done,
        people_now=having,
        register=people,
        target_people=wanted,
        months_left=14,
        seed=1,
    )
    assert (
        f"needs {wanted / 12:.1f} plans a month in the last twelve of them, and the "
        f"last twelve months had {having / 12:.1f}. At that pace "
        f"{forecast.people[-1]:.0f} people would have a plan on the day (95% limits "
        f"{forecast.lower[-1]:.0f} to {forecast.upper[-1]:.0f})"
    ) in text
    assert forecast.chance_of_target < 0.05
    kept = kept_until(done, having, 6)
    assert (
        f"the plans of {kept:.0f} people would still count, and the target would need "
        f"{(wanted - kept) / 6:.1f} a month"
    ) in text
