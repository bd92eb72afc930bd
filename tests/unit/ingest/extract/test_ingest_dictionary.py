"""The contract is complete, and its dictionary is what it says."""

from pathlib import Path

from data_access.ingest.extract.dictionary import data_dictionary
from data_access.ingest.extract.tables import TABLES

PAGE = Path(__file__).parents[4] / "docs" / "data-dictionary.md"

# As agreed with those who make the extracts; * marks a required column.
CONTRACT = """
practices: practice_code* practice_name* pcn_code* pcn_name* sub_icb_code icb_code
 icb_name list_size neighbourhood
patients: patient_id* practice_code* birth_month birth_year date_of_birth sex*
 registered_from*
 registered_to deceased_on imd_decile ethnicity efi housebound carer care_home opted_out
cohorts: patient_id* cohort* from_date* to_date
coordinators: coordinator_id* pcn_code* wte* started_on* left_on base_practice_code
 annual_cost_gbp
arrs_claims: pcn_code* month* role* wte* claimed_gbp* actual_cost_gbp
referrals: referral_id* patient_id* direction* received_on* source* destination*
 decision first_contact_on closed_on outcome
caseload: episode_id* patient_id* opened_on* closed_on coordinator_id route reason
 complexity close_reason
contacts: contact_id* episode_id patient_id contact_on* mode* attended minutes activity
health_checks: patient_id* check* element* done_on* place declined
care_plans: patient_id* agreed_on* reviewed_on declined
measures: patient_id* measure* scored_on* score*
admissions: patient_id* admitted_on* discharged_on method* ambulatory_sensitive
 primary_diagnosis cost_gbp
attendances: patient_id* attended_on* department_type conveyed
appointments: patient_id* appointment_on* staff_type* mode status
"""


def test_the_contract_has_every_table_and_column() -> None:
    agreed = {}
    for line in CONTRACT.strip().replace("\n ", " ").splitlines():
        table, _, columns = line.partition(": ")
        agreed[table] = set(columns.split())
    held = {
        table.name: {c.name + "*" * c.required for c in table.columns}
        for table in TABLES.values()
    }
    assert held == agreed
    assert {t.name for t in TABLES.values() if t.required} == {
        "practices", "patients", "admissions",
    }  # fmt: skip


def test_every_table_comes_after_those_it_refers_to() -> None:
    order = list(TABLES)
    for table in TABLES.values():
        for _, other in table.references:
            assert order.index(other) < order.index(table.name)


def test_the_dictionary_page_is_made_from_the_contract() -> None:
    assert PAGE.read_text(encoding="utf-8") == data_dictionary(), (
        "docs/data-dictionary.md is out of date: run `care docs`"
    )
