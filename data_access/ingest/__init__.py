"""How files become a version of the lake."""
