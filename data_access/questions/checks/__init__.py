"""Questions about health checks."""
