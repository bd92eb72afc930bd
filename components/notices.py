"""Notices in place of a number: one sentence and a link."""

from collections.abc import Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from data_access.answers.core import Mark
from data_access.words.numbers import month_text
from data_access.words.sentences import listed


def notice(
    kind: str,
    title: str,
    sentence: str,
    *,
    way_out: tuple[str, str] | Component | None = None,
) -> html.Div:
    """Show a titled sentence; ``way_out`` is a link's text and address, or a control.

    ``kind`` is one of the class names in components.css: ``empty``, ``provisional``,
    ``suppressed``, ``not-permitted``, ``out-of-date``, ``error``, ``synthetic``.
    """
    children: list[Component] = [
        html.Strong(title, className="notice-title"),
        html.Span(sentence),
    ]
    if isinstance(way_out, Component):
        children.append(way_out)
    elif way_out:
        text, href = way_out
        children.append(dcc.Link(text, href=href))
    return html.Div(children, className=f"notice notice-{kind}")


def empty(sentence: str, *, way_out: tuple[str, str] | None = None) -> html.Div:
    """Show that there is no data, and what would provide it."""
    return notice("empty", Mark.NO_DATA.value, sentence, way_out=way_out)


def incomplete(phrases: Sequence[str]) -> html.Div:
    """Show what the files lack from which a list of people is made."""
    return notice(
        "out-of-date",
        "Not all records are here",
        "What is listed as still to do may have been done, and some people may be "
        f"left out. {'; '.join(phrases)}.",
    )


def provisional(months: Sequence[date]) -> html.Div:
    """Show which months may still change."""
    named = listed([month_text(month) for month in months])
    return notice(
        "provisional",
        "Provisional",
        f"Late records may still change {named}. Charts shade these months and draw "
        "hollow points; no test for a change includes them.",
    )


def rounded() -> html.P:
    """Tell a reader of rounded counts that they are."""
    return html.P(
        "Numbers of people are to the nearest 5, and from 1 to 7 they are not shown.",
        className="rounding",
    )


def suppressed() -> html.Div:
    """Show why small numbers are hidden."""
    return notice(
        "suppressed",
        Mark.SUPPRESSED.value,
        "Counts from 1 to 7 are hidden and others rounded to the nearest 5, so that "
        "nobody can be recognised.",
        way_out=("How numbers are protected", "/methods/disclosure"),
    )


def not_permitted(sentence: str, *, way_out: tuple[str, str]) -> html.Div:
    """Show what this reader may not see, and where they may go."""
    return notice("not-permitted", "Not available to you", sentence, way_out=way_out)


def out_of_date(sentence: str, *, way_out: tuple[str, str] | None = None) -> html.Div:
    """Show how old the data are."""
    return notice("out-of-date", "Out of date", sentence, way_out=way_out)


def error(sentence: str, *, way_out: tuple[str, str] = ("This month", "/")) -> html.Div:
    """Show an error in one sentence, which a screen reader announces at once."""
    alert = notice("error", "This cannot be shown", sentence, way_out=way_out)
    alert.role = "alert"
    return alert
