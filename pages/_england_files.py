"""Which published files the England page is made of, and how to get and load them."""

from dash import dcc, html

from data_access.operations.open_files import OpenFile, published_files

_FETCHES = (
    " downloads what can be downloaded; the rest is got by hand from the pages below. "
    "An address that is not verified is where the publication was last seen."
)
_LOADS = " then loads every file of a known layout, whatever it is called."


def files_to_get() -> html.Div:
    """List every file, what it fills, where it is published, and the commands."""
    return html.Div(
        [
            html.H2("Which files to get, and from where"),
            html.P([html.Strong("care-impact fetch-open FOLDER"), _FETCHES]),
            html.P([html.Strong("care-impact load-open FOLDER"), _LOADS]),
            html.Dl([part for file in published_files() for part in _described(file)]),
            html.P(dcc.Link("What is loaded, and what each page lacks", href="/data")),
        ],
        className="prose",
    )


def _described(file: OpenFile) -> tuple[html.Dt, html.Dd]:
    page = html.A(file.publication, href=file.landing, rel="noreferrer")
    sure = "" if file.verified else " (address not verified)"
    return (
        html.Dt(file.title),
        html.Dd(
            [
                f"{file.fills} From {file.publisher}, ",
                page,
                f"{sure}. ",
                file.how or "Fetched by the command.",
            ]
        ),
    )
