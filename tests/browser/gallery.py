"""Every component and figure on sample answers, hard cases included.

Run it to look at the design: ``PYTHONPATH=tests/unit python tests/browser/gallery.py``.
"""

from dataclasses import replace
from pathlib import Path

import dash
from dash import Dash, html
from sample_answers import (
    LONG,
    REFERENCE,
    sample_caption,
    sample_cards,
    sample_options,
    sample_table,
    sample_trend,
)
from sample_figures import sample_figures

from components import (
    document,
    downloads,
    notices,
    plotly_bundle,
    security_headers,
    shell,
)
from components.cards import card_grid
from components.figure_frame import captioned_figure
from components.filter_bar import filter_bar
from components.icons import verdict_icon
from components.small_multiples import small_multiples
from data_access.selection import Selection

ROOT = Path(__file__).parents[2]


def _panels() -> html.Div:
    trend = sample_trend()
    return small_multiples(
        [
            (LONG, trend),
            ("Riverside Surgery", replace(trend, label=("",) * 36)),
            ("High Street Practice", trend),
        ]
    )


def figures_page(**query: str) -> html.Div:
    """Lay out every figure in its frame."""
    selection = Selection.from_query(query)
    figures = (*sample_figures().items(), ("multiples", _panels()))
    return html.Div(
        [
            html.H1("Figures"),
            *(
                captioned_figure(
                    sample_caption(name),
                    figure,
                    sample_table(),
                    id=name,
                    csv_href=downloads.csv_href("sample", selection),
                    how_to_read="Points outside the dashed lines are signals.",
                )
                for name, figure in figures
            ),
        ]
    )


def choices_page(**query: str) -> html.Div:
    """Lay out the filter bar and what the page's callback hears of it."""
    selection = Selection.from_query(query)
    return html.Div(
        [
            html.H1("Choices"),
            filter_bar(sample_options(), selection),
            html.Output(id="shown"),
        ]
    )


def cards_page(**query: str) -> html.Div:
    """Lay out cards, notices and verdicts."""
    verdicts = ("fewer", "no_evidence_of_change", "cannot_tell_yet", "more")
    return html.Div(
        [
            html.H1("This month"),
            filter_bar(sample_options(), Selection.from_query(query), ("month", "pcn")),
            html.H2("Indicators"),
            card_grid(sample_cards(), lambda card: "/figures", label="Indicators"),
            html.P([verdict_icon(verdict) for verdict in verdicts]),
            notices.empty("Load an extract first.", way_out=("Load data", "/data")),
            notices.provisional("September and October 2026"),
            notices.suppressed(),
            notices.not_permitted("Ask a clinical lead.", way_out=("Back", "/")),
            notices.out_of_date("These data are 74 days old."),
            notices.error("The month in the address should look like 2026-10."),
        ]
    )


def create_gallery(runs: list[str] | None = None) -> Dash:
    """Make the gallery as the product is made, with its assets and headers.

    ``runs`` gathers the selection each time the page's callback runs.
    """
    app = Dash(
        __name__,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ROOT / "assets"),
        assets_path_ignore=list(document.ASSETS_PATH_IGNORE),
        external_stylesheets=list(document.STYLESHEETS),
        index_string=document.INDEX,
        title="Gallery",
        update_title="",
    )
    for order, (name, layout) in enumerate(
        (("", cards_page), ("figures", figures_page), ("choices", choices_page))
    ):
        dash.register_page(
            f"gallery.{name}",
            f"/{name}",
            layout=layout,
            title=f"The {name} page",
            nav=name.capitalize() or "This month",
            order=order,
        )
    app.layout = lambda: shell.shell(
        data_version="0007", banner=notices.synthetic_banner()
    )
    shell.register(app)
    plotly_bundle.register(app.server)
    security_headers.register(app)
    downloads.register(
        app.server, {"sample": lambda selection: (REFERENCE.id, sample_table())}
    )

    @app.callback(dash.Output("shown", "children"), dash.Input("selection", "data"))
    def shown(selection: dict[str, str] | None) -> str:
        query = Selection.from_query(selection or {}).to_query()
        if runs is not None:
            runs.append(query)
        return query

    return app


if __name__ == "__main__":
    create_gallery().run(port=8077)
