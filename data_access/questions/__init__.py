"""The one door: one question a file."""
