"""What every block of the referrals page stands in, or what is said in its place."""

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from components import notices
from components.downloads import csv_href
from components.figure_frame import captioned_figure
from components.theme import Figure
from data_access.answers import Caption, Table
from data_access.errors import CareImpactError
from data_access.questions.direct_care import NotPermittedError
from data_access.selection import Selection

Block = Callable[[Selection], Component]


def block_of(block: Block, selection: Selection) -> Component:
    """Fill a block, or say in a sentence why it is empty and what would fill it."""
    try:
        return block(selection)
    except NotPermittedError as reason:
        way_out = ("All practices", _without_practice(selection))
        return notices.not_permitted(str(reason), way_out=way_out)
    except CareImpactError as problem:
        return notices.empty(str(problem))


def _without_practice(selection: Selection) -> str:
    query = Selection(month=selection.month, pcn=selection.pcn).to_query()
    return f"/referrals?{query}"


def referral_figure(
    name: str,
    caption: Caption,
    figure: Figure | Component,
    table: Table,
    selection: Selection,
    how_to_read: str | None = None,
) -> Component:
    """Show a figure of the page in its frame, under the name of its download."""
    return captioned_figure(
        caption,
        figure,
        table,
        id=f"referrals-{name.replace('/', '-')}",
        csv_href=csv_href(f"referrals/{name}", selection),
        how_to_read=how_to_read,
        heading=html.H3,
    )
