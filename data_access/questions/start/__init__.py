"""Questions about where to begin."""
