"""What files do not say of themselves, asked of whoever loads them."""

from collections.abc import Mapping

import dash_bootstrap_components as dbc
from dash import html

from components.plain_select import plain_select
from data_access.answers.core import Option
from data_access.answers.readings import UploadReading


def reading_questions(
    reading: UploadReading,
    answers: Mapping[str, str | bool | None],
    *,
    asks_opt_outs: bool,
    asks_leavers: bool,
) -> html.Details | None:
    """Ask what the files do not say; no answer is an answer too, and is kept as such.

    ``answers`` are those given so far, by their names in UploadChoices. assets/
    readings.js sends them.
    """
    given = {name: str(value or "") for name, value in answers.items()}
    parts = [
        _list(given, asks_leavers=asks_leavers) if reading.asks_list else None,
        _field(
            "opt_outs_removed_by",
            "Who removed the people who opted out, before this list was exported?",
            given,
            "No column says who they are. A name or a role; it is kept with the load.",
        )
        if asks_opt_outs or given["opt_outs_removed_by"]
        else None,
        _cover(given) if reading.asks_cover else None,
    ]
    if not any(parts):
        return None
    return html.Details(
        [html.Summary("What the files do not say of themselves"), *parts],
        open=asks_opt_outs or asks_leavers,
        className="reading reading-questions",
    )


def _list(given: Mapping[str, str], *, asks_leavers: bool) -> html.Div:
    ask = asks_leavers or given["allow_leavers"] == "True"
    return html.Div(
        [
            _field(
                "whole_on",
                "The list of patients has everybody who was registered on",
                given,
                "Leave it empty if it may be a part. Whoever is loaded and not in a "
                "whole list has left on that day.",
                "date",
            ),
            _choice(
                "allow_leavers",
                "More than a tenth would have left. Is that right?",
                (Option("", "No, or I do not know"), Option("True", "Yes")),
                given,
            )
            if ask
            else None,
        ]
    )


def _cover(given: Mapping[str, str]) -> html.Div:
    return html.Div(
        [
            _field(
                name,
                label,
                given,
                "Of months outside, nothing is known, which is never zero. Leave both "
                "empty if you do not know."
                if name == "covers_last"
                else "",
                "month",
            )
            for name, label in (
                ("covers_first", "First month that the hospital's files cover"),
                ("covers_last", "Last month"),
            )
        ]
    )


def _field(
    name: str, label: str, given: Mapping[str, str], hint: str, kind: str = "text"
) -> html.Label:
    return html.Label(
        [
            html.Span(label, className="filter-label"),
            dbc.Input(
                id=f"readings-{name}", type=kind, value=given[name], maxLength=200
            ),
            html.Span(hint, className="drop-hint") if hint else None,
        ],
        className="filter",
    )


def _choice(
    name: str, label: str, options: tuple[Option, ...], given: Mapping[str, str]
) -> html.Label:
    return html.Label(
        [
            html.Span(label, className="filter-label"),
            plain_select(options, given[name], id=f"readings-{name}"),
        ],
        className="filter",
    )
