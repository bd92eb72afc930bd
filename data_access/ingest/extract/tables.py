"""The contract: every table, column, list and rule of a local extract, as data.

Nothing here computes. Reading, validation, the lake and the data dictionary all use
these records, so that a column is described once.
"""

from collections.abc import Mapping

from data_access.ingest.extract import codes
from data_access.ingest.extract.contract import FieldSpec, FileSpec
from data_access.ingest.extract.kinds_of_columns import (
    PERSON,
    day,
    group,
    last_day,
    money,
    organisation,
)

PRACTICES = FileSpec(
    "practices",
    "One row per practice of the network",
    (
        organisation("practice_code", "ODS code of the practice", required=True),
        FieldSpec("practice_name", "text", "Name of the practice", True),
        organisation("pcn_code", "ODS code of the primary care network", required=True),
        FieldSpec("pcn_name", "text", "Name of the primary care network", True),
        organisation("sub_icb_code", "Code of the sub-ICB location"),
        organisation("icb_code", "Code of the integrated care board"),
        FieldSpec("icb_name", "text", "Name of the integrated care board"),
        FieldSpec("list_size", "integer", "Registered patients", low=0, high=500_000),
        FieldSpec("neighbourhood", "text", "Name of the neighbourhood it belongs to"),
    ),
    key=("practice_code",),
    required=True,
)

PATIENTS = FileSpec(
    "patients",
    "One row per person registered, now or earlier",
    (
        PERSON,
        organisation("practice_code", "Practice of registration", required=True),
        FieldSpec(
            "date_of_birth",
            "date",
            "Date of birth, reduced to its month before storage",
            or_else="birth_year",
        ),
        FieldSpec(
            "birth_year",
            "integer",
            "Year of birth, if the date is not given",
            or_else="date_of_birth",
        ),
        FieldSpec(
            "birth_month",
            "integer",
            "Month of birth, 1 to 12, if the date is not given",
            low=1,
            high=12,
        ),
        FieldSpec("sex", "code", "Sex", True, codes.SEX),
        day("registered_from", "First day registered", required=True),
        last_day(
            "registered_to",
            "Day of leaving: events on it count; not registered at its end",
            "still registered",
        ),
        FieldSpec("deceased_on", "date", "Date of death", empty_says="alive"),
        FieldSpec(
            "imd_decile", "integer", "Deprivation, 1 most to 10 least", low=1, high=10
        ),
        FieldSpec("ethnicity", "code", "ONS ethnic group", codes=codes.ETHNICITY),
        FieldSpec("efi", "number", "Electronic frailty index", low=0, high=1),
        FieldSpec("housebound", "flag", "Cannot leave home"),
        FieldSpec("carer", "flag", "Is an unpaid carer"),
        FieldSpec("care_home", "flag", "Lives in a care home"),
        FieldSpec(
            "opted_out",
            "flag",
            "Must not be used: dropped before storage",
            empty_says="may be used",
        ),
    ),
    key=("patient_id",),
    required=True,
    closings=(("registered_from", "registered_to"),),
    references=(("practice_code", "practices"),),
)

COHORTS = FileSpec(
    "cohorts",
    "One row per person and cohort, with the dates of membership",
    (
        PERSON,
        group("cohort", "Group of people", required=True),
        day("from_date", "First day in the cohort", required=True),
        last_day(
            "to_date",
            "Day of leaving the cohort: not in it at the end of the day",
            "still in the cohort",
        ),
    ),
    key=("patient_id", "cohort", "from_date"),
    closings=(("from_date", "to_date"),),
    references=(("patient_id", "patients"),),
)

COORDINATORS = FileSpec(
    "coordinators",
    "One row per post of care coordinator",
    (
        FieldSpec("coordinator_id", "text", "Local identifier of the post", True),
        organisation("pcn_code", "Network that employs the post", required=True),
        FieldSpec("wte", "number", "Whole-time equivalent", True, low=0, high=2),
        day("started_on", "First day in post", required=True),
        last_day("left_on", "Last day in post", "still in post"),
        organisation("base_practice_code", "Practice where the post is based"),
        money("annual_cost_gbp", "Cost of the post in a year, in pounds"),
    ),
    key=("coordinator_id",),
    closings=(("started_on", "left_on"),),
    references=(("base_practice_code", "practices"),),
)

ARRS_CLAIMS = FileSpec(
    "arrs_claims",
    "One row per network, month and role claimed for reimbursement",
    (
        organisation("pcn_code", "Network that claims", required=True),
        day("month", "First day of the month", required=True),
        FieldSpec("role", "text", "Role claimed for", True),
        FieldSpec("wte", "number", "Whole-time equivalent", True, low=0, high=1_000),
        FieldSpec(
            "claimed_gbp",
            "number",
            "Sum claimed; negative when an earlier claim is taken back",
            True,
            low=-10_000_000,
            high=10_000_000,
        ),
        FieldSpec(
            "actual_cost_gbp",
            "number",
            "What the role cost; negative for a correction",
            low=-10_000_000,
            high=10_000_000,
        ),
    ),
    key=("pcn_code", "month", "role"),
)

REFERRALS = FileSpec(
    "referrals",
    "One row per referral into or out of care coordination",
    (
        FieldSpec("referral_id", "record", "Local identifier of the referral", True),
        PERSON,
        FieldSpec(
            "direction", "code", "To the service, or from it", True, ("in", "out")
        ),
        day("received_on", "Day received or sent", required=True),
        FieldSpec("source", "code", "Who referred", True, codes.SOURCE),
        FieldSpec("destination", "code", "Referred to", True, codes.DESTINATION),
        FieldSpec("decision", "code", "Answer to the referral", codes=codes.DECISION),
        last_day("first_contact_on", "Day of the first contact", "still waiting"),
        last_day("closed_on", "Day closed", "still open"),
        FieldSpec("outcome", "code", "How it ended", codes=codes.OUTCOME),
    ),
    key=("referral_id",),
    closings=(("received_on", "first_contact_on"), ("received_on", "closed_on")),
    references=(("patient_id", "patients"),),
)

CASELOAD = FileSpec(
    "caseload",
    "One row per episode of care coordination",
    (
        FieldSpec("episode_id", "record", "Local identifier of the episode", True),
        PERSON,
        day("opened_on", "Day the episode opened", required=True),
        last_day("closed_on", "Day the episode closed", "still open"),
        FieldSpec("coordinator_id", "text", "Post responsible for the episode"),
        FieldSpec("route", "code", "Who referred", codes=codes.SOURCE),
        group("reason", "Cohort worked on"),
        FieldSpec("complexity", "integer", "1 simple to 3 complex", low=1, high=3),
        FieldSpec("close_reason", "text", "Why the episode closed"),
    ),
    key=("episode_id",),
    closings=(("opened_on", "closed_on"),),
    references=(("patient_id", "patients"),),
)

CONTACTS = FileSpec(
    "contacts",
    "One row per contact within an episode",
    (
        FieldSpec("contact_id", "record", "Local identifier of the contact", True),
        FieldSpec(
            "episode_id",
            "record",
            "Episode the contact belongs to",
            or_else="patient_id",
        ),
        FieldSpec(
            "patient_id",
            "person",
            "Any local identifier of the person, where no episode is given: the "
            "contact is of the person's episode that covers the day",
            or_else="episode_id",
        ),
        day("contact_on", "Day of the contact", required=True),
        FieldSpec("mode", "code", "How the contact took place", True, codes.MODE),
        FieldSpec("attended", "code", "Whether it took place", codes=codes.ATTENDED),
        FieldSpec("minutes", "integer", "Length in minutes", low=0, high=1_440),
        FieldSpec("activity", "code", "What was done", codes=codes.ACTIVITY),
    ),
    key=("contact_id",),
    merge="by_span",
    date="contact_on",
    in_registration=True,
    references=(("episode_id", "caseload"),),
)

HEALTH_CHECKS = FileSpec(
    "health_checks",
    "One row per element of a health check, done or declined",
    (
        PERSON,
        FieldSpec("check", "code", "Which check", True, codes.CHECK),
        FieldSpec("element", "code", "Part of the check", True),
        day("done_on", "Day done", required=True),
        FieldSpec("place", "code", "Where", codes=codes.PLACE),
        FieldSpec("declined", "flag", "The person declined", empty_says="not declined"),
    ),
    key=("patient_id", "check", "element", "done_on"),
    merge="by_span",
    date="done_on",
    in_registration=True,
    references=(("patient_id", "patients"),),
    conditional_on="check",
    conditional_codes={"element": codes.ELEMENT},
)

CARE_PLANS = FileSpec(
    "care_plans",
    "One row per personalised care and support plan",
    (
        PERSON,
        day("agreed_on", "Day agreed or declined", required=True),
        day("reviewed_on", "Day last reviewed"),
        FieldSpec("declined", "flag", "The person declined", empty_says="not declined"),
    ),
    key=("patient_id", "agreed_on"),
    date="agreed_on",
    closings=(("agreed_on", "reviewed_on"),),
    in_registration=True,
    references=(("patient_id", "patients"),),
)

MEASURES = FileSpec(
    "measures",
    "One row per score the person gave",
    (
        PERSON,
        FieldSpec("measure", "code", "Which score", True, codes.MEASURE),
        day("scored_on", "Day scored", required=True),
        FieldSpec("score", "number", "Score", True),
    ),
    key=("patient_id", "measure", "scored_on"),
    merge="by_span",
    date="scored_on",
    in_registration=True,
    references=(("patient_id", "patients"),),
    conditional_on="measure",
    conditional_ranges={"score": codes.SCORE_RANGE},
)

ADMISSIONS = FileSpec(
    "admissions",
    "One row per hospital spell",
    (
        PERSON,
        day("admitted_on", "Day admitted", required=True),
        day("discharged_on", "Day discharged"),
        FieldSpec(
            "method",
            "code",
            "Admission method, as in HES",
            True,
            codes.ADMISSION_METHOD,
        ),
        FieldSpec(
            "ambulatory_sensitive",
            "flag",
            "Could be avoided by ambulatory care; without it, main diagnoses on the "
            "list in `data_access/catalogue/ambulatory_care.toml` are",
        ),
        FieldSpec(
            "primary_diagnosis",
            "text",
            "Main diagnosis, ICD-10",
            pattern=r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z*+-]{1,3})?",
            expected="an ICD-10 code such as J18.9",
        ),
        money("cost_gbp", "Cost of the spell, in pounds"),
    ),
    required=True,
    merge="by_span",
    date="admitted_on",
    of_hospitals=True,
    closings=(("admitted_on", "discharged_on"),),
    in_registration=True,
    references=(("patient_id", "patients"),),
)

ATTENDANCES = FileSpec(
    "attendances",
    "One row per attendance at accident and emergency",
    (
        PERSON,
        day("attended_on", "Day attended", required=True),
        FieldSpec(
            "department_type", "code", "1 to 4, as in HES", codes=codes.DEPARTMENT
        ),
        FieldSpec("conveyed", "flag", "Brought by ambulance"),
    ),
    merge="by_span",
    date="attended_on",
    of_hospitals=True,
    in_registration=True,
    identical_rows="each",
    references=(("patient_id", "patients"),),
)

APPOINTMENTS = FileSpec(
    "appointments",
    "One row per appointment in general practice",
    (
        PERSON,
        day("appointment_on", "Day of the appointment", required=True),
        FieldSpec(
            "staff_type", "code", "Staff group of the appointment", True, codes.STAFF
        ),
        FieldSpec("mode", "text", "How it took place"),
        FieldSpec("status", "code", "Whether it took place", codes=codes.ATTENDED),
    ),
    merge="by_span",
    date="appointment_on",
    in_registration=True,
    identical_rows="each",
    references=(("patient_id", "patients"),),
)

TABLES: Mapping[str, FileSpec] = {
    table.name: table
    for table in (
        PRACTICES,
        PATIENTS,
        COHORTS,
        COORDINATORS,
        ARRS_CLAIMS,
        REFERRALS,
        CASELOAD,
        CONTACTS,
        HEALTH_CHECKS,
        CARE_PLANS,
        MEASURES,
        ADMISSIONS,
        ATTENDANCES,
        APPOINTMENTS,
    )
}
"""Every table, each after the tables it refers to."""
