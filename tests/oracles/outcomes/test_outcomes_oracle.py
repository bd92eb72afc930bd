"""Recount plans, scores, readmissions and activity person by person."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from fixtures.by_hand.outcomes_by_hand import (
    CUTS,
    MONTH,
    ON_THE_DAY,
    OVER_THE_YEAR,
    PCN,
    Person,
    Rule,
    Tables,
    counted,
    here,
    level,
    moved,
    pairs,
    people_of,
    plan_at_close,
    plan_declined,
    plan_reviewed,
    readmission,
)
from fixtures.homes.kept import Homes
from fixtures.lakes import outcome_lake, small_lake
from fixtures.lakes.care_lake import is_day, registered_in
from fixtures.lakes.estimate_home import EstimateHome
from scipy import stats
from sqlalchemy import text
from statsmodels.stats.proportion import proportion_confint

from data_access.answers.core import Mark
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.impact.impact_outcomes import impact_outcomes
from data_access.questions.outcomes.outcome_pairs import FEWEST, read_pairs
from data_access.questions.outcomes.outcomes_activity import outcomes_activity
from data_access.questions.outcomes.outcomes_activity_months import (
    outcomes_activity_months,
)
from data_access.questions.outcomes.outcomes_appointments import outcomes_appointments
from data_access.questions.outcomes.outcomes_budgets import outcomes_budgets
from data_access.questions.outcomes.outcomes_change import FAMILIES, outcomes_change
from data_access.questions.outcomes.outcomes_completion import outcomes_completion
from data_access.questions.outcomes.outcomes_gains import outcomes_gains
from data_access.questions.outcomes.outcomes_levels import outcomes_levels
from data_access.questions.outcomes.outcomes_plans import outcomes_plans
from data_access.questions.outcomes.outcomes_readmission import outcomes_readmission
from data_access.selection import Selection
from data_access.stats.verdict import Verdict
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

BOARD = Viewer()
LEAD = Viewer(Role.CLINICAL_LEAD, ("P1", "P2"))


@pytest.fixture(scope="module")
def tables() -> Tables:
    return outcome_lake.make_tables()


@pytest.fixture(scope="module")
def evidence(tables: Tables, homes: Homes) -> Evidence:
    made = homes.home("outcomes", lambda home: small_lake.build(tables, home))
    return Evidence(made).at_one_version()


@pytest.fixture(scope="module")
def people(tables: Tables) -> list[Person]:
    return people_of(tables)


@pytest.mark.parametrize("rule", [*ON_THE_DAY, *OVER_THE_YEAR])
def test_every_cell_is_what_counting_people_gives(
    rule: Rule, evidence: Evidence, tables: Tables, people: list[Person]
) -> None:
    as_at = max(tables["admissions"]["admitted_on"])
    expected = counted(people, rule, as_at)
    with evidence.connect() as connection:
        rows = connection.execute(
            text(
                "select month, practice_code, cohort, numerator, denominator "
                "from indicator_month where indicator = :id and dimension = 'all' "
                "and practice_code <> 'all'"
            ),
            {"id": rule.__name__},
        ).all()
    assert len(rows) > 200
    seen = 0
    for month, practice, cohort, numerator, denominator in rows:
        day = pd.Timestamp(month).date()
        want = expected.get((day, practice, cohort), np.zeros(2))
        assert numerator == want[0], (day, practice, cohort)
        if not rule.__name__.startswith("budget"):  # there people stand below
            assert denominator == want[1], (day, practice, cohort)
        seen += numerator > 0
    assert seen > 25
    assert min(pd.Timestamp(row[0]).date() for row in rows) >= date(2025, 1, 1)


def test_readmission_is_put_to_the_test(people: list[Person], tables: Tables) -> None:
    """The extract holds what the definition leaves out."""
    as_at = max(tables["admissions"]["admitted_on"])
    stays = [(person, stay) for person in people for stay in person.stays()]
    assert any(left is None for _, (_, left) in stays)
    assert any(left and left + timedelta(30) > as_at for _, (_, left) in stays)
    assert any(left == person.row["deceased_on"] for person, (_, left) in stays)


# --- people's own scores ---------------------------------------------------------


def asked(evidence: Evidence, viewer: Viewer = LEAD, **where: str) -> Context:
    return Context(evidence, Selection(month=MONTH, pcn="N1", **where), viewer)


@pytest.mark.parametrize("measure", CUTS)
@pytest.mark.parametrize("cohort", ["all", "carer", "smi"])
def test_sums_of_scores_are_those_of_the_people(
    measure: str, cohort: str, evidence: Evidence, people: list[Person]
) -> None:
    with evidence.connect() as connection:
        rows = connection.execute(
            text(
                "select * exclude (month, pcn_code, cohort, measure), month from "
                "measure_pair where measure = :measure and cohort = :cohort"
            ),
            {"measure": measure, "cohort": cohort},
        ).all()
    held = pd.DataFrame(rows).groupby("practice_code").sum(numeric_only=True)
    by_practice = defaultdict(list)
    for practice, first, second in pairs(people, measure, cohort):
        by_practice[practice].append((first, second))
    assert set(held.index) == set(by_practice)
    sign = -1 if measure == "ons4_anxiety" else 1
    for practice, scores in by_practice.items():
        row = held.loc[practice]
        both = [(a, b) for a, b in scores if b is not None]
        changes = [sign * (b - a) for a, b in both]
        ways = Counter(moved(a, b, measure) for a, b in both)
        assert row["started"] == len(scores)
        assert row["scored"] == sum(a is not None for a, _ in scores)
        assert row["paired"] == len(both)
        assert (row["gained"], row["lost"]) == (ways[1], ways[-1])
        assert row["change"] == pytest.approx(sum(changes))
        assert row["change_squared"] == pytest.approx(sum(c * c for c in changes))
        assert row["first_paired"] == pytest.approx(sum(a for a, _ in both))
        assert row["first_scored"] == pytest.approx(sum(a or 0 for a, _ in scores))
        for number in range(4):
            assert row[f"before_{number + 1}"] == sum(
                level(a, measure) == number for a, _ in both
            )
            assert row[f"after_{number + 1}"] == sum(
                level(b, measure) == number for _, b in both
            )


@pytest.mark.parametrize("family", FAMILIES)
def test_the_change_is_a_t_test_of_the_same_people(
    family: str, evidence: Evidence, people: list[Person]
) -> None:
    report = outcomes_change(asked(evidence), family)
    assert len(report.places) == (1 if family == "pam" else 4)
    for item, row in zip(report.places, report.table.rows, strict=True):
        scores = here(people, item.code)
        changes = np.array([b - a for a, b in scores if b is not None])
        changes = -changes if item.code == "ons4_anxiety" else changes
        assert len(changes) >= FEWEST
        limits = stats.ttest_1samp(changes, 0).confidence_interval()
        assert item.value == round(changes.mean(), 1)
        assert (item.lower, item.upper) == (round(limits[0], 1), round(limits[1], 1))
        assert item.denominator == len(changes)
        assert row[1:3] == (len(scores), len(changes))
        assert row[3] == pytest.approx(100 * len(changes) / len(scores))
    assert "no comparison group" in report.caption.summary
    assert "regression to the mean" in report.caption.summary


def test_it_is_never_all_first_scores_against_all_second_ones(
    evidence: Evidence, people: list[Person]
) -> None:
    """That would be of different people; here the two differ."""
    scores = here(people, "pam")
    firsts = [a for a, _ in scores if a is not None]
    seconds = [b for _, b in scores if b is not None]
    of_different_people = np.mean(seconds) - np.mean(firsts)
    (item,) = outcomes_change(asked(evidence), "pam").places
    assert abs(item.value - of_different_people) > 0.15


def test_gains_losses_levels_and_completion_are_shares_of_the_right_people(
    evidence: Evidence, people: list[Person]
) -> None:
    names = dict(
        zip(CUTS, [g[0] for g in outcomes_gains(asked(evidence)).groups], strict=True)
    )
    gains = dict(outcomes_gains(asked(evidence)).groups)
    completion = dict(outcomes_completion(asked(evidence)).groups)
    for measure, name in names.items():
        scores = here(people, measure)
        both = [(a, b) for a, b in scores if b is not None]
        ways = Counter(moved(a, b, measure) for a, b in both)
        for item, way in zip(gains[name], (1, -1), strict=True):
            low, high = proportion_confint(ways[way], len(both), method="wilson")
            assert item.value == pytest.approx(100 * ways[way] / len(both))
            assert (item.lower, item.upper) == pytest.approx((100 * low, 100 * high))
        scored = [a for a, _ in scores if a is not None]
        first, twice = completion[name]
        assert first.value == pytest.approx(100 * len(scored) / len(scores))
        assert twice.value == pytest.approx(100 * len(both) / len(scores))
    both = [(a, b) for a, b in here(people, "pam") if b is not None]
    for number, (_, items) in enumerate(outcomes_levels(asked(evidence), "pam").groups):
        for item, side in zip(items, (0, 1), strict=True):
            at = sum(level(pair[side], "pam") == number for pair in both)
            assert item.value == pytest.approx(100 * at / len(both))


def test_completion_tells_who_is_missing(
    evidence: Evidence, people: list[Person]
) -> None:
    row = outcomes_completion(asked(evidence)).table.rows[0]
    scores = here(people, "pam")
    twice = [a for a, b in scores if b is not None]
    once = [a for a, b in scores if a is not None and b is None]
    assert row[-2:] == (round(np.mean(twice), 1), round(np.mean(once), 1))


def test_people_start_no_later_than_a_year_before_the_month(
    evidence: Evidence, people: list[Person]
) -> None:
    """An earlier month knows nothing of what was scored after it."""
    early = Context(evidence, Selection(month=date(2025, 12, 1), pcn="N1"), LEAD)
    report = outcomes_completion(early)
    assert report.table.rows[0][1] < len(here(people, "pam"))
    assert "2024 to December 2024" in report.caption.subtitle
    too_early = Context(evidence, Selection(month=date(2024, 6, 1), pcn="N1"), LEAD)
    with pytest.raises(CareImpactError, match=r"measures\.csv and caseload\.csv"):
        outcomes_change(too_early, "pam")


# --- what the other blocks show ---------------------------------------------------


def test_plans_and_readmission_show_their_cells(
    evidence: Evidence, tables: Tables, people: list[Person]
) -> None:
    as_at = max(tables["admissions"]["admitted_on"])

    cells = {
        rule: counted(people, rule, as_at) for rule in (*ON_THE_DAY, *OVER_THE_YEAR)
    }

    def share(rule: Rule, month: date = MONTH) -> tuple[float, float]:
        n, d = cells[rule][month, "P1", "all"] + cells[rule][month, "P2", "all"]
        return 100 * n / d, d

    items = {item.code: item for item in outcomes_plans(asked(evidence)).places}
    for rule in (plan_reviewed, plan_declined, plan_at_close):
        value, out_of = share(rule)
        item = items[rule.__name__]
        assert (item.value, item.denominator) == (pytest.approx(value), out_of)
    for item in outcomes_budgets(asked(evidence)).places:
        rule = {one.__name__: one for one in cells}[item.code]
        assert item.value == sum(cells[rule][MONTH, p, "all"][0] for p in ("P1", "P2"))
    report = outcomes_readmission(asked(evidence))
    for row in report.table.rows:
        value, out_of = share(readmission, row[0])
        assert (row[1], row[4]) == (pytest.approx(value), out_of)
        assert row[2] <= value <= row[3]
    assert "comparison group" in report.caption.summary


def test_activities_are_the_contacts_that_took_place(
    evidence: Evidence, people: list[Person]
) -> None:
    expected = Counter(
        (
            c["contact_on"].replace(day=1),
            c["activity"] if is_day(c["activity"]) else "unknown",
        )
        for person in people
        if PCN[person.practice] == "N1"
        for c in person.contacts
        if registered_in(person.row, c["contact_on"].replace(day=1))
    )
    report = outcomes_activity(asked(evidence))
    assert len(report.places) == 12
    for item in report.places:
        assert item.value == expected[MONTH, item.code]
    by_month = outcomes_activity_months(asked(evidence)).table
    names = [column.label for column in by_month.columns]
    assert names[1:] == [item.name for item in report.places]
    for row in by_month.rows:
        for item, value in zip(report.places, row[1:], strict=True):
            assert value == expected[row[0], item.code]


def test_gp_appointments_are_the_matched_estimate(estimated: EstimateHome) -> None:
    context = estimated.context()
    if "appointments" not in estimated.recorded:
        with pytest.raises(CareImpactError, match=r"appointments\.csv"):
            outcomes_appointments(context)
        return
    report = outcomes_appointments(context)
    rows = {row.name: row for row in impact_outcomes(context).rows}
    assert report.rows == (rows["GP appointments"],)
    assert " than expected in 12 months (from " in report.caption.headline
    verdict = report.caption.headline.rpartition(": ")[2]
    assert verdict in [str(word) for word in Verdict]


# --- what a board may see ---------------------------------------------------------


def counts_shown(evidence: Evidence, where: dict[str, str]) -> Iterator[object]:
    context = asked(evidence, BOARD, **where)
    for question, details in (
        (outcomes_change, {"family": "ons4"}),
        (outcomes_completion, {}),
        (outcomes_gains, {}),
        (outcomes_levels, {"measure": "pam"}),
        (outcomes_plans, {}),
        (outcomes_activity, {}),
        (outcomes_budgets, {}),
        (outcomes_readmission, {}),
    ):
        try:
            table = question(context, **details).table
        except CareImpactError:
            continue
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind == "count":
                    yield cell


def test_a_board_sees_no_small_and_no_exact_count(evidence: Evidence) -> None:
    seen = Counter()
    for practice in (None, "P1", "P2"):
        for cohort in ("all", "carer", "smi", "cancer"):
            where = {"cohort": cohort} | ({"practice": practice} if practice else {})
            for cell in counts_shown(evidence, where):
                seen[isinstance(cell, Mark)] += 1
                assert isinstance(cell, Mark) or cell % 5 == 0, (where, cell)
    assert min(seen[True], seen[False]) > 50


def range_of(count: float, hidden: bool) -> tuple[float, float]:
    """Return what a reader can tell of a count: it is hidden, zero or rounded."""
    if hidden:
        return 1, np.inf
    near = 5 * np.floor((count + 2) / 5)
    return (0, 0) if count == 0 else (max(near - 2, 8), near + 2)


@pytest.mark.parametrize("cohort", ["all", "carer", "smi", "cancer", "dementia"])
def test_no_small_practice_is_the_difference_of_what_is_shown(
    evidence: Evidence, cohort: str
) -> None:
    found = {}
    for practice in (None, "P1", "P2"):
        where = {"cohort": cohort} | ({"practice": practice} if practice else {})
        context = asked(evidence, BOARD, **where)
        with context.evidence.connect() as connection:
            found[practice] = read_pairs(context, connection).measures
    small = 0
    for whole, *parts in zip(*found.values(), strict=True):
        for name, hidden in whole.withheld.items():
            total = range_of(whole.sums[name], hidden)
            for mine, other in (parts, parts[::-1]):
                if not 1 <= mine.sums[name] <= 7:
                    continue
                small += 1
                assert mine.withheld[name]
                rest = range_of(other.sums[name], other.withheld[name])
                assert total[0] - rest[1] <= 1, (whole.measure.id, name)
                assert total[1] - rest[0] >= 7, (whole.measure.id, name)
    assert small or cohort == "all"


def test_one_practice_by_group_is_for_direct_care(evidence: Evidence) -> None:
    board = asked(evidence, BOARD, practice="P1")
    for ask in (
        lambda: outcomes_levels(board, "pam"),
        lambda: outcomes_activity(board),
        lambda: outcomes_activity_months(board),
    ):
        with pytest.raises(CareImpactError, match="in direct care only"):
            ask()
    own = asked(evidence, LEAD, practice="P1")
    assert outcomes_levels(own, "pam").groups
    assert outcomes_activity(own).places
