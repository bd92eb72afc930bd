"""Stories of whichever PCN is in view, as this reader may see them."""

from dash.development.base_component import Component

from data_access.figures.show import Request


def beside_chart(request: Request, indicator_id: str) -> list[Component]:
    """Show the stories that stand beside a chart, if there are any."""
    return []
