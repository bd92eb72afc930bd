"""Stories: what mattered to people, told with consent and read by a second person."""

from typing import Any

from dash import (
    ALL,
    Input,
    Output,
    State,
    callback,
    ctx,
    dcc,
    html,
    no_update,
    register_page,
)
from dash.development.base_component import Component

from components.filter_bar import ALL_OF_THEM, filter_select
from components.story_form import ERROR, FIELD
from data_access.answers.core import Option
from data_access.answers.stories import THEMES, StoryRefusedError
from data_access.errors import CareImpactError
from data_access.selection import Selection
from pages._ask import Query, filled, framed
from pages._stories import told
from pages._story_work import done, opened, story_work, warned

register_page(
    __name__,
    path="/stories",
    name="Stories",
    title="Stories | Care Impact",
    nav="Stories",
    order=55,
)

_THEMES = (Option(ALL_OF_THEM, "Any theme"), *(Option(*one) for one in THEMES.items()))


def layout(**query: str) -> html.Div:
    """Lay out the page, with the forms for those who may write and review."""
    page = framed(
        "stories",
        "Stories",
        query,
        shown=("pcn", "cohort"),
        lead="What mattered to people, told with their consent.",
    )
    theme = query.get("theme") or ALL_OF_THEM
    story = opened(query)
    *_, controls, content = page.children
    if isinstance(controls, html.Section):  # else a notice: there is nothing to filter
        controls.children.append(filter_select("theme", "Theme", _THEMES, theme))
    page.children = [
        *page.children[:-1],
        html.Div(story_work(story, query), id="stories-work"),
        html.P(id="stories-said", role="status", className="drop-said"),
        content,
        dcc.Store(
            id="stories-seen", data=[story.id, story.revision] if story else None
        ),
        dcc.Store(id="stories-changed"),
    ]
    return page


@callback(
    Output("stories-content", "children"),
    Input("selection", "data"),
    Input("stories-changed", "data"),
    prevent_initial_call=True,
)
def show(query: Query | None, _: int | None) -> Component:
    """Fill the page with the stories of the selection, and again after a change."""
    theme = str((query or {}).get("theme") or "")
    return filled(query, lambda selection: told(selection, theme))


@callback(
    Output({"type": ERROR, "name": ALL}, "children"),
    Output({"type": FIELD, "name": "kept"}, "options"),
    Output("stories-kept-box", "hidden"),
    Output("stories-said", "children"),
    Output("stories-work", "children"),
    Output("stories-changed", "data"),
    Input("stories-tell", "n_clicks"),
    Input("stories-draft", "n_clicks"),
    Input("stories-show", "n_clicks"),
    Input("stories-back", "n_clicks"),
    Input("stories-withdraw", "n_clicks"),
    State({"type": FIELD, "name": ALL}, "value"),
    State({"type": FIELD, "name": ALL}, "id"),
    State({"type": ERROR, "name": ALL}, "id"),
    State("stories-seen", "data"),
    State("selection", "data"),
    prevent_initial_call=True,
)
def work(*given: Any) -> tuple[object, ...]:
    """Write, review or withdraw a story, and say so, or why not beside each field."""
    values, fields, errors, seen, query = given[-5:]
    named = {one["name"]: value for one, value in zip(fields, values, strict=True)}
    doing = str(ctx.triggered_id).removeprefix("stories-")
    problems: dict[str, str] = {}
    try:
        selection = Selection.from_query(query or {})
        said, over = done(doing, selection, named, seen), True
    except StoryRefusedError as refused:
        problems, over = refused.problems, False
        said = "Not done yet: mend what is marked above."
    except CareImpactError as problem:
        # What was withdrawn leaves the page, even where a file still holds its words.
        said, over = str(problem), doing == "withdraw"
    if over:
        left = dcc.Link("Tell another story", href="/stories")
        changed = sum(clicks or 0 for clicks in given[:-5])
        return [no_update] * len(errors), no_update, no_update, said, left, changed
    found = warned(named) if "kept" in problems else ()
    return (
        [problems.get(one["name"], "") for one in errors],
        [{"value": one.key, "label": one.sentence} for one in found],
        not found,
        said,
        no_update,
        no_update,
    )
