"""A draw gives everybody one step, every step a fair share, and can be repeated."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.stats.errors import StatisticsError
from data_access.stats.lots import draw_lots

GROUPS = st.dictionaries(
    st.sampled_from(["P1", "P2", "P3", "P4"]), st.integers(0, 60), min_size=1
).map(
    lambda sizes: {
        group: [f"{group}-{n}" for n in range(size)] for group, size in sizes.items()
    }
)


@given(GROUPS, st.integers(3, 12), st.text(max_size=20))
def test_everybody_draws_once_and_every_step_is_a_fair_share(
    groups: dict[str, list[str]], steps: int, seed: str
) -> None:
    lots = draw_lots(groups, steps, seed)
    assert set(lots) == {one for members in groups.values() for one in members}
    for members in (*groups.values(), list(lots)):
        sizes = Counter(lots[one] for one in members)
        counts = [sizes[step] for step in range(1, steps + 1)]
        assert sum(counts) == len(members)
        assert max(counts) - min(counts) <= 1


@given(GROUPS, st.randoms())
def test_a_draw_is_repeated_from_its_seed_whatever_the_order_of_people(
    groups: dict[str, list[str]], random
) -> None:
    mixed = {
        group: random.sample(groups[group], len(groups[group]))
        for group in random.sample(list(groups), len(groups))
    }
    assert draw_lots(mixed, 5, "a seed") == draw_lots(groups, 5, "a seed")


def test_every_step_is_as_likely_for_everybody() -> None:
    groups = {"P1": ["a", "b", "c", "d"], "P2": ["e", "f", "g"]}
    draws = [draw_lots(groups, 3, str(seed)) for seed in range(3000)]
    for person in "abcdefg":
        counts = Counter(draw[person] for draw in draws)
        # Three standard errors of a third of 3,000, and a little more.
        assert all(abs(counts[step] - 1000) < 85 for step in (1, 2, 3))
    together = sum(draw["a"] == draw["b"] for draw in draws)
    assert together < 1000  # two of a practice are dealt apart more often than not


@pytest.mark.parametrize("steps", [2, 13])
def test_too_few_or_too_many_steps_are_refused(steps: int) -> None:
    with pytest.raises(StatisticsError, match="steps"):
        draw_lots({"P1": ["a"]}, steps, "")


def test_nobody_draws_twice_in_one_draw() -> None:
    with pytest.raises(StatisticsError, match="twice"):
        draw_lots({"P1": ["a"], "P2": ["a"]}, 3, "")
