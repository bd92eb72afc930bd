"""Questions about outcomes."""
