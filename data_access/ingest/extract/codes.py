"""Lists of accepted values. Each is closed unless its column says otherwise."""

from collections.abc import Mapping

SEX = ("male", "female", "other", "unknown")
ETHNICITY = ("white", "mixed", "asian", "black", "other", "unknown")

COHORT = (
    "smi",
    "learning_disability",
    "dementia",
    "frailty_moderate",
    "frailty_severe",
    "long_term_conditions",
    "diabetes",
    "cancer",
    "housebound",
    "palliative",
    "carer",
)

SOURCE = (
    "gp",
    "nurse",
    "receptionist",
    "link_worker",
    "health_coach",
    "proactive_search",
    "mdt",
    "hospital",
    "community",
    "self",
    "other",
)

DESTINATION = (
    "care_coordinator",
    "link_worker",
    "health_coach",
    "district_nursing",
    "social_services",
    "mental_health",
    "voluntary_sector",
    "benefits_advice",
    "employment_support",
    "self_management_course",
    "personal_health_budget",
    "secondary_care",
    "other",
)

DECISION = ("accepted", "declined_by_patient", "not_appropriate", "pending")
OUTCOME = ("completed", "did_not_engage", "escalated", "moved", "died", "other")

MODE = (
    "home_visit",
    "face_to_face",
    "telephone",
    "video",
    "group",
    "mdt",
    "admin",
)
ATTENDED = ("attended", "dna", "unknown")

ACTIVITY = (
    "care_plan",
    "health_check",
    "navigation",
    "appointment_support",
    "shared_decision",
    "self_management",
    "benefits",
    "employment",
    "personal_health_budget",
    "wellbeing",
    "other",
)

CHECK = (
    "smi",
    "learning_disability",
    "diabetes_care_processes",
    "diabetes_foot",
    "dementia_review",
    "cancer_review",
    "nhs_health_check",
)

ELEMENT: Mapping[str, tuple[str, ...]] = {
    "smi": (
        "alcohol",
        "blood_glucose",
        "lipids",
        "blood_pressure",
        "bmi",
        "smoking",
    ),
    "learning_disability": ("check", "action_plan", "ethnicity"),
}
"""Elements of the checks whose parts are fixed; the others may name any part."""

PLACE = ("practice", "hub", "home", "outreach")

SCORE_RANGE: Mapping[str, tuple[float, float]] = {
    "pam": (0, 100),
    "ons4_satisfaction": (0, 10),
    "ons4_worthwhile": (0, 10),
    "ons4_happiness": (0, 10),
    "ons4_anxiety": (0, 10),
}
MEASURE = tuple(SCORE_RANGE)

# NHS Data Dictionary, ADMISSION METHOD CODE (HOSPITAL PROVIDER SPELL), with the
# values HES adds for not applicable (98) and not known (99).
ADMISSION_METHOD = (
    *("11", "12", "13"),
    *("21", "22", "23", "24", "25", "28", "2A", "2B", "2C", "2D"),
    *("31", "32"),
    *("81", "82", "83", "84", "89"),
    *("98", "99"),
)

DEPARTMENT = ("1", "2", "3", "4")
STAFF = ("gp", "nurse", "care_coordinator", "other")
