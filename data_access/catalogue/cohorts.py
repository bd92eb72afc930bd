"""Cohorts by the names people use for them."""

from data_access.selection import ALL

COHORT_NAMES = {
    "smi": "Severe mental illness",
    "learning_disability": "Learning disability",
    "dementia": "Dementia",
    "frailty_moderate": "Moderate frailty",
    "frailty_severe": "Severe frailty",
    "long_term_conditions": "Long-term conditions",
    "diabetes": "Diabetes",
    "cancer": "Cancer",
    "housebound": "Housebound",
    "palliative": "Palliative care",
    "carer": "Carers",
}


def cohort_name(cohort: str) -> str:
    """Name a cohort as a reader would; a local one keeps the name it came with."""
    if cohort == ALL:
        return "Everyone registered"
    return COHORT_NAMES.get(cohort, cohort.replace("_", " ").capitalize())
