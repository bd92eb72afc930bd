"""Questions about equity."""
