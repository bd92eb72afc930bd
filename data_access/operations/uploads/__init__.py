"""Loading from a browser: files are kept for a while, checked, and loaded."""
