"""The page for an unknown address."""

from dash import html, register_page

from components import notices

register_page(
    __name__,
    path="/404",
    name="Page not found",
    title="Page not found | Care Impact",
    order=99,
)


def layout(**_: str) -> html.Div:
    """Show that there is no such page, and where to go."""
    return html.Div(
        [
            html.H1("Page not found"),
            notices.error("There is no page at this address; choose one above."),
        ]
    )
