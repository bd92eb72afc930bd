"""Which tables are in a file, whatever its form and whatever stands around them."""
