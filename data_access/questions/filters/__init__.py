"""Questions about what the filter bar offers."""
