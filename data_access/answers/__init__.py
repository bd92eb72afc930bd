"""Typed answers, one module a subject; every one has passed disclosure."""
