"""The health checks that can be chosen, and the parts that make one complete."""

# In the order they are offered: the indicator that counts each.
CHECKS = (
    "smi_check",
    "ld_check",
    "dementia_review",
    "diabetes_processes",
    "diabetes_foot",
    "cancer_review",
    "nhs_health_check",
)

# A check that has parts is complete when each is recorded; each is an indicator too.
PARTS = {
    "smi_check": (
        "smi_alcohol",
        "smi_blood_glucose",
        "smi_lipids",
        "smi_blood_pressure",
        "smi_bmi",
        "smi_smoking",
    ),
    "ld_check": ("ld_health_check", "ld_action_plan", "ld_ethnicity"),
}
