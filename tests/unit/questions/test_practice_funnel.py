"""Flags and drawn limits are two views of one rule."""

from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.answers.core import Compared
from data_access.catalogue.indicators import BY_ID
from data_access.questions.parts.practice_funnel import funnel_limits, judged_places

SHARE, RATE = BY_ID["dementia_review"], BY_ID["emergency"]
PLACES = st.lists(
    st.integers(20, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=8,
)


def places(pairs: list[tuple[int, int]], multiplier: float) -> tuple[Compared, ...]:
    return tuple(
        Compared(str(i), str(i), multiplier * events / people, denominator=people)
        for i, (events, people) in enumerate(pairs)
    )


@given(PLACES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_place_is_flagged_exactly_where_it_passes_a_drawn_limit(pairs, of_people):
    record, multiplier = (SHARE, 100.0) if of_people else (RATE, 1000.0)
    items = places(pairs, multiplier)
    centre = multiplier * sum(n for n, _ in pairs) / sum(people for _, people in pairs)
    judged = judged_places(record, items, centre)
    limits = funnel_limits(record, items, centre, judged.dispersion)
    assert judged.possible is (limits is not None)
    if limits is None:
        assert all(one.flag == "" for one in judged.places)
        return
    for one in judged.places:
        at = limits.denominators.index(one.denominator)
        value = one.value or 0.0
        low, high = limits.lower_95[at], limits.upper_95[at]
        slack = 1e-6 * multiplier
        if one.flag:
            assert value < low + slack or value > high - slack
        else:
            assert low - slack <= value <= high + slack


def test_what_is_not_shown_is_neither_flagged_nor_counted():
    shown = places([(50, 100), (10, 100)], 100.0)
    hidden = Compared("hidden", "Hidden")
    judged = judged_places(SHARE, (*shown, hidden), 50.0)
    assert [one.flag for one in judged.places] == ["", "low_998", ""]


def test_chance_sets_no_limits_around_none_or_all():
    for centre in (None, 0.0, 100.0):
        judged = judged_places(SHARE, places([(50, 100), (10, 100)], 100.0), centre)
        assert not judged.possible
        assert [one.flag for one in judged.places] == ["", ""]
