import math
import statistics
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from data_access.stats.change import (
    ONS4_ANXIETY,
    ONS4_HAPPINESS,
    ONS4_SATISFACTION,
    ONS4_WORTHWHILE,
    PAM,
    Bands,
    Measure,
    paired_change,
)
from data_access.stats.errors import StatisticsError

NONE = math.nan
pam_scores = st.one_of(st.integers(0, 1000).map(lambda n: n / 10), st.none())
anxiety_scores = st.one_of(st.integers(0, 10), st.none())


def people_scored(scores):
    return st.lists(st.tuples(scores, scores), min_size=2, max_size=40).filter(
        lambda people: sum(None not in pair for pair in people) >= 2
    )


def slow_band(score, bands):
    name = None
    for each, start in zip(bands.names, bands.starts, strict=True):
        if score >= start:
            name = each
    return name


def slow_change(people, measure):
    """Go through the people one by one."""
    better, changes, moves, lost = Counter(), [], Counter(), []
    for before, after in people:
        if before is None:
            continue
        if after is None:
            lost.append(before)
            continue
        change = after - before
        changes.append(change)
        gain = round(change if measure.higher_is_better else before - after, 6)
        better[(gain > 0) - (gain < 0)] += 1
        if measure.responder_points is not None and gain >= measure.responder_points:
            better["response"] += 1
        moves[slow_band(before, measure.bands), slow_band(after, measure.bands)] += 1
    return changes, better, moves, lost


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.tuples(st.just(PAM), people_scored(pam_scores)),
        st.tuples(st.just(ONS4_ANXIETY), people_scored(anxiety_scores)),
        st.tuples(st.just(ONS4_HAPPINESS), people_scored(anxiety_scores)),
    )
)
def test_agrees_with_going_through_the_people(data):
    measure, people = data
    before, after = zip(*people, strict=True)
    found = paired_change(before, after, measure)
    changes, better, moves, lost = slow_change(people, measure)

    assert found.people_paired == len(changes)
    assert found.people_with_first_score == len(changes) + len(lost)
    assert found.completed_share == len(changes) / (len(changes) + len(lost))
    low, high = proportion_confint(
        len(changes), len(changes) + len(lost), method="wilson"
    )
    assert found.completed_share_lower == pytest.approx(low)
    assert found.completed_share_upper == pytest.approx(high)

    mean = statistics.fmean(changes)
    assert found.mean_change_points == pytest.approx(mean, abs=1e-9)
    assert found.mean_after_points - found.mean_before_points == pytest.approx(
        mean, abs=1e-9
    )
    spread = statistics.stdev(changes)
    if spread > 1e-6:
        half = stats.t.ppf(0.975, len(changes) - 1) * spread / math.sqrt(len(changes))
        assert found.mean_change_points_lower == pytest.approx(mean - half)
        assert found.mean_change_points_upper == pytest.approx(mean + half)
    else:
        assert found.mean_change_points_lower is None
        assert found.verdict == "cannot_tell"

    assert found.people_improved == better[1]
    assert found.people_unchanged == better[0]
    assert found.people_worsened == better[-1]
    if measure.responder_points is None:
        assert found.responders is None
        assert found.responder_share_lower is None
    else:
        assert found.responders == better["response"]
        low, high = proportion_confint(
            better["response"], len(changes), method="wilson"
        )
        assert found.responder_share_lower == pytest.approx(low, abs=1e-12)
        assert found.responder_share_upper == pytest.approx(high, abs=1e-12)
    assert found.mean_before_points_not_followed_up == (
        pytest.approx(statistics.fmean(lost)) if lost else None
    )
    names = measure.bands.names
    assert {
        (names[i], names[j]): count
        for i, row in enumerate(found.band_moves)
        for j, count in enumerate(row)
        if count
    } == moves


@settings(max_examples=50, deadline=None)
@given(people_scored(anxiety_scores), st.randoms(use_true_random=False))
def test_order_reversal_and_direction(people, random):
    before, after = zip(*people, strict=True)
    anxiety = paired_change(before, after, ONS4_ANXIETY)

    shuffled = list(people)
    random.shuffle(shuffled)
    again = paired_change(*zip(*shuffled, strict=True), ONS4_ANXIETY)
    assert again.mean_change_points == pytest.approx(anxiety.mean_change_points)
    assert again.verdict == anxiety.verdict
    assert again.band_moves == anxiety.band_moves

    # The same numbers read as happiness: the change stays, its meaning turns round.
    happiness = paired_change(before, after, ONS4_HAPPINESS)
    assert happiness.mean_change_points == anxiety.mean_change_points
    assert happiness.people_improved == anxiety.people_worsened
    opposite = {"improved": "worsened", "worsened": "improved"}
    assert happiness.verdict == opposite.get(anxiety.verdict, "cannot_tell")


def test_only_people_measured_both_times_are_compared():
    # The two who scored low were never seen again: averages over everybody would
    # rise from 40 to 60 although nobody changed.
    before = [20, 20, 58, 60, 62]
    after = [NONE, NONE, 58.5, 59.5, 62]
    found = paired_change(before, after, PAM)
    assert found.mean_change_points == 0
    assert found.completed_share == 0.6
    assert found.mean_before_points_not_followed_up == 20
    assert found.verdict == "cannot_tell"


def test_a_gain_of_just_three_points_is_a_response():
    # 64.1 - 61.1 is a little under 3 to a computer.
    found = paired_change([61.1, 50, 50, 50], [64.1, 52.9, 53, 40], PAM)
    assert found.responders == 2


def test_verdicts_need_limits_clear_of_zero():
    assert paired_change([40, 50, 60], [50, 61, 69], PAM).verdict == "improved"
    assert paired_change([50, 61, 69], [40, 50, 60], PAM).verdict == "worsened"
    assert paired_change([40, 50, 60], [60, 40, 61], PAM).verdict == "cannot_tell"
    assert paired_change([8, 9, 7], [4, 4, 4], ONS4_ANXIETY).verdict == "improved"
    # Two equal gains have no spread to judge their error by.
    assert paired_change([40, 50], [50, 60], PAM).verdict == "cannot_tell"


def test_limits_hold_the_truth_as_often_as_they_say():
    random = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        before = random.uniform(30, 70, 15)
        after = before + random.normal(2, 6, 15)
        after[random.random(15) < 0.3] = NONE
        found = paired_change(before, after, PAM)
        held += found.mean_change_points_lower <= 2 <= found.mean_change_points_upper
    assert 0.925 <= held / 400 <= 0.975


@pytest.mark.parametrize(
    ("measure", "score", "name"),
    [
        (PAM, 47.0, "Level 1"),
        (PAM, 47.1, "Level 2"),
        (PAM, 55.1, "Level 2"),
        (PAM, 72.4, "Level 3"),
        (PAM, 72.5, "Level 4"),
        (PAM, 100, "Level 4"),
        (ONS4_SATISFACTION, 4, "Low"),
        (ONS4_SATISFACTION, 6, "Medium"),
        (ONS4_WORTHWHILE, 7, "High"),
        (ONS4_HAPPINESS, 9, "Very high"),
        (ONS4_ANXIETY, 1, "Very low"),
        (ONS4_ANXIETY, 3, "Low"),
        (ONS4_ANXIETY, 5, "Medium"),
        (ONS4_ANXIETY, 6, "High"),
    ],
)
def test_published_bands(measure, score, name):
    found = paired_change([score, score], [score, score], measure)
    at = measure.bands.names.index(name)
    assert found.band_moves[at][at] == 2


def test_bands_are_configuration():
    older = Bands(("1", "2", "3", "4"), (0, 47.1, 55.2, 67.1), "as the form says")
    measure = Measure("PAM", 0, 100, True, 5, older, "local choice")
    found = paired_change([70, 60], [76, 64.9], measure)
    assert found.band_moves[3][3] == 1
    assert found.responders == 1


@pytest.mark.parametrize(
    ("argument", "before", "after"),
    [
        ("before", [], []),
        ("before", [NONE, NONE], [50, 50]),
        ("before", [50, 101], [50, 50]),
        ("after", [50, 50], [50, -1]),
        ("after", [50, 50], [50, math.inf]),
        ("after", [50, 50], [50, "60"]),
        ("after", [50, 50], [50]),
        ("after", [50, 50], [60, NONE]),
        ("after", [50, NONE], [NONE, 60]),
    ],
)
def test_scores_that_cannot_be_compared(argument, before, after):
    with pytest.raises(StatisticsError) as caught:
        paired_change(before, after, PAM)
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("names", "starts"), [((), ()), (("a",), (0, 1)), (("a", "b"), (1, 1))]
)
def test_bands_that_cannot_be_used(names, starts):
    with pytest.raises(StatisticsError, match="starts"):
        Bands(names, starts, "nobody")


@pytest.mark.parametrize(
    ("argument", "lowest", "highest", "points"),
    [
        ("lowest", 10, 10, None),
        ("bands", 1, 10, None),
        ("bands", 0, 8, None),
        ("responder_points", 0, 10, 0),
    ],
)
def test_measures_that_cannot_be_used(argument, lowest, highest, points):
    with pytest.raises(StatisticsError) as caught:
        Measure("Score", lowest, highest, True, points, ONS4_HAPPINESS.bands, "nobody")
    assert caught.value.argument == argument
