"""Questions about England."""
