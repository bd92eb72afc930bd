"""A caseload is made of coded events by a rule that is stated."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from data_access.ingest.found.found_table import FoundTable
from data_access.ingest.recognised.coded_cases import (
    MONTHS_WITHOUT,
    Event,
    Kind,
    by_codes,
    by_contacts,
    kind_of,
)
from data_access.ingest.recognised.tables_of import proposal, tables_of

NEWEST = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("Proactive care started", Kind.STARTED),
        ("Care co-ordination commenced", Kind.STARTED),
        ("Proactive care ended", Kind.ENDED),
        ("Discharge from case management completed", Kind.ENDED),
        ("Seen by care coordinator", Kind.CONTACT),
        ("Proactive care needs assessment", None),
        ("Personalised Care and Support Plan agreed", None),
    ],
)
def test_terms_say_what_happened(term: str, kind: Kind | None) -> None:
    assert kind_of(term) == kind


def on_caseload(events: list[Event], day: date) -> bool:
    """Say whether somebody is on the caseload at the end of a day, day by day."""
    on = False
    for event in sorted(events, key=lambda one: (one.day, one.kind == Kind.ENDED)):
        if event.day <= day and event.kind in (Kind.STARTED, Kind.ENDED):
            on = event.kind == Kind.STARTED
    return on


@pytest.mark.parametrize("seed", range(30))
def test_cases_by_codes_are_the_days_between_start_and_end(seed: int) -> None:
    rng = random.Random(seed)
    events = [
        Event(date(2026, 1, 1) + timedelta(rng.randrange(60)), rng.choice([*Kind]))
        for _ in range(rng.randrange(1, 9))
    ]
    cases = list(by_codes(events))
    for number in range(70):
        day = date(2026, 1, 1) + timedelta(number)
        covered = any(
            opened <= day and (closed is None or day < closed)
            for opened, closed in cases
        )
        assert covered == on_caseload(events, day)


@pytest.mark.parametrize("months", [1, 3, MONTHS_WITHOUT, 24])
@pytest.mark.parametrize("seed", range(10))
def test_cases_by_contacts_end_at_the_last_before_a_long_silence(
    seed: int, months: int
) -> None:
    rng = random.Random(seed)
    days = sorted(
        date(2023, 1, 1) + timedelta(rng.randrange(1_400))
        for _ in range(rng.randrange(1, 8))
    )
    silence = relativedelta(months=months)
    stretches = [[days[0]]]
    for day in days[1:]:
        if day > stretches[-1][-1] + silence:
            stretches.append([])
        stretches[-1].append(day)
    expected = [
        (
            one[0],
            one[-1] if at + 1 < len(stretches) or one[-1] + silence < NEWEST else None,
        )
        for at, one in enumerate(stretches)
    ]
    events = [Event(day, Kind.CONTACT) for day in rng.sample(days, len(days))]
    assert list(by_contacts(events, NEWEST, months)) == expected


def test_a_report_of_codes_has_plans_and_cases(tmp_path: Path) -> None:
    rows = [
        ("999 000 1065", "24-Jan-2026", "Proactive care started"),
        ("", "02-Feb-2026", "Personalised Care and Support Plan agreed"),
        ("", "30-Mar-2026", "Proactive care ended"),
        ("", "13-Apr-2026", "Proactive care started"),
        ("999 000 1154", "01-Mar-2026", "Proactive care ended"),
        ("999 000 1162", "05-Mar-2026", "Proactive care started"),
    ]
    path = tmp_path / "Codes.csv"
    lines = ["NHS Number,Date,Code Term", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    tables = [one for one in tables_of(path) if isinstance(one, FoundTable)]
    kinds = [likely.table for one in tables if (likely := proposal(one))]
    assert kinds == ["care_plans", "caseload"]
    cells = tables[1].text.cells
    assert list(
        zip(*(column.to_pylist() for column in cells.columns), strict=True)
    ) == [
        ("999 000 1065", "2026-01-24", "2026-03-30"),
        ("999 000 1065", "2026-04-13", ""),
        ("999 000 1162", "2026-03-05", ""),
    ]
    assert "3 cases made of coded events" in tables[1].text.notices[0]


def test_codes_of_cases_alone_are_no_other_table(tmp_path: Path) -> None:
    path = tmp_path / "Codes.csv"
    path.write_text(
        "NHS Number,Date,Code Term\n"
        "999 000 1065,24-Jan-2026,Seen by care coordinator\n"
        "999 000 1154,25-Jan-2026,Seen by care coordinator\n",
        encoding="utf-8",
    )
    tables = [one for one in tables_of(path) if isinstance(one, FoundTable)]
    assert [likely.table for one in tables if (likely := proposal(one))] == ["caseload"]
