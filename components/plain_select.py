"""A plain select: a page may have hundreds, and Dash wakes each of its own."""

from collections.abc import Sequence

from dash import html

from data_access.answers.core import Option


def plain_select(
    options: Sequence[Option], value: str, **attributes: str
) -> html.Select:
    """Return a select on which ``value`` is chosen; a script reads it."""
    return html.Select(
        [
            html.Option(one.label, value=one.value, selected=one.value == value)
            for one in options
        ],
        className="form-select",
        **attributes,
    )
