"""What is done in a contact, as readers name it."""

ACTIVITIES = {
    "care_plan": "Care planning",
    "health_check": "Health check",
    "navigation": "Finding the way to services",
    "appointment_support": "Appointment support",
    "shared_decision": "Shared decisions",
    "self_management": "Self-management",
    "benefits": "Benefits",
    "employment": "Employment",
    "personal_health_budget": "Personal health budget",
    "wellbeing": "Well-being",
    "other": "Other",
    "unknown": "Activity not recorded",
}
