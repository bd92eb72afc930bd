"""Gains, and what can be told apart: properties, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.stats.errors import StatisticsError
from data_access.stats.gains import (
    Assumed,
    Group,
    LogOdds,
    clearly_more,
    gain,
    pooled_shares,
    ranked,
    typical_share,
)

REACH = Assumed(200, 225, 250)
SUCCESS = Assumed(0.3, 0.5, 0.7)
GROUPS = st.lists(
    st.builds(
        Group,
        name=st.uuids().map(str),
        kind=st.sampled_from("xyz"),
        people=st.floats(1, 2_000),
        done=st.builds(LogOdds, st.floats(-6, 6), st.floats(0.01, 3), st.floats(0, 1)),
        success=st.just(SUCCESS),
    ),
    min_size=1,
    max_size=12,
)


@given(groups=GROUPS)
@settings(max_examples=60)
def test_everybody_is_in_one_class_and_the_largest_in_the_first(
    groups: list[Group],
) -> None:
    classes = ranked(groups, REACH)
    held = [one.group.name for members in classes for one in members]
    assert sorted(held) == sorted(group.name for group in groups)
    tops = [members[0].central for members in classes]
    assert tops == sorted(tops, reverse=True)
    assert all(m.central <= members[0].central for members in classes for m in members)


@given(groups=GROUPS)
@settings(max_examples=60)
def test_limits_hold_the_middle_and_no_more_than_can_be_reached(
    groups: list[Group],
) -> None:
    for group in groups:
        result = gain(group, REACH)
        assert 0 <= result.low <= result.central <= result.high <= 0.7 * 250
        assert result.undone <= group.people


@given(groups=GROUPS)
@settings(max_examples=60)
def test_no_two_are_each_clearly_more_than_the_other(groups: list[Group]) -> None:
    result = [gain(group, REACH) for group in groups]
    for one in result:
        for other in result:
            both = [
                clearly_more(*pair, 225, 1.96) for pair in ((one, other), (other, one))
            ]
            assert not all(both)


def test_a_small_group_is_drawn_further_than_a_large_one() -> None:
    small, large, *_ = pooled_shares([6, 60, 30, 20, 55], [6, 60, 60, 60, 60])
    assert small.weight < large.weight < 1
    assert small.share() < large.share()
    assert small.error > large.error


def test_groups_that_are_alike_are_given_one_share() -> None:
    shares = pooled_shares([50, 51, 49], [100, 100, 100])
    assert {one.weight for one in shares} == {0.0}
    assert all(one.share() == pytest.approx(0.5, abs=0.01) for one in shares)


def test_one_group_alone_keeps_its_own_share() -> None:
    (alone,) = pooled_shares([30], [40])
    assert alone.share() == pytest.approx(30.5 / 41)
    assert alone.weight == 1


def test_one_more_group_is_less_sure_than_those_that_were_counted() -> None:
    done, people = [20, 50, 80], [100, 100, 100]
    usual = typical_share(done, people)
    assert all(usual.error > one.error for one in pooled_shares(done, people))


@pytest.mark.parametrize(
    ("done", "people", "argument"),
    [
        ([3], [2], "done"),
        ([1], [0], "people"),
        ([-1], [4], "done"),
        ([1, 2], [4], "done"),
    ],
)
def test_what_is_no_share_is_refused(
    done: list[float], people: list[float], argument: str
) -> None:
    with pytest.raises(StatisticsError, match=argument):
        pooled_shares(done, people)


def test_a_range_must_be_in_order() -> None:
    for low, central, high in ((0, 1, 2), (2, 1, 3), (1, 3, 2)):
        with pytest.raises(StatisticsError, match="low"):
            Assumed(low, central, high)
    with pytest.raises(StatisticsError):
        typical_share([1], [4])
