"""Data: load a month's exports, and see the quality of the loaded data."""

from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    dcc,
    html,
    no_update,
)

from data_access.figures import quality as figures
from pages._ask import region
from pages._load import Step, checked, confirmed, loading_form
from pages._page import CONTENT, Page, Region
from pages._profiles import kept_section
from pages._quality import finding, loads, needs, nothing_yet, places
from pages._uploads import uploaded_batch

BatchData = dict[str, Any] | None
_LOADED = (Input("data-loaded", "data"),)

PAGE = Page(
    "data",
    "/data",
    "Data",
    "",
    regions=(
        Region(
            CONTENT,
            (
                finding,
                figures.MISSING,
                figures.FRESHNESS,
                figures.COMPLETENESS,
                figures.CODES,
                needs,
                figures.JOINS,
                figures.ASIDE,
                loads,
            ),
            inputs=_LOADED,
        ),
        Region("hub", (figures.HUB_LD, figures.HUB_SMI), inputs=_LOADED),
    ),
    figures=figures.FIGURES,
)


def layout(**query: str) -> html.Div:
    """Lay out the loading form and the quality of the loaded data."""
    return html.Div(
        [
            html.H1("Data"),
            html.P(
                "Load a month's exports, and see how complete the data are. Nothing is "
                "stored until you have seen what would change.",
                className="lead",
            ),
            html.Section(
                [
                    html.H2("Load data", id="data-load-title"),
                    loading_form(),
                    html.P(
                        dcc.Link(
                            "What each table has, with a template to fill in",
                            href="/data/tables",
                        ),
                        className="drop-tables",
                    ),
                ],
                **{"aria-labelledby": "data-load-title"},
            ),
            kept_section(),
            html.Section(
                [
                    html.H2("Quality of the loaded data", id="data-quality-title"),
                    places(query),
                    region("data-content", until=nothing_yet()),
                    region("data-hub", "region"),
                ],
                **{"aria-labelledby": "data-quality-title"},
            ),
        ]
    )


clientside_callback(
    ClientsideFunction("upload", "ready"),
    Output("data-drop", "className"),
    Input("data-batch", "data"),
)


@callback(
    Output("data-step", "children"),
    Output("data-said", "children"),
    Output("data-poll", "disabled"),
    Output("data-load", "hidden"),
    Output("data-again", "hidden"),
    Output("data-loaded", "data"),
    Input("data-batch", "data"),
    Input("data-profile", "value"),
    Input("data-fewer", "value"),
    Input("data-load", "n_clicks"),
    Input("data-poll", "n_intervals"),
)
def advance(
    data: BatchData, profile: str, fewer: bool | None, *_: int | None
) -> tuple[object, ...]:
    """Take the next step of a load, or show its progress."""
    batch = uploaded_batch(data["id"]) if data else None
    if batch is None:
        step = Step()
    elif ctx.triggered_id == "data-load":
        step = confirmed(batch)
    else:
        step = checked(batch, profile, fewer=bool(fewer))
    return (
        step.content,
        step.announcement,
        not step.running,
        not step.can_load,
        not step.can_restart,
        step.version or no_update,
    )


@callback(
    Output("data-batch", "data"),
    Input("data-again", "n_clicks"),
    State("data-batch", "data"),
    prevent_initial_call=True,
)
def start_again(_: int | None, data: BatchData) -> None:
    """Delete the uploaded files."""
    if data and (batch := uploaded_batch(data["id"])):
        batch.drop()


PAGE.register_page(__name__, nav="Data", order=60, layout=layout)
