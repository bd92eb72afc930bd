"""Questions about the caseload."""
