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
