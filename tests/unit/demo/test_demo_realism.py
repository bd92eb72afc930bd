"""A demo looks like a PCN: registers, gradients, seasons, rushes and late data."""

import functools

import numpy as np
import pandas as pd
import pytest

from data_access.demo import DemoSettings, generate
from data_access.demo.arrow_schema import NAMES
from data_access.demo.places import pcns
from data_access.demo.world import world

PATIENTS = 20_000
YEARS = 3


@functools.cache
def table(name: str) -> pd.DataFrame:
    return tables()[name].to_pandas()


@functools.cache
def tables() -> dict[str, object]:
    asked = DemoSettings(patients=PATIENTS, monthly_intake=10.0)
    return dict(generate(asked).tables)


def emergencies() -> pd.DataFrame:
    rows = table("admissions")
    codes = ["21", "22", "23", "24", "25", "2A", "2D", "28"]
    rows = rows[rows["method"].isin(codes)]
    return rows.merge(table("patients"), on="patient_id")


# Shares of the list, around the national registers of QOF 2024-25 and, where there is
# none, around what the generator's documentation states.
@pytest.mark.parametrize(
    ("cohort", "low", "high"),
    [
        ("smi", 0.007, 0.014),
        ("learning_disability", 0.004, 0.009),
        ("dementia", 0.005, 0.011),
        ("diabetes", 0.045, 0.085),
        ("cancer", 0.025, 0.05),
        ("palliative", 0.002, 0.008),
        ("frailty_moderate", 0.007, 0.025),
        ("frailty_severe", 0.002, 0.009),
        ("long_term_conditions", 0.1, 0.2),
        ("carer", 0.015, 0.04),
        ("housebound", 0.002, 0.012),
    ],
)
def test_registers_are_of_plausible_size(cohort: str, low: float, high: float) -> None:
    people, held = table("patients"), table("cohorts")
    here = people.loc[people["registered_to"].isna(), "patient_id"]
    now = held[(held["cohort"] == cohort) & held["to_date"].isna()]
    share = now["patient_id"].isin(here).sum() / len(here)
    assert low < share < high


def test_emergency_admissions_are_of_a_plausible_rate_and_older_people_have_more() -> (
    None
):
    rows = emergencies()
    assert 75 < 1_000 * len(rows) / PATIENTS / YEARS < 150
    people = table("patients")["birth_year"]
    old, young = (rows["birth_year"] < 1945).sum(), (rows["birth_year"] > 1980).sum()
    assert old / (people < 1945).sum() > 3 * young / (people > 1980).sum()


def test_the_most_deprived_are_admitted_more() -> None:
    people, rows = table("patients"), emergencies()
    rate = [
        rows["imd_decile"].isin(deciles).sum()
        / people["imd_decile"].isin(deciles).sum()
        for deciles in ([1, 2, 3], [8, 9, 10])
    ]
    assert 1.2 < rate[0] / rate[1] < 2.2


@pytest.mark.parametrize(
    ("season", "swing", "quietest", "busiest"),
    [("season", 1.08, 8, 11), ("attendance_season", 1.11, 8, 6)],
)
def test_seasons_swing_as_far_as_the_published_returns(
    season: str, swing: float, quietest: int, busiest: int
) -> None:
    timeline = world(DemoSettings(), pcns(DemoSettings())[0]).timeline
    a_day = getattr(timeline, season) / np.diff(timeline.firsts)
    year = a_day[:12] / a_day[:12].mean()
    by_month = dict(zip(timeline.calendar_months[:12] + 1, year, strict=True))
    assert max(year) / min(year) == pytest.approx(swing, abs=0.005)
    assert min(by_month, key=by_month.get) == quietest
    assert max(by_month, key=by_month.get) == busiest


def test_admissions_follow_the_season() -> None:
    # Of a whole PCN: bad patches make the months of a smaller one too unequal.
    asked = DemoSettings()
    here = world(asked, pcns(asked)[0])
    by_month = here.spells.emergencies(here.folk, here.timeline).sum(axis=0)
    a_day = by_month / np.diff(here.timeline.firsts)
    busy, quiet = (
        a_day[np.isin(here.timeline.calendar_months, months)].mean()
        for months in ([1, 2, 10], [6, 7])
    )
    assert 1.0 < busy / quiet < 1.15


def test_checks_are_rushed_before_april() -> None:
    rows = table("health_checks")
    month = pd.to_datetime(rows.loc[rows["check"] == "smi", "done_on"]).dt.month
    assert month.isin([1, 2, 3]).sum() > 1.8 * month.isin([4, 5, 6]).sum()


def test_complete_smi_checks_improve_once_coordinators_are_in_post() -> None:
    rows, held = table("health_checks"), table("cohorts")
    rows = rows[(rows["check"] == "smi") & ~rows["declined"]]
    day = pd.to_datetime(rows["done_on"])
    register = (held["cohort"] == "smi").sum()

    def uptake(begin: str, end: str) -> float:
        year = rows[(day >= begin) & (day <= end)]
        return float(
            (year.groupby("patient_id")["element"].nunique() == 6).sum() / register
        )

    before, after = (
        uptake("2023-11-01", "2024-10-31"),
        uptake("2025-11-01", "2026-10-31"),
    )
    assert 0.25 < before < 0.6
    assert before + 0.03 < after < 0.8


def test_hubs_and_homes_come_with_the_service() -> None:
    rows = table("health_checks").dropna(subset=["place"])
    hub = rows[rows["place"].isin(["hub", "outreach"])]
    assert str(hub["done_on"].min()) >= "2024-11-01"
    assert {"practice", "hub", "home", "outreach"} == set(rows["place"])


def test_hospital_data_of_the_last_two_months_are_late() -> None:
    asked = DemoSettings(patients=PATIENTS, monthly_intake=10.0, late=False)
    complete = generate(asked).tables
    for name, column in (("admissions", "admitted_on"), ("attendances", "attended_on")):
        counts = [
            pd.to_datetime(rows[column]).dt.to_period("M").value_counts()
            for rows in (table(name), complete[name].to_pandas())
        ]
        share = counts[0] / counts[1]
        assert (share.drop([pd.Period("2026-09"), pd.Period("2026-10")]) == 1).all()
        assert share[pd.Period("2026-09")] == pytest.approx(0.85, abs=0.06)
        assert share[pd.Period("2026-10")] == pytest.approx(0.60, abs=0.08)


def test_wellbeing_is_scored_twice_by_some_and_better_the_second_time() -> None:
    rows = table("measures").sort_values("scored_on")
    pam = rows[rows["measure"] == "pam"].groupby("patient_id")["score"]
    asked, again = pam.size(), pam.nth([0, 1])
    assert 0.2 < (asked > 1).mean() < 0.7
    paired = pam.agg(["first", "last"])[asked > 1]
    assert (paired["last"] - paired["first"]).mean() > 2
    assert again.between(0, 100).all()


def test_transfers_and_continuous_spells_touch_the_one_before() -> None:
    rows = table("admissions").sort_values(["patient_id", "admitted_on"])
    earlier = rows.groupby("patient_id")["discharged_on"].shift()
    touching = rows[earlier == rows["admitted_on"]]
    assert (rows["method"] == "2B").sum() > 10
    assert (touching["method"] == "2B").any()
    assert (touching["method"] == "21").any()
    assert len(touching) / len(rows) < 0.05


def test_ambulatory_sensitive_follows_the_diagnosis() -> None:
    rows = emergencies()
    flags = rows.groupby("primary_diagnosis")["ambulatory_sensitive"].nunique()
    assert (flags == 1).all()
    assert 0.15 < rows["ambulatory_sensitive"].mean() < 0.35


def test_appointments_keep_working_hours() -> None:
    day = pd.to_datetime(table("appointments")["appointment_on"])
    practice = table("appointments")["staff_type"] != "care_coordinator"
    weekend = day[practice].dt.day_of_week >= 5
    assert weekend.mean() < 0.01
    assert 4.5 < practice.sum() / PATIENTS / YEARS < 7.5


def test_about_one_in_a_hundred_has_opted_out() -> None:
    assert table("patients")["opted_out"].mean() == pytest.approx(0.01, abs=0.004)


def test_deaths_are_of_a_plausible_rate() -> None:
    yearly = table("patients")["deceased_on"].notna().sum() / PATIENTS / YEARS
    assert 0.005 < yearly < 0.013


def test_reading_a_table_twice_gives_the_same_rows() -> None:
    again = generate(DemoSettings(patients=PATIENTS, monthly_intake=10.0)).tables
    for name in NAMES:
        assert again[name].equals(tables()[name]), name


def test_the_small_practice_is_noisier() -> None:
    people, rows = table("patients"), emergencies()
    month = pd.to_datetime(rows["admitted_on"]).dt.to_period("M")
    counts = rows.groupby([rows["practice_code"], month]).size().unstack(fill_value=0)
    rates = counts.div(people["practice_code"].value_counts(), axis=0)
    noise = rates.std(axis=1) / rates.mean(axis=1)
    largest = people["practice_code"].value_counts().index[0]
    smallest = people["practice_code"].value_counts().index[-1]
    assert noise[smallest] > 1.2 * noise[largest]
    assert np.isfinite(noise).all()
