"""Prose that was written in Markdown."""

from dash import dcc


def prose(text: str) -> dcc.Markdown:
    """Show Markdown; raw HTML in it is text."""
    return dcc.Markdown(text, className="prose", link_target="_self")
