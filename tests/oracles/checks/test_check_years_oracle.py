"""Recount the year end, the hub's checks and England beside them, by hand."""

import math
import re
from collections import Counter
from datetime import date

import pytest
from fixtures.by_hand.checks_by_hand import (
    BOARD,
    MARCH,
    NEEDED,
    Town,
    near5,
    viewers,
)
from fixtures.by_hand.people_by_hand import next_month
from fixtures.lakes.care_lake import age_at, end_of, is_day, year_before

from data_access.answers.checks import YearEndReport
from data_access.answers.core import Mark
from data_access.errors import CareImpactError
from data_access.marts.published.published_schema import LD_CHECKS, SMI_CHECKS
from data_access.queries.hub_checks import recorded
from data_access.questions.checks.check_context import check_context
from data_access.questions.checks.check_year_end import check_year_end
from data_access.questions.parts.place import find_place
from data_access.questions.quality import hub_learning_disability
from data_access.questions.quality.hub_reconciler import hub_reconciler
from data_access.viewer import Role, Viewer

MANAGER = Viewer(Role.PCN_MANAGER, ("P1", "P2"))
TARGETS = {"ld_check": 75, "dementia_review": 70, "diabetes_processes": 75}


# --- the end of the year ------------------------------------------------------------


def completed_in(town: Town, check: str, day: date, *, exact: bool) -> float:
    """Count the checks of a month; for a board by what it is shown of the year.

    NaN where that is not shown of the month or of the one before.
    """
    if exact:
        return town.year(check, day, "all")[2]
    since = seen_of(town.year(check, day, "all")[0])
    if day.month == 4:
        return since
    before = day.replace(
        year=day.year - (day.month == 1), month=(day.month - 2) % 12 + 1
    )
    return max(since - seen_of(town.year(check, before, "all")[0]), 0.0)


def seen_of(count: float) -> float:
    return math.nan if 1 <= count <= 7 else near5(count)


def weights_of(town: Town, check: str, month: date, *, exact: bool) -> dict[int, float]:
    """Count how busy each calendar month was in the complete years of the PCN."""
    done: Counter = Counter()
    began = month.year - (month.month < 4)
    for year in (2024, 2025):
        if year < began or (year == began and month.month == 3):
            day = date(year, 4, 1)
            months = [day]
            while len(months) < 12:
                months.append(next_month(months[-1]))
            each = {m.month: completed_in(town, check, m, exact=exact) for m in months}
            if not any(map(math.isnan, each.values())):
                done.update(each)
    mean = (sum(done.values()) + 6) / 12
    return {m: (done[m] + 0.5) / mean for m in range(1, 13)}


def check_forecast(
    town: Town, check: str, report: YearEndReport, *, exact: bool
) -> None:
    """Assert that the forecast holds its limits, and goes on as the last year went."""
    path, month = report.path, town.month
    past, slack = path.months.index(month) + 1, 0 if exact else 2
    done, register, _ = town.year(check, month, "all")
    assert path.middle[:past] == (None,) * past
    held = list(
        zip(path.lower[past:], path.middle[past:], path.upper[past:], strict=True)
    )
    was = done - slack
    for low, middle, high in held:
        assert done - slack <= low <= middle <= high <= register + slack
        assert middle >= was, "checks that were done are never undone"
        was = middle
    spread = held[-1][2] - held[-1][0]
    assert spread > 0
    weights = weights_of(town, check, month, exact=exact)
    last = [day.replace(year=day.year - (day > month)) for day in path.months]
    recent = {day: completed_in(town, check, day, exact=exact) for day in last}
    held_months = [day for day in last if not math.isnan(recent[day])]
    pace = sum(recent[day] for day in held_months) / sum(
        weights[day.month] for day in held_months
    )
    left = sum(weights[day.month] for day in path.months[past:])
    expected = min(done + pace * left, register)
    assert abs(held[-1][1] - expected) <= 0.25 * spread + 2 * slack
    said = re.search(
        r"average month of the last year had (\S+)\.", report.caption.summary
    )
    assert said is not None
    assert float(said[1]) == pytest.approx(pace, abs=0.05 if pace < 10 else 0.5)


def refused(town: Town, check: str, done: int) -> str:
    """Say why a board has no forecast; "" if eight of twelve months are shown."""
    if 1 <= done <= 7:
        return "fewer than 8 people"
    day, known = town.month, 0
    for _ in range(12):
        known += not math.isnan(completed_in(town, check, day, exact=False))
        day = day.replace(
            year=day.year - (day.month == 1), month=(day.month - 2) % 12 + 1
        )
    return "" if known >= 8 else "large enough to show"


@pytest.mark.parametrize(
    "check", ["dementia_review", "ld_check", "diabetes_processes", "diabetes_foot"]
)
def test_the_year_end_is_what_counting_people_gives(demo: Town, check: str) -> None:
    month = demo.month
    months = [date(2026, 4, 1)]
    while len(months) < 12:
        months.append(next_month(months[-1]))
    so_far = {m: demo.year(check, m, "all") for m in months if m <= month}
    done, register, _ = so_far[month]
    left = [m for m in months if m > month]
    target = TARGETS.get(check)
    for viewer, exact in viewers(demo):
        refusal = "" if exact else refused(demo, check, done)
        if refusal:
            with pytest.raises(CareImpactError, match=refusal):
                check_year_end(demo.ask(viewer), check)
            continue
        report = check_year_end(demo.ask(viewer), check)
        path = report.path
        assert path.months == tuple(months)
        for day, shown in zip(months, path.done, strict=True):
            if day > month:
                assert shown is None
            elif exact:
                assert shown == so_far[day][0]
            elif shown is not None:
                assert not 1 <= so_far[day][0] <= 7
                assert shown == near5(so_far[day][0])
        seen = done if exact else near5(done)
        of = register if exact else near5(register)
        assert f"{seen:,.0f} of {of:,.0f} people" in report.caption.summary
        if target is None:
            assert path.needed is None
            assert "no target" in report.caption.headline
        else:
            wanted = -(-target * of // 100)
            assert path.needed == wanted
            lacking = wanted - seen
            each = math.ceil(lacking / len(left))
            if lacking > 0:
                assert (
                    f"needs {lacking:,.0f} more in {len(left)} months, {each} a month"
                    in report.caption.summary
                )
            else:
                assert "is already reached" in report.caption.headline
        check_forecast(demo, check, report, exact=exact)


def test_a_year_that_ended_is_told_and_not_forecast(demo: Town) -> None:
    done, register, _ = demo.year("diabetes_processes", MARCH, "all")
    report = check_year_end(demo.ask(demo.manager, MARCH), "diabetes_processes")
    assert set(report.path.middle) == {None}
    share = f"ended with {100 * done / register:.0f}% of the register"
    assert share in report.caption.headline
    assert report.path.done[-1] == done


def test_a_small_year_is_not_forecast_for_a_board_and_counted_for_the_practice(
    care: Town,
) -> None:
    done, register, _ = care.year("dementia_review", care.month, "all")
    assert 1 <= done <= 7
    with pytest.raises(CareImpactError, match="fewer than 8 people"):
        check_year_end(care.ask(BOARD), "dementia_review")
    report = check_year_end(care.ask(MANAGER), "dementia_review")
    assert f"{done} of {register} people" in report.caption.summary
    assert report.path.needed == math.ceil(0.7 * register - 1e-9)


# --- England and the hub ------------------------------------------------------------


def test_without_published_files_it_says_which_to_load(care: Town) -> None:
    for check, file in (
        ("smi_check", "Physical Health Checks for People with Severe Mental Illness"),
        ("ld_check", "Learning Disabilities Health Check Scheme"),
    ):
        with pytest.raises(CareImpactError, match=f"{file}.*load-open"):
            check_context(care.ask(BOARD), check)
    with pytest.raises(CareImpactError, match="has uptake by area"):
        check_context(care.ask(BOARD), "dementia_review")


@pytest.mark.parametrize("check", ["smi_check", "ld_check"])
def test_england_is_the_sum_of_its_areas_beside_the_people_here(
    demo: Town, check: str
) -> None:
    table = SMI_CHECKS if check == "smi_check" else LD_CHECKS
    with demo.evidence.connect() as connection:
        rows = [row._mapping for row in connection.execute(table.select())]
    areas: dict[tuple, dict[str, int]] = {}
    for line, row in enumerate(rows):
        if check == "smi_check":
            day = row["quarter_end"].replace(day=1)
            areas.setdefault((day, row["sub_icb_code"]), {})[row["measure"]] = row[
                "value"
            ]
        else:
            day = date(int(row["year"][:4]) + 1, 3, 1)
            areas[day, line] = {  # an area may have several lines
                "register": row["register"],
                "all_six": row["checks"],
            }
    england: dict[date, list[int]] = {}
    for (day, _), values in areas.items():
        if values.get("register") and values.get("all_six") is not None:
            sums = england.setdefault(day, [0, 0])
            sums[0] += values["all_six"]
            sums[1] += values["register"]
    assert england
    for viewer, exact in viewers(demo):
        report = check_context(demo.ask(viewer), check)
        lines = {
            line.name: dict(zip(report.dates, line.values, strict=True))
            for line in report.lines
        }
        for day, value in lines["England"].items():
            if day in england:
                assert value == pytest.approx(100 * england[day][0] / england[day][1])
            else:
                assert value is None
        assert set(england) <= set(report.dates)
        (place,) = set(lines) - {"England", "Its sub-ICB"}
        here = {day: value for day, value in lines[place].items() if value is not None}
        assert bool(here) == (check == "smi_check"), "an LD register is under 20"
        for day, value in here.items():
            n, d = demo.counts(check, day)
            part, whole = (n, d) if exact else (near5(n), near5(d))
            assert exact or not 1 <= n <= 7
            assert value == pytest.approx(100 * part / whole), day
            assert day.month in ((3, 6, 9, 12) if check == "smi_check" else (3,))


def hub_of(town: Town, practice: str, year_end: date) -> tuple[int, ...]:
    """Count LD checks of the year, and the cause under which each would be missed."""
    end, first = end_of(year_end), year_before(end_of(year_end))
    done = hub = no_plan = no_ethnicity = 0
    for row in town.people:
        if row["practice_code"] != practice or age_at(row, end) < 14:
            continue
        mine = [
            c
            for c in town.checks.get(row["person_id"], [])
            if c["check"] == "learning_disability"
            and not c["declined"]
            and first <= c["done_on"] <= end
        ]
        checked = [c for c in mine if c["element"] == "check"]
        if not checked:
            continue
        done += 1
        parts = {c["element"] for c in mine}
        known = is_day(row["ethnicity"]) and row["ethnicity"] != "unknown"
        if all(c["place"] == "hub" for c in checked):
            hub += 1
        elif "action_plan" not in parts:
            no_plan += 1
        elif not known and "ethnicity" not in parts:
            no_ethnicity += 1
    return done, hub, no_plan, no_ethnicity


def hub_of_smi(town: Town, practice: str, month: date) -> tuple[int, ...]:
    """Count the SMI register, those with all six, and those without but for a hub."""
    end, first = end_of(month), year_before(end_of(month))
    register = done = hub = 0
    for row in town.here(practice, month):
        if not town.on_register("smi_check", row, end):
            continue
        register += 1
        if town.completed("smi_check", row, first, end) is None:
            continue
        done += 1
        elsewhere = {
            c["element"]
            for c in town.checks[row["person_id"]]
            if c["check"] == "smi"
            and not c["declined"]
            and c["place"] != "hub"
            and first <= c["done_on"] <= end
        }
        hub += not elsewhere >= {part for _, part in NEEDED["smi_check"][1]}
    return register, done, hub


@pytest.mark.parametrize("town", ["care", "demo"])
def test_the_hub_s_checks_are_those_of_people_counted_by_cause(
    town: str, request: pytest.FixtureRequest
) -> None:
    here: Town = request.getfixturevalue(town)
    with here.evidence.connect() as connection:
        learning = recorded(connection, "learning_disability", here.practices)
        severe = recorded(connection, "smi", here.practices)
    for row in learning:
        counted = hub_of(here, row.practice, row.month)
        assert (row.done, row.hub, row.no_plan, row.no_ethnicity) == counted, row
    for row in severe:
        counted = hub_of_smi(here, row.practice, row.month)
        assert (row.register, row.done, row.hub) == counted, row
    assert {row.month for row in learning} >= {date(2025, 3, 1), MARCH}
    assert len(severe) >= 12
    assert sum(row.hub for row in learning) > 0
    assert sum(row.hub for row in severe) > 0
    # The figures that are shown: these rows beside what a file would say was paid for.
    context = here.ask(here.manager)
    with here.evidence.connect() as connection:
        place = find_place(context, connection)
    paid = {(code, "2025-26"): 2 for code in here.practices}
    for viewer, exact in viewers(here):
        shown = hub_learning_disability.compared(viewer, place, learning, paid)
        rows = {row[0]: row for row in shown.table.rows}
        assert len(rows) == len(here.practices)
        for practice in place.practices:
            counted, row = hub_of(here, practice.code, MARCH), rows[practice.name]
            if exact:
                assert row[2:8] == (counted[0], 2, counted[0] - 2, *counted[1:])
            elif 1 <= counted[0] <= 7:
                assert row[2] is Mark.SUPPRESSED
                assert row[4] is Mark.SUPPRESSED, "less 2, the gap would tell it"


def test_the_reconciler_says_which_published_files_to_load(
    care: Town, demo: Town
) -> None:
    for town, payments, smi in (
        (care, "No learning disability payments are loaded", "No published SMI checks"),
        (demo, "None of these practices is in the published", "none of these sub-ICBs"),
    ):
        report = hub_reconciler(town.ask(BOARD))
        for part, words in (
            (report.learning_disability, payments),
            (report.severe_mental_illness, smi),
        ):
            assert words in part.missing
            assert "ask a PCN manager to load NHS England's" in part.missing
            assert part.table.rows == ()
            assert "cannot be compared yet" in part.finding
