"""Numbers, dates and findings in words, the same everywhere."""
