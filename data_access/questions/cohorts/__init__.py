"""Questions about cohorts and worklists."""
