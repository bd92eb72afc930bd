"""Checks and their steps by the names people use for them."""

CHECK_NAMES = {
    "smi": "SMI physical health check",
    "learning_disability": "Learning disability check",
    "dementia_review": "Dementia care plan review",
    "diabetes_care_processes": "Diabetes care processes",
    "diabetes_foot": "Diabetes foot check",
    "cancer_review": "Cancer care review",
    "care_plan": "Personalised care plan",
}

_STEP_NAMES = {
    "smi:alcohol": "SMI: alcohol",
    "smi:blood_glucose": "SMI: blood glucose",
    "smi:lipids": "SMI: lipids",
    "smi:blood_pressure": "SMI: blood pressure",
    "smi:bmi": "SMI: BMI",
    "smi:smoking": "SMI: smoking",
    "learning_disability:check": "LD: health check",
    "learning_disability:action_plan": "LD: action plan",
    "learning_disability:ethnicity": "LD: record ethnicity",
}


def step_name(step: str) -> str:
    """Return the name of a step check:element; a check of one step has its own name."""
    check = step.partition(":")[0]
    return _STEP_NAMES.get(step) or CHECK_NAMES.get(check, check.replace("_", " "))
