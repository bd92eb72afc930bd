"""What questions are made of: places, series, comparisons."""
