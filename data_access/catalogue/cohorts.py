"""Cohorts by the names people use for them."""

from data_access.selection import ALL
from data_access.words.names import as_words

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
    """Return a cohort's name for readers; a local one keeps its own name."""
    if cohort == ALL:
        return "Everyone registered"
    return COHORT_NAMES.get(cohort, as_words(cohort))
