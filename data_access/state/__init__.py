"""App state: small, transactional, migrated."""
