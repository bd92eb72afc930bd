"""One route a file."""
