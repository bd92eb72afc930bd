"""Questions about the quality of the data."""
