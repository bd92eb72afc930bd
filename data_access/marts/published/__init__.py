"""Marts of published data."""
