"""What every block of the referrals page stands in, or what is said in its place."""

from collections.abc import Callable
from functools import partial

from dash.development.base_component import Component

from components import notices
from data_access.errors import CareImpactError
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.selection import Selection
from pages._page_figure import page_figure

Block = Callable[[Selection], Component]

referral_figure = partial(page_figure, "referrals")


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
