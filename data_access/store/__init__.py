"""Where data is kept: the lake, the evidence store, the pseudonym keys."""
