import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.answers.core import Mark
from data_access.disclosure.breakdown import shown_parts, withheld_parts

PARTS = st.lists(st.integers(0, 30), min_size=1, max_size=6)


@settings(max_examples=200)
@given(PARTS)
def test_small_parts_are_withheld_and_nothing_where_there_is_none(
    parts: list[int],
) -> None:
    hidden = withheld_parts(np.array(parts, dtype=float))
    small = [1 <= part <= 7 for part in parts]
    assert all(flag for flag, one in zip(hidden, small, strict=True) if one)
    assert hidden.any() == any(small)


@settings(max_examples=150)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=5))
def test_what_is_known_exactly_pins_no_withheld_part_down(parts: list[int]) -> None:
    hidden = withheld_parts(np.array(parts, dtype=float))
    if not hidden.any() or sum(parts) <= 7:
        return  # a total so small is withheld itself, by whoever shows it
    total = sum(part for part, flag in zip(parts, hidden, strict=True) if flag)
    # Everything that the withheld ones could be, zero only where all are withheld.
    least = 0 if hidden.all() else 1
    worlds = [
        (*world, total - sum(world))
        for world in itertools.product(
            range(least, total + 1), repeat=int(hidden.sum()) - 1
        )
        if total - sum(world) >= least
    ]
    for place in range(int(hidden.sum())):
        possible = {world[place] for world in worlds}
        assert set(range(1, 8)) <= possible


def test_below_a_withheld_total_nothing_is_shown() -> None:
    assert shown_parts([40.0, 0.0], exact=False, hidden=True) == (Mark.SUPPRESSED,) * 2
    assert shown_parts([43.0, 3.0], exact=True, hidden=True) == (43.0, 3.0)
    assert shown_parts([43.0, 21.0], exact=False) == (45.0, 20.0)
