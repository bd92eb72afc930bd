"""How contacts of a year fall on people, recounted from the rows one by one."""

from collections import Counter
from datetime import date

import pandas as pd
import pytest
from fixtures.by_hand.outcomes_by_hand import in_year
from fixtures.homes.kept import Homes
from fixtures.lakes import outcome_lake, small_lake
from fixtures.lakes.care_lake import end_of, leaves

from data_access.answers.core import Mark
from data_access.door import Context
from data_access.months import months_after
from data_access.questions.caseload.contacts_concentrated import contacts_concentrated
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

Tables = dict[str, pd.DataFrame]
MONTH = date(2026, 6, 1)
YEAR_BEFORE = date(2025, 6, 1)
LEAD, BOARD = Viewer(Role.CLINICAL_LEAD, ("P1", "P2")), Viewer()


@pytest.fixture(scope="module")
def tables() -> Tables:
    return outcome_lake.make_tables()


@pytest.fixture(scope="module")
def evidence(tables: Tables, homes: Homes) -> Evidence:
    made = homes.home("outcomes", lambda home: small_lake.build(tables, home))
    return Evidence(made).at_one_version()


def ask(evidence: Evidence, viewer: Viewer = LEAD, **where: object) -> Context:
    given = {"month": MONTH, "pcn": "N1"} | where
    return Context(evidence, Selection(**given), viewer)  # type: ignore[arg-type]


def seen_in(tables: Tables, window: date, month: date) -> Counter:
    """Count the contacts of a window of those registered at the end of a month."""
    owner = dict(tables["caseload"][["episode_id", "person_id"]].to_numpy())
    here = {
        row["person_id"]
        for row in tables["patients"].to_dict("records")
        if row["practice_code"] in ("P1", "P2")
        and row["registered_from"] <= end_of(month) < leaves(row)
    }
    counts: Counter = Counter()
    for contact in tables["contacts"].to_dict("records"):
        took_place = contact["attended"] == "attended" and contact["mode"] != "admin"
        person = owner[contact["episode_id"]]
        if took_place and person in here and in_year(contact["contact_on"], window):
            counts[person] += 1
    return counts


def top_tenth(counts: Counter) -> float:
    """Cut each person into ten parts, and add up those of the tenth seen most."""
    parts = sorted((n / 10 for n in counts.values() for _ in range(10)), reverse=True)
    return sum(parts[: len(counts)])


def test_the_tenth_and_the_people_are_those_of_the_rows(
    evidence: Evidence, tables: Tables
) -> None:
    report = contacts_concentrated(ask(evidence))
    now = seen_in(tables, MONTH, MONTH)
    before = seen_in(tables, YEAR_BEFORE, MONTH)
    first = len(set(now) - set(before))
    assert len(now) > 100
    assert 10 < first < len(now) - 10
    # Many have as many as the person on whom the tenth ends.
    assert len(now) % 10
    row, a_year_ago = report.table.rows
    assert row[:4] == (MONTH, len(now), first, sum(now.values()))
    assert row[4] == pytest.approx(top_tenth(now))
    assert row[5] == pytest.approx(100 * top_tenth(now) / sum(now.values()))
    assert 10 < row[6] < row[5]
    assert f"{first} of them had none in the 12 months before" in report.caption.summary
    # The file begins in February 2024: who was new by June 2025 cannot be known.
    earlier = seen_in(tables, YEAR_BEFORE, YEAR_BEFORE)
    assert a_year_ago[:2] == (YEAR_BEFORE, len(earlier))
    assert a_year_ago[2] is Mark.NO_DATA
    assert a_year_ago[4] == pytest.approx(top_tenth(earlier))


def test_before_two_years_the_summary_says_why_nobody_is_new(
    evidence: Evidence,
) -> None:
    report = contacts_concentrated(ask(evidence, month=months_after(MONTH, -7)))
    assert "has 24 months whole" in report.caption.summary


def test_a_board_is_shown_rounded_counts_and_no_tenth_of_a_few(
    evidence: Evidence, tables: Tables
) -> None:
    now = seen_in(tables, MONTH, MONTH)
    row = contacts_concentrated(ask(evidence, BOARD)).table.rows[0]
    assert len(now) >= 80
    assert all(number % 5 == 0 for number in row[1:5])
    assert row[5] == pytest.approx(100 * row[4] / row[3])


def test_a_tenth_of_fewer_than_eight_people_is_for_direct_care(
    care_store: Evidence,
) -> None:
    row = contacts_concentrated(ask(care_store)).table.rows[0]
    assert 8 <= row[1] < 80
    assert row[5] > 10
    report = contacts_concentrated(ask(care_store, BOARD))
    assert report.table.rows[0][1] % 5 == 0
    assert report.table.rows[0][2:] == (Mark.SUPPRESSED,) * 5
    assert report.caption.headline.endswith("too few people to show")
    assert {item.mark for item in report.places} == {Mark.SUPPRESSED}


def test_one_practice_is_refused(evidence: Evidence) -> None:
    with pytest.raises(NotPermittedError, match="whole PCN only"):
        contacts_concentrated(ask(evidence, practice="P1"))
