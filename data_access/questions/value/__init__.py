"""Questions about value and cost."""
