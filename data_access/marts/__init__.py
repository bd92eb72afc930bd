"""One mart a file, written once in Ibis for any engine."""
