"""Questions about admissions avoided."""
