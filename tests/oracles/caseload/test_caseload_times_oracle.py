"""Follow every case by hand: how long it stays, waits, and what the work may become."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from fixtures.by_hand import caseload_by_hand as by_hand
from fixtures.by_hand.caseload_by_hand import (
    OUTSIDE,
    Caseload,
    Step,
    Times,
    by_day,
    crossed,
    right,
)
from fixtures.lakes.care_lake import end_of

from data_access.answers.caseload import ElapsedReport
from data_access.answers.core import Mark
from data_access.catalogue.cohorts import COHORT_NAMES
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.caseload.caseload_pressure import caseload_pressure
from data_access.questions.caseload.caseload_stay import caseload_stay, caseload_stay_by
from data_access.questions.caseload.caseload_wait import caseload_wait
from data_access.questions.caseload.pressure_words import CHOICES
from data_access.viewer import Viewer

COLD = (12, 1, 2)
AHEAD = 6
MODES_OF_TIME = [
    pytest.param(caseload_stay, "closed_on", 2, id="stay"),
    pytest.param(caseload_wait, "first_contact_on", 1, id="wait"),
]


@pytest.fixture(scope="module")
def small(care_store, care_tables) -> Caseload:
    """Give a caseload too small for most estimates."""
    months = (date(2025, 12, 1), date(2026, 6, 1))
    return Caseload(care_store, care_tables, "N1", months)


@pytest.fixture(scope="module")
def large(demo_home: Path) -> Caseload:
    """Give the demo's caseload."""
    return by_hand.demo(demo_home)


@pytest.fixture(params=["small", "large"])
def caseload(request: pytest.FixtureRequest) -> Caseload:
    return request.getfixturevalue(request.param)


# --- how long people stay, and wait ----------------------------------------------


def places(caseload: Caseload) -> list[dict[str, str]]:
    return [
        {},
        *({"practice": code} for code in caseload.practices),
        {"cohort": "diabetes"},
        {"cohort": "carer"},
    ]


def week_by_week(report: ElapsedReport, steps: list[Step], *, exact: bool) -> None:
    """See that every point drawn is that of the product-limit estimate."""
    curve = report.curve
    assert (curve.days[0], curve.share[0]) == (0.0, 0.0)
    drawn = zip(curve.days, curve.share, curve.lower, curve.upper, strict=True)
    assert [*report.table.rows] == [*drawn]
    for day, *found in report.table.rows:
        share, lower, upper = found
        assert lower <= share <= upper
        if exact:
            step = by_day(steps, day)
            wanted = [100 * value for value in (step.share, step.lower, step.upper)]
            assert found == pytest.approx(wanted), day
        else:
            assert all(float(value).is_integer() for value in found)
    # Outside direct care a curve is of rounded numbers of people, by the week.
    assert list(curve.share) == sorted(curve.share)
    if exact:
        assert all(later - day == 7 for day, later in pairwise(curve.days[1:]))


@pytest.mark.parametrize(("question", "event", "years"), MODES_OF_TIME)
def test_curves_are_the_product_limit(caseload, question, event, years) -> None:
    drawn = 0
    for month in caseload.months:
        for where in places(caseload):
            times = caseload.times(event, years, month, **where)
            for viewer in caseload.viewers:
                context = caseload.context(viewer, month, **where)
                exact = viewer == caseload.manager
                if len(times) < 20 and exact:
                    with pytest.raises(CareImpactError, match="Fewer than 20 cases"):
                        question(context)
                    continue
                try:
                    report = question(context)
                except CareImpactError:
                    assert not exact
                    continue
                week_by_week(report, by_hand.product_limit(times), exact=exact)
                drawn += 1
    assert drawn or (question is caseload_wait and len(caseload.practices) == 2)


@pytest.mark.parametrize(("question", "event", "years"), MODES_OF_TIME)
def test_no_step_of_a_boards_curve_is_of_few_people(
    large: Caseload, question, event, years
) -> None:
    for month in large.months:
        times = large.times(event, years, month)
        for viewer in OUTSIDE:
            curve = question(large.context(viewer, month)).curve
            by = [sum(d <= day for d, came in times if came == 1) for day in curve.days]
            assert len(by) > 2
            assert all(later - n >= 8 for n, later in pairwise(by))
            assert not 0 < len(times) - by[-1] < 8


def test_half_of_cases_close_within_the_median(large: Caseload) -> None:
    for month in large.months:
        steps = by_hand.product_limit(large.times("closed_on", 2, month))
        middle = crossed(steps, "share", 0.5)
        said = caseload_stay(large.context(large.manager, month)).caption
        assert middle is not None
        assert said.headline.startswith(f"Half of cases close within {middle:.0f} day")
        low, high = crossed(steps, "upper", 0.5), crossed(steps, "lower", 0.5)
        until = f"to {high:.0f}" if high else "or more"
        assert f"(95% interval {low:.0f} {until})" in said.headline


def test_a_stay_ends_with_the_persons_leaving_too(small: Caseload) -> None:
    month = small.months[-1]
    steps = by_hand.product_limit(small.times("closed_on", 2, month))
    middle = crossed(steps, "share", 0.5)
    assert middle is not None
    said = caseload_stay(small.context(small.manager, month)).caption
    assert said.headline.startswith(f"Half of cases close within {middle:.0f} day")


def test_the_wait_since_opening_is_told_in_days(large: Caseload) -> None:
    for month in large.months:
        steps = by_hand.product_limit(large.times("first_contact_on", 1, month))
        said = caseload_wait(large.context(large.manager, month)).caption
        # One page alone has the share seen in 14 days: from the referral.
        assert "within 14 days of starting" not in said.headline
        middle, nine = crossed(steps, "share", 0.5), crossed(steps, "share", 0.9)
        assert f"Half are in contact within {middle:.0f} day" in said.headline
        if nine is not None:
            assert f"nine in ten within {nine:.0f} day" in said.headline


@pytest.mark.parametrize("by", ["practice", "cohort"])
def test_medians_side_by_side(large: Caseload, by: str) -> None:
    kinds = {"median": 0, "too few": 0}
    codes = large.practices if by == "practice" else COHORT_NAMES
    for month in large.months:
        for viewer in (large.manager,):
            answer = caseload_stay_by(large.context(viewer, month), by)
            assert {item.code for item in answer.places} == {*codes}
            for item in answer.places:
                times = large.times("closed_on", 2, month, **{by: item.code})
                found = (item.value, item.lower, item.upper)
                if len(times) < 20:
                    kinds["too few"] += 1
                    assert (*found, item.mark) == (None, None, None, Mark.TOO_FEW)
                    continue
                assert found == medians(times), (item, len(times))
                kinds["median"] += item.value is not None
    assert min(kinds.values()) > 0


def medians(times: Times) -> tuple[float | None, ...]:
    steps = by_hand.product_limit(times)
    middle = crossed(steps, "share", 0.5)
    if middle is None:
        return (None, None, None)
    return (middle, crossed(steps, "upper", 0.5), crossed(steps, "lower", 0.5))


# --- what the work may become ----------------------------------------------------


def pressed(caseload: Caseload, viewer, month: date) -> dict:
    context: Context = caseload.context(viewer, month)
    return {choice: caseload_pressure(context, choice) for choice in CHOICES}


def every_pressed(caseload: Caseload, month: date) -> Iterator[tuple[Viewer, dict]]:
    """Give each reader's reports, but for one to whom months are too small to show."""
    for viewer in caseload.viewers:
        try:
            yield viewer, pressed(caseload, viewer, month)
        except CareImpactError:
            assert viewer in OUTSIDE


def test_the_past_is_what_was_counted(caseload: Caseload) -> None:
    for viewer, reports in every_pressed(caseload, caseload.months[-1]):
        for report in reports.values():
            path = report.path
            assert (len(path.months), path.months[11]) == (18, caseload.months[-1])
            assert path.past[12:] == (None,) * AHEAD
            for month, past in zip(path.months[:12], path.past, strict=False):
                wte = sum(caseload.in_post(month).values())
                count = len(caseload.open_in(month))
                cell = Mark.SUPPRESSED if past is None else past
                exact = viewer == caseload.manager
                assert right(cell, count, exact=exact, per=wte), (month, past, count)


def test_a_choice_changes_only_among_how_many_cases_are_shared(
    caseload: Caseload,
) -> None:
    for month in caseload.months:
        posts = caseload.in_post(month)
        wte = sum(posts.values())
        shared = {"as_now": wte, "one_more": wte + 1}
        if len(posts) > 1:
            shared["vacancy"] = wte * (len(posts) - 1) / len(posts)
        for viewer, reports in every_pressed(caseload, month):
            usual = reports["as_now"].path.middle
            people = [value * wte for value in usual[-AHEAD:]]
            if viewer in OUTSIDE:
                assert all(abs(n / 5 - round(n / 5)) < 1e-9 for n in people)
            for choice, report in reports.items():
                path, ends = report.path, {item.code: item for item in report.choices}
                assert path.usual == usual
                assert {*path.middle[:-AHEAD]} == {None}
                last = (path.middle[-1], path.lower[-1], path.upper[-1])
                item = ends[choice]
                assert (item.value, item.lower, item.upper) == last
                if choice in shared:
                    wanted = [n / shared[choice] for n in people]
                    assert path.middle[-AHEAD:] == pytest.approx(wanted)
                elif choice == "vacancy":
                    assert item.mark is Mark.NO_DATA
                if item.value is None:
                    continue
                for low, middle, high in zip(
                    *(line[-AHEAD:] for line in (path.lower, path.middle, path.upper)),
                    strict=True,
                ):
                    assert low <= middle <= high
                assert low < high
            ends = {item.code: item.value for item in reports["as_now"].choices}
            assert ends["one_more"] < ends["as_now"]
            assert len(posts) == 1 or ends["vacancy"] > ends["as_now"]


def expected(caseload: Caseload, month: date, *, winter: bool) -> list[float]:
    """Carry the caseload forward at its mean pace, with nothing left to chance."""
    held, months = [], []
    day = date(2024, 1, 1)
    while day <= month:
        held.append(len(caseload.open_in(day)))
        months.append(day)
        day = end_of(day) + timedelta(days=1)
    begun = next(i for i, count in enumerate(held) if count)
    rows = []
    for i in range(begun + 1, len(held)):
        came = max(caseload.moved("opened_on", months[i]), held[i] - held[i - 1])
        rows.append((months[i], came, held[i - 1] + came - held[i], held[i - 1] + came))
    recent = rows if winter else rows[-12:]
    leaving = sum(left for _, _, left, _ in recent) / sum(n for *_, n in recent)

    def mean(of: list[tuple]) -> float:
        return sum(came for _, came, *_ in of) / len(of)

    cold = [row for row in recent if row[0].month in COLD]
    other = [row for row in recent if row[0].month not in COLD]
    ahead, cases = [], float(held[-1])
    for step in range(AHEAD):
        pace = mean(recent)
        if winter:
            pace = mean(cold if step < 3 else other)
        cases = (cases + pace) * (1 - leaving)
        ahead.append(cases)
    return ahead


@pytest.mark.parametrize("choice", ["as_now", "winter"])
def test_the_middle_goes_on_at_the_pace_of_the_past(large: Caseload, choice) -> None:
    for month in large.months:
        report = caseload_pressure(large.context(large.manager, month), choice)
        wte = sum(large.in_post(month).values())
        wanted = expected(large, month, winter=choice == "winter")
        found = [value * wte for value in report.path.middle[-AHEAD:]]
        # Simulated futures have a median, in whole people, near the mean path.
        assert found == pytest.approx(wanted, rel=0.04, abs=1.5)


def test_the_forecast_is_put_to_the_test(large: Caseload) -> None:
    """Not all coordinators are in post all the time."""
    assert len({len(large.in_post(month)) for month in large.months}) == 2
    assert {*large.numbers().values()} > {*large.in_post(large.months[-1])}
