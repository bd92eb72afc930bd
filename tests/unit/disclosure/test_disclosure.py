import doctest
import pickle
from pathlib import Path

import numpy as np
import pytest

from data_access.answers.core import Mark
from data_access.disclosure.rule import Shown, allowed_options, disclose, withheld_cells

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "disclosure.md"


def shown(counts: list[float], wholes: list[float], kind, **rest):  # type: ignore[no-untyped-def]
    no = np.zeros(len(counts), dtype=bool)
    return disclose(np.array(counts), np.array(wholes), no, no, kind=kind, **rest)


def test_the_rule_at_its_edges() -> None:
    counts = [0.0, 1.0, 7.0, 8.0, 12.0, 13.0, 1002.0]
    values = [one.value for one in shown(counts, counts, "count")]
    assert values == [0.0, None, None, 10.0, 10.0, 15.0, 1000.0]


def test_missing_is_not_zero_and_not_suppressed() -> None:
    (one,) = shown([float("nan")], [10.0], "count")
    assert one.mark is Mark.NO_DATA
    (one,) = shown([0.0], [0.0], "share", exact=True)
    assert one.mark is Mark.NO_DATA


def test_a_share_of_nobody_has_the_mark_of_a_share_of_few() -> None:
    few, nobody = shown([0.0, 0.0], [3.0, 0.0], "share")
    assert few.mark is nobody.mark is Mark.SUPPRESSED


def test_shares_come_from_rounded_counts() -> None:
    (one,) = shown([12.0], [33.0], "share", multiplier=100.0)
    assert one.value == pytest.approx(100 * 10 / 35)
    assert one.denominator == 35
    (one,) = shown([0.0], [5.0], "share")
    assert one.mark is Mark.SUPPRESSED


def test_exact_readers_see_exact_numbers() -> None:
    (one,) = shown([3.0], [7.0], "share", multiplier=100.0, exact=True)
    assert one.value == pytest.approx(300 / 7)


def test_withheld_cells_are_suppressed() -> None:
    yes, no = np.array([True]), np.array([False])
    (one,) = disclose(np.array([50.0]), np.array([100.0]), yes, no, kind="count")
    assert one.mark is Mark.SUPPRESSED


def test_a_figure_cannot_be_made_from_raw_counts() -> None:
    with pytest.raises(TypeError, match="disclose"):
        Shown(3.0, 7, None, True)


def test_an_answer_survives_the_cache() -> None:
    (one,) = shown([50.0], [100.0], "share")
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes


def test_groups_of_fewer_than_eight_are_not_offered() -> None:
    assert allowed_options({"a": 7, "b": 8, "c": 0}) == ["b"]


def test_a_small_total_hides_how_many_of_its_parts_are_not_zero() -> None:
    total, (parts,) = withheld_cells(np.array([3.0]), [np.array([[3.0, 0.0]])])
    assert total.tolist() == [True]
    assert parts.tolist() == [[True, True]]


def test_the_example_in_the_methods_is_right() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert (failed, tried) == (0, 4)


def test_person_time_that_is_no_whole_number_ends_with_all_hidden() -> None:
    # 7.13 caseload-months lie between the most hidden and the least shown.
    total = np.array([7.13])
    parts = np.array([[2.04, 5.09]])
    hidden_total, (hidden,) = withheld_cells(total, [parts])
    assert hidden_total.all()
    assert hidden.all()
