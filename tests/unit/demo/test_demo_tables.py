"""Every table of the contract is filled, and holds only what the contract allows."""

import functools
from datetime import date

import pandas as pd
import pytest

from data_access.demo import DemoPcn, DemoSettings, generate, simulate
from data_access.demo.arrow_schema import NAMES
from data_access.demo.places import pcns
from data_access.errors import CareImpactError
from data_access.ingest.extract.tables import TABLES

SMALL = DemoSettings(patients=4_000)


@functools.cache
def small() -> DemoPcn:
    return generate(SMALL)


def frame(name: str) -> pd.DataFrame:
    return small().tables[name].to_pandas()


# As the contract is published to those who export, written out again here.
CONTRACT = """
practices: practice_code practice_name pcn_code pcn_name sub_icb_code icb_code icb_name
  list_size neighbourhood
patients: patient_id practice_code birth_year sex registered_from registered_to
  deceased_on imd_decile ethnicity efi housebound carer care_home opted_out
cohorts: patient_id cohort from_date to_date
coordinators: coordinator_id pcn_code wte started_on left_on base_practice_code
  annual_cost_gbp
arrs_claims: pcn_code month role wte claimed_gbp actual_cost_gbp
referrals: referral_id patient_id direction received_on source destination decision
  first_contact_on closed_on outcome
caseload: episode_id patient_id opened_on closed_on coordinator_id route reason
  complexity close_reason
contacts: contact_id episode_id patient_id contact_on mode attended minutes activity
health_checks: patient_id check element done_on place declined
care_plans: patient_id agreed_on reviewed_on declined
measures: patient_id measure scored_on score
admissions: patient_id admitted_on discharged_on method ambulatory_sensitive
  primary_diagnosis cost_gbp
attendances: patient_id attended_on department_type conveyed
appointments: patient_id appointment_on staff_type mode status
"""


def test_all_tables_and_columns_of_the_contract_are_there() -> None:
    lines = CONTRACT.replace("\n  ", " ").strip().splitlines()
    expected = {
        name: columns.split() for name, columns in (x.split(":") for x in lines)
    }
    made = {name: table.column_names for name, table in small().tables.items()}
    assert made == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_filled_and_required_ones_wholly(name: str) -> None:
    table = small().tables[name]
    required = {c.name for c in TABLES[name].columns if c.required}
    for column in table.column_names:
        empty = table[column].null_count
        # The demo's practices form no neighbourhood, and its contacts have episodes.
        may_be_empty = (name, column) in {
            ("practices", "neighbourhood"),
            ("contacts", "patient_id"),
        }
        assert empty < table.num_rows or may_be_empty, column
        assert column not in required or empty == 0, column


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_on_the_lists_and_keys_are_unique(name: str) -> None:
    rows = frame(name)
    for column in TABLES[name].columns:
        if column.codes:
            assert set(rows[column.name].dropna()) <= set(column.codes), column.name
    if TABLES[name].key:
        assert not rows.duplicated(list(TABLES[name].key)).any()


@pytest.mark.parametrize("name", NAMES)
def test_dates_lie_in_the_extract_and_in_order(name: str) -> None:
    rows = frame(name)
    for opening, closing in TABLES[name].closings:
        both = rows.dropna(subset=[opening, closing])
        assert (both[opening] <= both[closing]).all()
    for column in TABLES[name].dates:
        if column in rows:
            assert rows[column].dropna().max() <= SMALL.end


def test_events_fall_while_people_are_registered_and_alive() -> None:
    people = frame("patients").set_index("patient_id")
    last = people[["registered_to", "deceased_on"]].fillna(SMALL.end).min(axis=1)
    for name, table in TABLES.items():
        if table.in_registration and table.has_person:
            rows = frame(name)
            who, when = rows["patient_id"], rows[table.date]
            assert (when.to_numpy() >= people["registered_from"][who].to_numpy()).all()
            assert (when.to_numpy() <= last[who].to_numpy()).all()


def test_practices_differ_in_size_and_the_list_is_the_size_asked_for() -> None:
    sizes = frame("practices")["list_size"]
    assert len(sizes) == 4
    assert sizes.max() > 3 * sizes.min()
    assert sizes.sum() == pytest.approx(SMALL.patients, rel=0.05)


def test_names_say_that_they_are_synthetic() -> None:
    practices = frame("practices")
    for column in ("practice_name", "pcn_name", "icb_name"):
        assert practices[column].str.startswith("Synthetic ").all()
    # No English practice or PCN code began with X in July 2026.
    assert practices["practice_code"].str.fullmatch(r"X\d{5}").all()
    assert practices["pcn_code"].str.fullmatch(r"X\d{5}").all()


def test_the_first_caseload_comes_after_a_year_of_history() -> None:
    opened = frame("caseload")["opened_on"]
    assert opened.min() >= date(2024, 11, 1)
    assert pd.to_datetime(opened).dt.to_period("M").nunique() == 24


def test_contacts_lie_within_their_episode() -> None:
    met = frame("contacts").merge(frame("caseload"), on="episode_id")
    assert (met["contact_on"] >= met["opened_on"]).all()
    assert (met["contact_on"] <= met["closed_on"].fillna(SMALL.end)).all()


def test_an_episode_belongs_to_a_coordinator_who_was_in_post() -> None:
    held = frame("caseload").merge(frame("coordinators"), on="coordinator_id")
    assert len(held) == len(frame("caseload"))
    assert (held["opened_on"] >= held["started_on"]).all()
    assert (held["opened_on"] <= held["left_on"].fillna(SMALL.end)).all()
    assert frame("coordinators")["left_on"].notna().sum() == 1


def test_referrals_go_both_ways_and_some_wait() -> None:
    rows = frame("referrals")
    inward = rows[rows["direction"] == "in"]
    accepted = inward[inward["decision"] == "accepted"]
    assert {"in", "out"} == set(rows["direction"])
    assert accepted["first_contact_on"].isna().any()
    assert (inward["destination"] == "care_coordinator").all()
    assert set(rows["decision"]) == {
        "accepted", "declined_by_patient", "not_appropriate", "pending",
    }  # fmt: skip


def test_the_light_form_is_the_whole_form_with_fewer_tables() -> None:
    light = simulate(SMALL)
    for name, table in light.tables.items():
        assert table.equals(small().tables[name]), name
    assert set(light.tables) == {
        "practices", "patients", "cohorts", "coordinators", "caseload", "admissions",
        "attendances",
    }  # fmt: skip
    pd.testing.assert_frame_equal(light.truth.people, small().truth.people)


def test_an_icb_has_pcns_of_different_size_and_effect() -> None:
    places = pcns(DemoSettings(pcns=12))
    assert len({place.code for place in places}) == 12
    assert len({one.code for place in places for one in place.practices}) > 40
    assert sum(place.patients for place in places) == pytest.approx(12 * 54_500, abs=12)
    effects = [place.rate_ratio for place in places]
    assert effects[0] == 0.85
    assert 1.0 in effects
    assert min(effects) < 0.8
    assert max(effects) > 1.1


@pytest.mark.parametrize(
    "wrong",
    [
        {"patients": 999},
        {"months": 14},
        {"rate_ratio": 0.0},
        {"pcns": 0},
        {"pcns": 100},
        {"monthly_intake": 0.0},
        {"hidden_risk_selection": -0.1},
        {"emergency_use": 0.0},
        {"seed": -1},
    ],
)
def test_settings_that_cannot_be_are_refused_by_name(wrong: dict[str, float]) -> None:
    with pytest.raises(CareImpactError, match=next(iter(wrong))):
        DemoSettings(**wrong)  # type: ignore[arg-type]  # one field at a time
