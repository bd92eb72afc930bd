"""Marts of the matched estimate."""
