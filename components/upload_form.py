"""The form to upload files and follow a load; assets/upload.js sends the files."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import dcc, html

from data_access.answers.core import Option
from data_access.words.numbers import number_text

NO_PROFILE = "none"  # dbc.Select shows "" as blank
_POLL_MILLISECONDS = 700


def loading(profiles: Sequence[Option], limit_mb: int, store: str) -> html.Div:
    """Lay out the form, the step of the load and its buttons, all with fixed ids.

    ``data-batch`` names the uploaded files, ``data-step`` contains the current step,
    ``data-poll`` asks for the next one, and ``data-loaded`` has the new version. What
    is chosen is remembered for each ``store``.
    """
    return html.Div(
        [
            dcc.Store(id="data-batch", storage_type="session"),
            dcc.Store(id="data-loaded"),
            dcc.Interval(id="data-poll", interval=_POLL_MILLISECONDS, disabled=True),
            _form(profiles, limit_mb, store),
            html.Div(id="data-step"),
            html.Div(
                [_button("data-load", "Load"), _button("data-again", "Start again")],
                className="load-actions",
            ),
        ],
        className="load-parts",
    )


def _form(profiles: Sequence[Option], limit_mb: int, store: str) -> html.Div:
    """Ask for files, their layout, and whether a month may shrink.

    Callbacks read ``data-profile`` and ``data-fewer``; upload.js writes ``data-sent``,
    ``data-said`` and ``data-problem``.
    """
    return html.Div(
        [
            html.Div(
                [
                    html.Label(
                        "Drop your exports here, or choose them",
                        htmlFor="data-files",  # upload.js makes it: Dash has none
                        className="drop-label",
                    ),
                    html.P(
                        "CSV or other text, Excel, OpenDocument, HTML or Parquet, "
                        "or zips of these, with any names, up to "
                        f"{number_text(limit_mb)} MB each. They are stored on "
                        "the machine that runs Care Impact, checked, and deleted when "
                        "they are loaded or after an hour.",
                        className="drop-hint",
                    ),
                ],
                id="data-drop",
                className="drop-area",
                **{"data-limit": str(limit_mb)},
            ),
            html.Div(
                [_profile(profiles, store), _fewer(store)], className="drop-options"
            ),
            html.Progress(
                id="data-sent", max="100", hidden=True, **{"aria-label": "Files sent"}
            ),
            html.P(id="data-said", role="status", className="drop-said"),
            html.P(id="data-problem", role="alert", className="drop-problem"),
        ],
        className="panel",
    )


def _button(id_: str, label: str) -> html.Button:
    return html.Button(label, id=id_, type="button", hidden=True)


def _profile(profiles: Sequence[Option], store: str) -> html.Label:
    return html.Label(
        [
            html.Span("Import profile", className="filter-label"),
            dbc.Select(
                id="data-profile",
                options=[
                    {"value": NO_PROFILE, "label": "None: as they look, or as kept"},
                    *(
                        {"value": profile.value, "label": profile.label}
                        for profile in profiles
                    ),
                ],
                value=NO_PROFILE,
                persistence=store,
                persistence_type="session",
            ),
        ],
        className="filter",
    )


def _fewer(store: str) -> dbc.Checkbox:
    return dbc.Checkbox(
        id="data-fewer",
        label="Allow a month to lose most of its rows (only if the check asks for it)",
        value=False,
        persistence=store,
        persistence_type="session",
    )
