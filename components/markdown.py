"""Prose that was written in Markdown."""

from dash import dcc


def prose(text: str) -> dcc.Markdown:
    """Show Markdown as it stands; raw HTML in it is not run."""
    return dcc.Markdown(text, className="prose", link_target="_self")
