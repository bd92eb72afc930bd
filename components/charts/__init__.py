"""Pure figures: an answer in, a plain dict out."""
