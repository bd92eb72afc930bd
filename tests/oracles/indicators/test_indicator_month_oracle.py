"""Recount the monthly mart person by person, in plain Python."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest
from fixtures.by_hand.checks_by_hand import Row
from fixtures.homes.kept import Homes
from fixtures.lakes import small_lake
from fixtures.lakes.care_lake import age_at, end_of, is_day, months, year_before
from sqlalchemy import text

from data_access.catalogue.indicators import BY_ID
from data_access.store.evidence import Evidence

Counts = dict[tuple, tuple[float, float]]
SMI = set(small_lake.SMI)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return small_lake.make_tables(seed=7, people=130)


@pytest.fixture(scope="module")
def built(tables: dict[str, pd.DataFrame], homes: Homes) -> pd.DataFrame:
    home = homes.home("indicators", lambda home: small_lake.build(tables, home))
    with Evidence(home).connect() as connection:
        # Divisions by what was done have no denominator, and an oracle of their own.
        rows = connection.execute(
            text("select * from indicator_month where denominator is not null")
        ).all()
    return pd.DataFrame(rows)


def age_band(age: int) -> str:
    for limit, band in (
        (18, "0-17"),
        (40, "18-39"),
        (65, "40-64"),
        (75, "65-74"),
        (85, "75-84"),
    ):
        if age < limit:
            return band
    return "85+"


class Person:
    """One patient with everything recorded of them."""

    def __init__(self, row: Row, tables: dict[str, pd.DataFrame]) -> None:
        self.row = row
        mine = {
            name: table[table["person_id"] == row["person_id"]]
            for name, table in tables.items()
            if "person_id" in table.columns
        }
        self.cohorts = mine["cohorts"].to_dict("records")
        self.checks = mine["health_checks"].to_dict("records")
        self.episodes = mine["caseload"].to_dict("records")
        episodes = {episode["episode_id"] for episode in self.episodes}
        held = tables["contacts"]["episode_id"].isin(episodes)
        self.contacts = tables["contacts"][held].to_dict("records")

    def leaves(self) -> date:
        ends = [self.row[c] for c in ("registered_to", "deceased_on")]
        return min([day for day in ends if is_day(day)], default=date.max)

    def registered_in(self, month: date) -> bool:
        return self.row["registered_from"] <= end_of(month) and self.leaves() >= month

    def groups(self, month: date) -> list[tuple[str, str]]:
        row = self.row
        decile = row["imd_decile"]
        quintile = "unknown" if pd.isna(decile) else str((int(decile) + 1) // 2)
        return [
            ("all", "all"),
            ("deprivation", quintile),
            ("age", age_band(age_at(row, month))),
            ("sex", row["sex"]),
            ("ethnicity", row["ethnicity"] if is_day(row["ethnicity"]) else "unknown"),
        ]

    def in_cohorts(self, month: date) -> set[str]:
        end = end_of(month)
        return {
            c["cohort"]
            for c in self.cohorts
            if c["from_date"] <= end
            and (not is_day(c["to_date"]) or c["to_date"] > end)
        }

    def done(self, month: date, check: str) -> set[str | None]:
        end = end_of(month)
        return {
            c["element"]
            for c in self.checks
            if c["check"] == check
            and not c["declined"]
            and year_before(end) <= c["done_on"] <= end
        }


def count(people: list[Person], indicator: str) -> Counts:
    found: Counts = defaultdict(lambda: (0.0, 0.0))
    for person in people:
        for month in months():
            if not person.registered_in(month):
                continue
            for n, d in COUNTED[indicator](person, month):
                for cohort in {"all", *person.in_cohorts(month)}:
                    for group in person.groups(month):
                        key = (month, person.row["practice_code"], cohort, *group)
                        was = found[key]
                        found[key] = (was[0] + n, was[1] + d)
    return found


def smi_check(person: Person, month: date) -> Iterator[tuple[float, float]]:
    here = person.leaves() > end_of(month)
    if here and "smi" in person.in_cohorts(month):
        yield float(person.done(month, "smi") >= SMI), 1.0


def ld_check(person: Person, month: date) -> Iterator[tuple[float, float]]:
    here = person.leaves() > end_of(month)
    old_enough = age_at(person.row, month) >= 14
    if here and old_enough and "learning_disability" in person.in_cohorts(month):
        done = person.done(month, "learning_disability") >= {"check", "action_plan"}
        ethnicity = person.row["ethnicity"]
        known = is_day(ethnicity) and ethnicity != "unknown"
        yield float(done and known), 1.0


def caseload_open(person: Person, month: date) -> Iterator[tuple[float, float]]:
    end = end_of(month)
    open_then = [
        episode
        for episode in person.episodes
        if episode["opened_on"] <= end
        and (not is_day(episode["closed_on"]) or episode["closed_on"] > end)
    ]
    # The mart's denominator of a count is everybody registered at the end.
    here = person.leaves() > end
    yield float(here and bool(open_then)), float(here)


def contacts(person: Person, month: date) -> Iterator[tuple[float, float]]:
    end = end_of(month)
    seen = [
        contact
        for contact in person.contacts
        if month <= contact["contact_on"] <= end
        and contact["attended"] == "attended"
        and contact["mode"] != "admin"
    ]
    on_caseload = [
        episode
        for episode in person.episodes
        if episode["opened_on"] <= end
        and (not is_day(episode["closed_on"]) or episode["closed_on"] >= month)
    ]
    yield float(len(seen)), float(bool(on_caseload))


COUNTED = {
    "smi_check": smi_check,
    "ld_check": ld_check,
    "caseload_open": caseload_open,
    "contacts": contacts,
}


@pytest.mark.parametrize("indicator", COUNTED)
def test_every_cell_is_what_counting_people_one_by_one_gives(
    indicator: str, built: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> None:
    people = [Person(row, tables) for row in tables["patients"].to_dict("records")]
    expected = count(people, indicator)
    cells = built[(built["indicator"] == indicator) & (built["practice_code"] != "all")]
    assert len(cells) > 300
    for cell in cells.itertuples():
        key = (
            pd.Timestamp(cell.month).date(),
            cell.practice_code,
            cell.cohort,
            cell.dimension,
            cell.category,
        )
        assert (cell.numerator, cell.denominator) == expected.get(key, (0.0, 0.0)), key
    held = set(
        zip(
            pd.to_datetime(cells["month"]).dt.date,
            cells["practice_code"],
            cells["cohort"],
            cells["dimension"],
            cells["category"],
            strict=True,
        )
    )
    covered = {(key[0], key[1]) for key in held}
    lost = [k for k, v in expected.items() if v != (0, 0) and k not in held]
    assert not [key for key in lost if (key[0], key[1]) in covered]


def test_the_pcn_is_the_sum_of_its_practices(built: pd.DataFrame) -> None:
    keys = ["indicator", "month", "pcn_code", "cohort", "dimension", "category"]
    # Coordinators work for a PCN, and have no practice.
    staff = [id_ for id_, one in BY_ID.items() if one.counts == "staff"]
    built = built[~built["indicator"].isin(staff)]
    parts = built[built["practice_code"] != "all"].groupby(keys)
    whole = built[built["practice_code"] == "all"].set_index(keys)
    sums = parts[["numerator", "denominator", "squares"]].sum()
    assert sums.index.isin(whole.index).all()
    # The PCN has a row for each group, whether or not a practice has anybody in it.
    sums = sums.reindex(whole.index, fill_value=0.0)
    gap = (sums - whole[["numerator", "denominator", "squares"]]).abs()
    assert gap.max().max() < 1e-9


def test_early_months_of_a_rolling_window_are_missing_not_low(
    built: pd.DataFrame,
) -> None:
    smi = built[built["indicator"] == "smi_check"]
    assert pd.to_datetime(smi["month"]).min() == pd.Timestamp(2024, 12, 1)
