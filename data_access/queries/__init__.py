"""SQLAlchemy Core over the marts; exact numbers."""
