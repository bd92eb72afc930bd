"""Writing stories: warnings about words that might identify a person."""
