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
)

from components.filter_bar import ALL_OF_THEM, filter_select
from components.story_form import ERROR, FIELD
from data_access.answers.core import Option
from data_access.answers.stories import THEMES, StoryRefusedError
from data_access.errors import CareImpactError
from data_access.selection import Selection
from pages._page import CONTENT, Page, Region
from pages._stories import stories_by_state
from pages._story_work import opened, perform, story_work, warnings_for

_THEMES = (
    Option(ALL_OF_THEM, "Any theme"),
    *(Option(*theme) for theme in THEMES.items()),
)


PAGE = Page(
    "stories",
    "/stories",
    "Stories",
    "What mattered to people, told with their consent.",
    filters=("pcn", "cohort"),
    regions=(
        Region(
            CONTENT, (stories_by_state,), inputs=(Input("stories-changed", "data"),)
        ),
    ),
)


def layout(**query: str) -> html.Div:
    """Lay out the page, with the forms for readers who may write and review."""
    page = PAGE.layout(**query)
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


PAGE.register_page(__name__, nav="Stories", order=55, layout=layout)


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
def work(*arguments: Any) -> tuple[object, ...]:
    """Write, review or withdraw a story, and show the result or the errors by field."""
    values, fields, errors, version, query = arguments[-5:]
    form = {field["name"]: value for field, value in zip(fields, values, strict=True)}
    action = str(ctx.triggered_id).removeprefix("stories-")
    problems: dict[str, str] = {}
    try:
        selection = Selection.from_query(query or {})
        result, finished = perform(action, selection, form, version), True
    except StoryRefusedError as refusal:
        problems, finished = refusal.problems, False
        result = "Not saved: correct the fields marked above."
    except CareImpactError as problem:
        # A withdrawn story leaves the page, even if a file still contains its words.
        result, finished = str(problem), action == "withdraw"
    if finished:
        link = dcc.Link("Tell another story", href="/stories")
        changed = sum(clicks or 0 for clicks in arguments[:-5])
        return [no_update] * len(errors), no_update, no_update, result, link, changed
    warnings = warnings_for(form) if "kept" in problems else ()
    return (
        [problems.get(error["name"], "") for error in errors],
        [{"value": warning.key, "label": warning.sentence} for warning in warnings],
        not warnings,
        result,
        no_update,
        no_update,
    )
