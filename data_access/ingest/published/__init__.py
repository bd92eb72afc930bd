"""Published files: fetched, recognised, read."""
