"""Small numbers: what may be shown, in one place."""
