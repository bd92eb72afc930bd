"""Dates of which only the month is known count in months, and in no figure of days."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.lakes import people_lake, small_lake
from fixtures.lakes.care_lake import registered_in
from sqlalchemy import text

from data_access.door import Context
from data_access.questions.caseload.caseload_stay import caseload_stay
from data_access.questions.referrals.referral_waits import referral_waits
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

SHARE = 0.3
DATED = {
    "referrals": ("received_on", "first_contact_on"),
    "caseload": ("opened_on", "closed_on"),
    "contacts": ("contact_on",),
}
LEAD = Viewer(Role.CLINICAL_LEAD, ("P1", "P2"))
Tables = dict[str, pd.DataFrame]


def made() -> tuple[Tables, Tables]:
    """Return tables with every day, and the same with the days of some dates lost."""
    whole = people_lake.make_tables(seed=9, people=300, referrals=1500)
    blurred = {name: table.copy() for name, table in whole.items()}
    rng = np.random.default_rng(9)
    for name, columns in DATED.items():
        table = blurred[name]
        lost: list[list[str]] = [[] for _ in range(len(table))]
        for column in columns:
            for at in np.flatnonzero(rng.random(len(table)) < SHARE):
                day = table.iloc[at][column]
                if not pd.isna(day):
                    table.iloc[at, table.columns.get_loc(column)] = day.replace(day=1)
                    lost[at].append(column)
        table["month_only"] = [" ".join(names) for names in lost]
    return whole, blurred


@pytest.fixture(scope="module")
def tables() -> tuple[Tables, Tables]:
    return made()


@pytest.fixture(scope="module")
def blurred(homes: Homes) -> Evidence:
    return Evidence(
        homes.home("blurred", lambda home: small_lake.build(made()[1], home))
    )


def read(store: Evidence, query: str) -> pd.DataFrame:
    with store.connect() as connection:
        return pd.DataFrame(connection.execute(text(query)).all())


def knows(row: dict, *columns: str) -> bool:
    return not set(columns) & set(row["month_only"].split())


def day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def test_waits_are_of_referrals_whose_days_are_known(
    tables: tuple[Tables, Tables], blurred: Evidence
) -> None:
    months = set(read(blurred, "select distinct month from referral_wait")["month"])
    first = {day(month) for month in months}
    seen: Counter = Counter()
    undated = 0
    rows = tables[1]["referrals"]
    for row in rows.to_dict("records"):
        inward = row["direction"] == "in" and row["destination"] == "care_coordinator"
        refused = row["decision"] in ("declined_by_patient", "not_appropriate")
        if not inward or refused or row["received_on"].replace(day=1) not in first:
            continue
        if not knows(row, "received_on", "first_contact_on"):
            undated += 1
        elif not pd.isna(row["first_contact_on"]):
            seen[(row["first_contact_on"] - row["received_on"]).days] += 1
    found = read(
        blurred,
        "select status, days, sum(referrals) as n from referral_wait group by all",
    )
    by_days = found[found["status"] == "seen"]
    assert dict(zip(by_days["days"], by_days["n"], strict=True)) == seen
    of_months = found[found["status"] == "undated"]
    assert of_months["n"].sum() == undated > 50
    assert of_months["days"].isna().all()


def test_referrals_are_counted_in_their_months_all_the_same(
    tables: tuple[Tables, Tables], blurred: Evidence
) -> None:
    found = read(
        blurred, "select month, sum(referrals) as n from referral_month group by month"
    )
    counted = Counter(
        row.replace(day=1) for row in tables[0]["referrals"]["received_on"]
    )
    assert {day(row.month): row.n for row in found.itertuples()} == {
        month: counted[month] for month in map(day, found["month"])
    }


def test_stays_and_waits_on_the_caseload_are_of_known_days(
    tables: tuple[Tables, Tables], blurred: Evidence
) -> None:
    found = read(blurred, "select * from caseload_episode where cohort = 'all'")
    contacts = tables[1]["contacts"]
    attended = contacts[
        (contacts["attended"] == "attended") & (contacts["mode"] != "admin")
    ]
    of_episode = {
        episode: rows.to_dict("records")
        for episode, rows in attended.groupby("episode_id")
    }
    first = {day(value).replace(day=1) for value in found["opened_on"]}
    people = {
        person["person_id"]: person
        for person in tables[1]["patients"].to_dict("records")
    }
    stays: Counter = Counter()
    waits: Counter = Counter()
    for row in tables[1]["caseload"].to_dict("records"):
        month = row["opened_on"].replace(day=1)
        if month not in first or not registered_in(people[row["person_id"]], month):
            continue
        had = of_episode.get(row["episode_id"], [])
        contact = min((one["contact_on"] for one in had), default=None)
        told = all(knows(one, "contact_on") for one in had
                   if one["contact_on"] == contact)  # fmt: skip
        opened = row["opened_on"]
        if knows(row, "opened_on", "closed_on"):
            stays[opened, day(row["closed_on"])] += 1
        if knows(row, "opened_on") and told:
            waits[opened, contact] += 1

    def kept(known: str, end: str) -> Counter:
        rows = found[found[known]]
        return Counter(
            zip(map(day, rows["opened_on"]), map(day, rows[end]), strict=True)
        )

    assert kept("stay_in_days", "closed_on") == stays
    assert kept("wait_in_days", "first_contact_on") == waits
    assert 0 < found["stay_in_days"].sum() < len(found)
    assert 0 < found["wait_in_days"].sum() < len(found)


def test_the_pages_say_that_some_are_left_out(blurred: Evidence) -> None:
    context = Context(blurred, Selection(month=date(2026, 6, 1), pcn="N1"), LEAD)
    assert "month but no day are left out" in caseload_stay(context).caption.summary
    assert "Of a month without a day, excluded" in dict(referral_waits(context).facts)
