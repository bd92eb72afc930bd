"""The list of how files are read, as it was kept: to see, rename, download or delete.

assets/readings.js sends what a reader does with it.
"""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html

from data_access.answers.readings import KeptReading
from data_access.words.names import as_words
from data_access.words.numbers import counted


def kept_list(kept: Sequence[KeptReading]) -> html.Div:
    """Lay out the kept profiles."""
    intro = (
        "Files with the columns of one of these are read as it says, whatever their "
        "name is."
        if kept
        else "None yet. Load files and keep how they are read, or add a profile from "
        "another PCN."
    )
    return html.Div(
        [
            html.P(intro, className="drop-hint"),
            *(_one(profile) for profile in kept),
            html.Div(
                html.Button("Add a downloaded profile", id="kept-add", type="button"),
                className="load-actions",
            ),
            html.P(id="kept-said", role="status", className="drop-said"),
        ],
        id="kept-readings",
    )


def _one(profile: KeptReading) -> html.Details:
    return html.Details(
        [
            html.Summary(
                f"{profile.title} ({counted(len(profile.columns), 'column')})"
            ),
            html.P(profile.source),
            html.Ul(
                [
                    html.Li(f"{column} is {as_words(field).lower()} of {table}")
                    for table, field, column in profile.columns
                ]
            ),
            html.Label(
                [
                    html.Span("Name", className="filter-label"),
                    dbc.Input(
                        id=f"kept-title-{profile.name}",
                        value=profile.title,
                        maxLength=100,
                    ),
                ],
                className="filter",
            ),
            html.Div(
                [
                    html.Button(
                        word,
                        type="button",
                        **{
                            "data-kept": profile.name,
                            "data-do": do,
                            "aria-label": f"{word} {profile.title}",
                        },
                    )
                    for word, do in (("Rename", "rename"), ("Delete", "delete"))
                ]
                + [
                    html.A(
                        "Download (TOML)",
                        href=f"/data/profiles/{profile.name}.toml",
                        download=f"{profile.name}.toml",
                    )
                ],
                className="load-actions",
            ),
        ],
        className="reading",
    )
