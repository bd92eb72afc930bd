"""Recount every block of the referrals page from the loaded rows, in plain Python."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.lakes import people_lake, small_lake
from statsmodels.duration.survfunc import CumIncidenceRight

from data_access.answers.core import Mark, Table
from data_access.catalogue.referral_names import outcome_group, route_name
from data_access.door import Context
from data_access.questions.referrals.referral_change import referral_change
from data_access.questions.referrals.referral_decisions import referral_decisions
from data_access.questions.referrals.referral_flow import referral_flow
from data_access.questions.referrals.referral_reach import referral_reach
from data_access.questions.referrals.referral_returns import referral_returns
from data_access.questions.referrals.referral_routes import referral_routes
from data_access.questions.referrals.referral_waits import referral_waits
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

MONTH = date(2026, 6, 1)
FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)
AS_AT = date(2026, 6, 30)
LEAD = Viewer(Role.CLINICAL_LEAD, ("P1", "P2"))
BOARD = Viewer()
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Tables:
    tables = people_lake.make_tables(seed=5, people=420, referrals=2600)
    # The day of the extract, so that what "now" means does not depend on the draw.
    tables["admissions"].loc[0, "admitted_on"] = AS_AT
    return tables


@pytest.fixture(scope="module")
def evidence(tables: Tables, homes: Homes) -> Evidence:
    made = homes.home("referrals", lambda home: small_lake.build(tables, home))
    return Evidence(made)


def asked(evidence: Evidence, viewer: Viewer = LEAD, **where: str) -> Context:
    return Context(evidence, Selection(month=MONTH, pcn="N1", **where), viewer)


def referrals(
    tables: Tables, first: date = FIRST, last: date = LAST, *, direction: str
) -> Iterator[SimpleNamespace]:
    """Give the referrals of the first PCN's people, one by one."""
    practice = dict(
        tables["patients"][["person_id", "practice_code"]].itertuples(index=False)
    )
    for row in tables["referrals"].itertuples():
        here = practice[row.person_id] in ("P1", "P2")
        counted = direction == "out" or row.destination == "care_coordinator"
        within = first <= row.received_on <= last
        if here and row.direction == direction and counted and within:
            yield row


def is_day(value: object) -> bool:
    return not pd.isna(value)


def column(table: Table, label: str) -> dict[str, object]:
    at = [one.label for one in table.columns].index(label)
    return {str(row[0]): row[at] for row in table.rows}


def ending(row: SimpleNamespace) -> str:
    if row.decision in ("declined_by_patient", "not_appropriate", "pending"):
        return outcome_group(row.decision)
    return outcome_group(row.outcome if is_day(row.outcome) else "open")


def test_the_flow_is_what_counting_referrals_gives(
    evidence: Evidence, tables: Tables
) -> None:
    report = referral_flow(asked(evidence))
    rows = {row[:3]: row[3] for row in report.table.rows}
    inward = [*referrals(tables, direction="in")]
    outward = [*referrals(tables, direction="out")]
    assert len(inward) > 100
    assert len(outward) > 100
    assert rows["In: all", "Care coordinators", "All"] == len(inward)
    assert rows["Care coordinators", "On: all", "All"] == len(outward)
    for source, count in Counter(row.source for row in inward).items():
        assert rows[f"In: {route_name(source)}", "Care coordinators", "All"] == count
    endings = Counter((row.destination, ending(row)) for row in outward)
    for destination, count in Counter(row.destination for row in outward).items():
        name = f"On: {route_name(destination)}"
        assert rows["Care coordinators", name, "All"] == count
        divided = [v for (_, to, _), v in rows.items() if to == name]
        assert sum(divided) == 2 * count, "all, and the same by how they ended"
    for (destination, group), count in endings.items():
        name = f"On: {route_name(destination)}"
        assert rows["Care coordinators", name, group] == count


def test_ribbons_add_up_to_the_nodes_they_leave_and_reach(evidence: Evidence) -> None:
    report = referral_flow(asked(evidence))
    sizes = {node.id: node.value for node in report.nodes if node.value is not None}
    for stage, end in (("source", "source"), ("destination", "target")):
        for node in report.nodes:
            if node.stage == stage:
                links = [
                    one.value for one in report.links if getattr(one, end) == node.id
                ]
                assert sum(links) == sizes[node.id]
    assert {one.source for one in report.links} <= {node.id for node in report.nodes}


def test_refusals_are_shares_of_all_received(
    evidence: Evidence, tables: Tables
) -> None:
    report = referral_decisions(asked(evidence))
    inward = [*referrals(tables, direction="in")]
    by_name = dict(report.groups)
    for name, mine in (
        ("All sources", inward),
        ("GP", [row for row in inward if row.source == "gp"]),
    ):
        for item in by_name[name]:
            refused = sum(row.decision == item.code for row in mine)
            assert item.value == pytest.approx(100 * refused / len(mine))
            assert item.lower <= item.value <= item.upper


def waits(tables: Tables) -> tuple[list[int], list[int], Counter[str]]:
    """Give the days waited, what they led to (1 seen, 2 ended), and each's state."""
    people = tables["patients"].set_index("person_id")
    days, ends, states = [], [], Counter()
    for row in referrals(tables, direction="in"):
        person = people.loc[row.person_id]
        over = [
            day
            for day in (row.closed_on, person["registered_to"], person["deceased_on"])
            if is_day(day) and day <= AS_AT
        ]
        if row.decision in ("declined_by_patient", "not_appropriate"):
            states["refused"] += 1
        elif is_day(row.first_contact_on):
            states["seen"] += 1
            days.append((row.first_contact_on - row.received_on).days)
            ends.append(1)
        elif over:
            states["ended"] += 1
            days.append(max((min(over) - row.received_on).days, 0))
            ends.append(2)
        else:
            states["waiting"] += 1
            days.append((AS_AT - row.received_on).days)
            ends.append(0)
    return days, ends, states


def test_waits_count_those_waiting_and_those_who_ended_as_statsmodels_does(
    evidence: Evidence, tables: Tables
) -> None:
    report = referral_waits(asked(evidence))
    days, ends, states = waits(tables)
    assert min(states.values()) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted = CumIncidenceRight(np.array(days), np.array(ends))
    for day, share in zip(report.curve.days, report.curve.seen, strict=True):
        at = np.searchsorted(fitted.times, day, side="right") - 1
        wanted = fitted.cinc[0][at] if at >= 0 else 0.0
        assert share == pytest.approx(100 * wanted)
    facts = dict(report.facts)
    half = fitted.times[np.flatnonzero(fitted.cinc[0] >= 0.5)[0]]
    assert facts["Half seen by"].startswith(f"{half:.0f} day")
    assert facts["Seen"] == f"{states['seen']:,}"
    assert facts["Still waiting, and counted"] == f"{states['waiting']:,}"
    assert facts["Declined or not appropriate, excluded"] == f"{states['refused']:,}"
    assert (
        facts["Ended before any contact, counted as never seen"]
        == f"{states['ended']:,}"
    )


def test_leaving_out_those_who_wait_would_flatter(
    evidence: Evidence, tables: Tables
) -> None:
    days, seen, _ = waits(tables)
    quick = sum(d <= 14 for d, s in zip(days, seen, strict=True) if s == 1)
    quick /= seen.count(1)
    report = referral_waits(asked(evidence))
    shown = dict(zip(report.curve.days, report.curve.seen, strict=True))[14.0]
    assert shown < 100 * quick


def test_returns_are_referrals_the_other_way_within_ninety_days(
    evidence: Evidence, tables: Tables
) -> None:
    report = referral_returns(asked(evidence))
    every = [
        (row, direction)
        for direction in ("in", "out")
        for row in referrals(tables, date.min, date.max, direction=direction)
    ]
    counted = 0
    for item in report.places:
        party, _, direction = item.code.rpartition("-")
        sent = returned = 0
        for row, way in every:
            other = row.source if way == "in" else row.destination
            in_window = FIRST <= row.received_on <= LAST
            followed = row.received_on + timedelta(90) <= AS_AT
            if (other, way) != (party, direction) or not (in_window and followed):
                continue
            sent += 1
            returned += any(
                back.person_id == row.person_id
                and way_back != way
                and (back.source if way_back == "in" else back.destination) == party
                and 1 <= (back.received_on - row.received_on).days <= 90
                for back, way_back in every
            )
        assert item.denominator == sent
        assert item.value == pytest.approx(100 * returned / sent)
        counted += returned
    assert counted > 0


def test_routes_and_their_change_are_counts_by_month(
    evidence: Evidence, tables: Tables
) -> None:
    report = referral_routes(asked(evidence), direction="in")
    trends = dict(report.panels)
    every = [*referrals(tables, date.min, LAST, direction="in")]
    for name, mine in (
        ("All routes", every),
        ("GP", [row for row in every if row.source == "gp"]),
    ):
        months = Counter(row.received_on.replace(day=1) for row in mine)
        trend = trends[name]
        assert dict(zip(trend.months, trend.values, strict=True)) == {
            month: float(months[month]) for month in trend.months
        }
    change = referral_change(asked(evidence))
    now = column(change.table, "Twelve months")
    then = column(change.table, "Twelve months before")
    before = [*referrals(tables, date(2024, 7, 1), date(2025, 6, 30), direction="out")]
    assert now["All referrals in"] == sum(row.received_on >= FIRST for row in every)
    assert then["All referrals on"] == len(before)
    assert then["On: Link worker"] == sum(
        row.destination == "link_worker" for row in before
    )


def test_reach_counts_people_on_a_register_who_were_referred(
    evidence: Evidence, tables: Tables
) -> None:
    referred = {row.person_id for row in referrals(tables, direction="in")}
    listed = Counter()
    reached = Counter()
    for person in tables["patients"].itertuples():
        gone = [d for d in (person.registered_to, person.deceased_on) if is_day(d)]
        here = person.registered_from <= LAST and all(day > LAST for day in gone)
        on = {
            row.cohort
            for row in tables["cohorts"].itertuples()
            if row.person_id == person.person_id
            and row.from_date <= LAST
            and not (is_day(row.to_date) and row.to_date <= LAST)
        }
        if here and on and person.practice_code != "P3":
            keys = [person.practice_code, *on]
            if is_day(person.imd_decile):
                keys.append(str((int(person.imd_decile) + 1) // 2))
            listed.update(keys)
            if person.person_id in referred:
                reached.update(keys)
    counted = Counter()
    for part in ("practices", "deprivation", "registers"):
        found = referral_reach(asked(evidence), part=part)
        for item in found.places:
            if item.value is None:
                assert item.code == "unknown" or listed[item.code] < 20, item
            elif item.code != "unknown":
                counted[part] += 1
                assert item.denominator == listed[item.code], item
                share = 100 * reached[item.code] / listed[item.code]
                assert item.value == pytest.approx(share)
    assert len(counted) == 3


def counts_of(table: Table) -> list[float]:
    """Give the numbers in columns that count."""
    at = [place for place, one in enumerate(table.columns) if one.kind == "count"]
    return [row[i] for row in table.rows for i in at if not isinstance(row[i], Mark)]


def test_a_board_sees_no_small_number_and_all_are_rounded(evidence: Evidence) -> None:
    board = asked(evidence, BOARD)
    answers = (
        referral_flow(board),
        referral_decisions(board),
        referral_returns(board),
        referral_change(board),
        *(referral_routes(board, direction=one) for one in ("in", "out")),
    )
    counts = [number for answer in answers for number in counts_of(answer.table)]
    assert len(counts) > 50
    assert not [number for number in counts if 1 <= number <= 7 or number % 5]
    waited = referral_waits(board)
    shares = (*waited.curve.seen, *waited.curve.lower, *waited.curve.upper)
    assert all(float(share).is_integer() for share in shares)
    assert [
        name for name, _ in waited.facts if "Ended" in name or "excluded" in name
    ] == []


def test_a_board_sees_months_of_a_route_only_where_none_is_small(
    evidence: Evidence, tables: Tables
) -> None:
    for direction in ("in", "out"):
        report = referral_routes(asked(evidence, BOARD), direction=direction)
        for _, trend in report.panels[1:]:
            assert all(value is not None for value in trend.values)


def test_no_point_of_a_boards_curve_sets_few_people_apart(
    evidence: Evidence, tables: Tables
) -> None:
    days, seen, _ = waits(tables)
    curve = referral_waits(asked(evidence, BOARD)).curve
    by = [
        sum(d <= day for d, s in zip(days, seen, strict=True) if s == 1)
        for day in curve.days
    ]
    steps = [later - earlier for earlier, later in pairwise(by)]
    assert len(steps) >= 2
    assert min(steps) >= 8
    assert len(days) - by[-1] == 0 or len(days) - by[-1] >= 8
