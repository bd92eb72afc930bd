"""One published source a file."""
