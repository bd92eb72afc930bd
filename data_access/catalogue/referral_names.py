"""Routes and outcomes of referrals by the names people use for them."""

from data_access.words.names import as_words

NAMES = {
    "gp": "GP",
    "nurse": "Practice nurse",
    "receptionist": "Receptionist",
    "link_worker": "Link worker",
    "health_coach": "Health coach",
    "proactive_search": "Proactive search",
    "mdt": "MDT meeting",
    "hospital": "Hospital",
    "community": "Community services",
    "self": "Self-referral",
    "other": "Other",
    "care_coordinator": "Care coordinators",
    "district_nursing": "District nursing",
    "social_services": "Social services",
    "mental_health": "Mental health",
    "voluntary_sector": "Voluntary sector",
    "benefits_advice": "Benefits advice",
    "employment_support": "Employment support",
    "self_management_course": "Self-management course",
    "personal_health_budget": "Personal health budget",
    "secondary_care": "Secondary care",
}

# How referrals on ended, in few enough groups to be read and not to be small.
OUTCOME_GROUPS = {
    "completed": "Completed",
    "did_not_engage": "Did not engage",
    "declined_by_patient": "Refused",
    "not_appropriate": "Refused",
    "open": "Still open",
    "pending": "Still open",
}
OTHER_ENDING = "Other ending"
OUTCOMES = ("Completed", "Still open", "Did not engage", "Refused", OTHER_ENDING)


def route_name(code: str) -> str:
    """Return the name of a source or destination for readers."""
    return NAMES.get(code, as_words(code))


def outcome_group(outcome: str) -> str:
    """Return the group that an outcome is shown in."""
    return OUTCOME_GROUPS.get(outcome, OTHER_ENDING)
