"""PCNs side by side, from the rows of their practices, by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import pytest
from fixtures.lakes.estimate_home import EstimateHome
from sqlalchemy import text

from data_access.answers.core import Compared, Mark
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.indicators.pcn_grid import pcn_grid
from data_access.questions.indicators.pcns_compared import pcns_compared
from data_access.questions.parts.pcn_rows import NotComparedError
from data_access.questions.value.value_pcns import value_pcns
from data_access.selection import Selection
from data_access.viewer import Role, Viewer

COMMISSIONER = Viewer(Role.COMMISSIONER)
MONTH = date(2025, 5, 1)


@pytest.fixture
def context(estimated: EstimateHome) -> Callable[..., Context]:
    def made(viewer: Viewer = COMMISSIONER) -> Context:
        return Context(estimated.evidence, Selection(month=MONTH), viewer)

    return made


def practice_sums(home: EstimateHome, indicator: str) -> dict[str, tuple[float, float]]:
    """Add the practices of each PCN up, at one month."""
    with home.evidence.connect() as connection:
        rows = connection.execute(
            text(
                "select pcn_code, numerator, denominator from indicator_month "
                "where indicator = :one and practice_code <> 'all' and cohort = 'all' "
                "and dimension = 'all' and month = :month"
            ),
            {"one": indicator, "month": MONTH},
        ).all()
    sums: dict[str, tuple[float, float]] = {}
    for pcn, numerator, denominator in rows:
        events, time = sums.get(pcn, (0.0, 0.0))
        sums[pcn] = (events + numerator, time + denominator)
    return sums


def written(events: float, time: float) -> float | None:
    """Write a rate as a commissioner may see it: None where it counts 1 to 7."""
    if 1 <= events <= 7:
        return None
    return 1000 * math.floor(events / 5 + 0.5) / math.floor(time / 5 + 0.5)


@pytest.mark.parametrize("indicator", ["emergency", "bed_days"])
def test_each_pcn_is_its_practices_added_up(
    estimated: EstimateHome, context: Callable[..., Context], indicator: str
) -> None:
    report = pcns_compared(context(), indicator)
    wanted = practice_sums(estimated, indicator)
    assert len(wanted) > 1
    shown = {one.code: one for one in report.places.places}
    assert shown.keys() == wanted.keys()
    for code, (events, time) in wanted.items():
        # Withheld too where a small practice could be worked out: never the opposite.
        value = written(events, time)
        if shown[code].value is None:
            assert shown[code].mark is not None
        else:
            assert shown[code].value == pytest.approx(value, rel=1e-9)
    assert any(one.value is not None for one in shown.values())


def test_the_common_value_is_made_of_what_is_shown(
    context: Callable[..., Context],
) -> None:
    report = pcns_compared(context(), "emergency").places
    held = [one for one in report.places if one.value is not None]
    time = sum(one.denominator or 0 for one in held)
    events = sum((one.value or 0) * (one.denominator or 0) for one in held)
    assert report.average == pytest.approx(events / time)


def test_pcns_are_never_ranked(context: Callable[..., Context]) -> None:
    def names(places: tuple[Compared, ...]) -> list[str]:
        return [one.name for one in places]

    report = pcns_compared(context(), "emergency")
    assert names(report.places.places) == sorted(names(report.places.places))
    grid = pcn_grid(context())
    assert grid is not None
    assert list(grid.places) == names(report.places.places)
    (row,) = [row for row in grid.rows if row.indicator == "emergency"]
    assert [one.value for one in row.places] == [
        one.value for one in report.places.places
    ]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.COMMISSIONER])
def test_only_a_commissioner_compares_pcns(
    context: Callable[..., Context], role: Role
) -> None:
    with pytest.raises(NotComparedError):
        pcns_compared(context(Viewer(role, ("P1",))), "emergency")
    with pytest.raises(NotComparedError):
        pcn_grid(context(Viewer(role, ("P1",))))


def test_the_cost_of_a_check_is_that_of_each_pcn_alone(
    estimated: EstimateHome, context: Callable[..., Context]
) -> None:
    report = value_pcns(context())
    assert [one.code for one in report.places] == ["N1", "N2"]
    for one in report.places:
        alone = Context(estimated.evidence, Selection(pcn=one.code), COMMISSIONER)
        try:
            cost = impact_check_cost(alone)
        except CareImpactError:
            assert one.mark is Mark.NO_DATA
            continue
        assert (one.value, one.lower, one.upper) == (
            (cost.cost, cost.cost_low, cost.cost_high)
            if cost.cost is not None
            else (None, None, None)
        )
        assert (one.mark is Mark.TOO_FEW) == (cost.cost is None)
    with pytest.raises(NotComparedError):
        value_pcns(context(Viewer(Role.BOARD)))
