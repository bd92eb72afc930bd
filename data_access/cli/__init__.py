"""The command line: parsing apart from doing."""
