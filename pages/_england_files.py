"""The published files behind the England page, and how to get and load them."""

from dash import dcc, html

from data_access.operations.open_files import OpenFile, published_files

_FETCHES = (
    " downloads the files that have an address; download the others by hand from the "
    "pages below. An address that is not verified is where the publication was last "
    "seen."
)
_ASKED = "A PCN manager gets and loads these files: ask for those that are not here."
_LOADS = " then loads every file whose layout is known, whatever its name."


def files_to_get(command: str | None) -> html.Div:
    """List every file, its use, its publication, and how ``command`` loads it."""
    how = (
        html.P([html.Strong(f"{command} fetch-open FOLDER"), _FETCHES]),
        html.P([html.Strong(f"{command} load-open FOLDER"), _LOADS]),
    )
    return html.Div(
        [
            html.H2("Which files to get, and where"),
            *(how if command else (html.P(_ASKED),)),
            html.Dl(
                [entry for file in published_files() for entry in _described(file)]
            ),
            html.P(
                dcc.Link(
                    "What is loaded, and which files each page lacks", href="/data"
                )
            ),
        ],
        className="prose",
    )


def _described(file: OpenFile) -> tuple[html.Dt, html.Dd]:
    page = html.A(file.publication, href=file.landing, rel="noreferrer")
    caveat = "" if file.verified else " (address not verified)"
    return (
        html.Dt(file.title),
        html.Dd(
            [
                f"{file.fills} From {file.publisher}, ",
                page,
                f"{caveat}. ",
                file.how or "It is downloaded by itself.",
            ]
        ),
    )
