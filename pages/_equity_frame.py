"""What the blocks of the equity page stand in, or what is said in their place."""

from collections.abc import Callable
from functools import partial

from dash import html
from dash.development.base_component import Component

from components import notices
from data_access.errors import CareImpactError
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.pcn_rows import NotComparedError
from data_access.selection import Selection
from pages._page_figure import page_figure

Block = Callable[[Selection], Component]

figured = partial(page_figure, "equity")


def block_of(block: Block, selection: Selection, measure: str) -> Component:
    """Fill a block, or say in a sentence why it is empty and what would fill it."""
    try:
        return block(selection)
    except NotPermittedError as reason:
        place = Selection(selection.month, selection.pcn, cohort=selection.cohort)
        query = f"{place.to_query()}&measure={measure}".strip("&")
        way_out = ("All practices", f"/equity?{query}")
        return notices.not_permitted(str(reason), way_out=way_out)
    except NotComparedError:
        raise
    except CareImpactError as problem:
        return notices.empty(str(problem))


def section(title: str, *parts: Component) -> Component:
    """Set parts under a heading."""
    return html.Div([html.H2(title), *parts])
