"""Practices by the chance of their own tail, groups by one method on every page."""

from pathlib import Path

import pytest
from fixtures.by_hand.checks_by_hand import BOARD, Town, demo_town

from data_access.answers.core import Comparison, FunnelLimits, Mark
from data_access.catalogue.checks import CHECKS
from data_access.catalogue.indicators import INDICATORS
from data_access.door import Context
from data_access.operations import loading
from data_access.questions.checks.check_compared import DIMENSIONS, check_compared
from data_access.questions.equity.equity_gaps import WAYS, equity_gaps
from data_access.questions.indicators.indicator import indicator
from data_access.questions.indicators.practice_grid import practice_grid
from data_access.questions.parts.group_measure import MEASURES
from data_access.selection import Selection
from data_access.settings import read_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

REVIEWED = Path(__file__).parents[2] / "fixtures" / "extracts" / "everybody-reviewed"


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Town:
    return demo_town(demo_home)


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    home = tmp_path_factory.mktemp("reviewed")
    loading.load_local(read_settings(home=home), REVIEWED)
    return Evidence(home)


def test_everybody_of_a_small_practice_is_inside(reviewed: Evidence) -> None:
    """25 of 25 where 180 of 200 and 178 of 200 are usual: the chance of it is 7%."""
    practices = ("A99001", "A99002", "A99003")
    for viewer in (Viewer(Role.CLINICAL_LEAD, practices), BOARD):
        context = Context(reviewed, Selection(), viewer)
        report = indicator(context, "dementia_review").practices
        values = [one.value for one in report.places]
        assert values == pytest.approx([100, 90, 89], abs=1.5)
        assert [one.flag for one in report.places] == ["", "", ""]
        assert report.caption.headline == "No difference beyond chance"
        assert report.funnel is not None
        assert position(report.funnel, 25, 100.0) == ""


def position(limits: FunnelLimits, size: int, value: float) -> str:
    """Say where a value lies by the limits drawn at its size."""
    at = limits.denominators.index(size)
    for words, lower, upper in (
        ("998", limits.lower_998, limits.upper_998),
        ("95", limits.lower_95, limits.upper_95),
    ):
        if value < lower[at] - 1e-9:
            return f"low_{words}"
        if value > upper[at] + 1e-9:
            return f"high_{words}"
    return ""


def test_every_flag_is_where_the_drawn_limits_are(demo: Town) -> None:
    flagged = 0
    for viewer in (demo.manager, BOARD):
        for record in INDICATORS:
            report = indicator(demo.ask(viewer), record.id).practices
            if report.funnel is None:
                assert all(one.flag == "" for one in report.places), record.id
                continue
            for one in report.places:
                if one.value is None or not one.denominator:
                    assert one.flag == ""
                    continue
                found = position(report.funnel, one.denominator, one.value)
                assert one.flag == found, (record.id, one)
                flagged += bool(one.flag)
    assert flagged > 0


def flags(comparison: Comparison) -> dict[str, str]:
    return {one.code: one.flag for one in comparison.places if one.value is not None}


def test_every_page_finds_the_same_groups_different(demo: Town) -> None:
    found = 0
    for viewer in (demo.manager, BOARD):
        context = demo.ask(viewer)
        for name, measure in MEASURES.items():
            if measure.unit == "per_10000":
                continue  # a count by group, not compared on the indicator's page
            groups = dict(indicator(context, measure.record.id).groups)
            for way in WAYS:
                wanted = flags(equity_gaps(context, name, way))
                assert flags(groups[way]) == wanted, (name, way)
                found += sum(bool(flag) for flag in wanted.values())
            if name in CHECKS:
                compared = dict(check_compared(context, name).parts)
                for dimension in DIMENSIONS:
                    assert compared[dimension] == groups[dimension]
    assert found > 2


def test_ages_far_apart_are_said_to_differ_and_to_be_expected_to(demo: Town) -> None:
    by_age = dict(indicator(demo.ask(demo.manager), "emergency").groups)["age"]
    by_code = {one.code: one for one in by_age.places}
    assert by_code["18-39"].flag == "low_95"
    assert by_code["85+"].flag == "high_95"
    assert "Ages are expected to differ" in by_age.caption.summary
    assert by_age.caption.headline.startswith("By age, lower than the rest: ")


def test_all_practices_of_the_grid_are_exact_for_an_exact_reader(demo: Town) -> None:
    """What is rounded for a board must not reach a reader in direct care."""
    for viewer in (demo.manager, BOARD):
        grid = practice_grid(demo.ask(viewer))
        assert grid is not None
        for row in grid.rows:
            over_time = indicator(demo.ask(viewer), row.indicator).over_time
            assert over_time is not None
            assert row.together is not None
            if row.together.mark is Mark.TOO_FEW:  # to compare, not to be shown
                continue
            assert row.together.value == over_time.trend.values[-1], row.indicator
