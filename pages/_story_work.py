"""Work on stories: write, change, review, withdraw."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.story_cards import story_guide
from components.story_form import NO_CHART, review_form, story_form
from data_access.answers.core import Option
from data_access.answers.stories import Consent, Story, StoryRefusedError, Written
from data_access.catalogue.indicators import INDICATORS
from data_access.errors import CareImpactError
from data_access.operations.stories import StoryWarning, story_warnings
from data_access.questions.stories.known_places import known_places
from data_access.selection import Selection
from pages._ask import Query, ask
from pages._stories import card, cohorts, stories_of, visible_stories

Values = Mapping[str, Any]
_CHARTS = tuple(Option(record.id, record.name) for record in INDICATORS)
_RESULTS = {
    "tell": "A second person will now publish the story or send it back.",
    "draft": "The draft is saved.",
    "show": "The story is published.",
    "back": "The story is sent back to its writer.",
    "withdraw": "The story is withdrawn and its words are erased.",
}


def opened(query: Query) -> Story | None:
    """Return the story that the address names, for readers who may work on it."""
    try:
        place = Selection.from_query({"pcn": query.get("pcn")})
        stories = visible_stories(place)
        if not stories_of(place).may_write:
            return None
    except CareImpactError:
        return None  # the content says why
    id_ = str(query.get("story"))
    return next((s for s in stories if str(s.id) == id_ and not s.erased), None)


def story_work(story: Story | None, query: Query) -> html.Div:
    """Lay out both forms; hide what does not apply to this reader or story.

    The forms are on every page, because callbacks name their fields.
    """
    try:
        place = Selection.from_query({"pcn": query.get("pcn")})
        may_write, options = stories_of(place).may_write, cohorts(place)
    except CareImpactError:
        may_write, options = False, ()
    state = story.state if story else ""
    writing = html.Details(
        [
            html.Summary("Change this story" if story else "Tell a story"),
            story_guide(),
            story_form(story.written if story else None, options, _CHARTS),
        ],
        open=bool(story),
        className="panel",
        hidden=state not in ("", "draft", "returned"),
    )
    preview = _preview(story, place) if state in ("submitted", "published") else []
    review = html.Div(
        [*preview, review_form(state)], hidden=not story, className="panel story-form"
    )
    return html.Div([writing, review], hidden=not may_write, className="story-list")


def warnings_for(values: Values) -> tuple[StoryWarning, ...]:
    """Return what might identify a person in a headline and a text."""
    text = f"{values['headline'] or ''}\n{values['text'] or ''}"
    return story_warnings(text, ask(known_places, Selection()))


def perform(
    action: str, selection: Selection, values: Values, version: tuple[int, int] | None
) -> str:
    """Perform an action on a story and return a sentence about it.

    ``version`` is the id and revision that the reader saw. Raises CareImpactError if
    the action is not possible.
    """
    stories = stories_of(selection)
    if action in ("tell", "draft"):
        stories.write(
            _written(values),
            submit=action == "tell",
            accepted=frozenset(values.get("kept") or ()),
            places=ask(known_places, Selection()),
            version=version,
        )
    elif version is None:
        raise CareImpactError("Open a story from the list first.")
    elif action == "withdraw":
        stories.withdraw(version[0])
    else:
        reason = str(values.get("reason") or "") if action == "back" else ""
        if action == "back" and not reason.strip():
            raise StoryRefusedError(
                {"reason": "Give a reason, so that the writer can correct it."}
            )
        stories.review(version, str(values.get("reviewer") or ""), reason)
    return _RESULTS[action]


def _preview(story: Story, place: Selection) -> list[Component]:
    """Show a story as published, with the warnings that its writer accepted."""
    text = {"headline": story.written.headline, "text": story.written.text}
    warnings = warnings_for(text)
    parts: list[Component] = [html.H2("The story"), card(story, place)]
    if warnings:
        parts += [
            html.P("The writer was warned about these words and kept them:"),
            html.Ul([html.Li(warning.sentence) for warning in warnings]),
        ]
    return parts


def _written(values: Values) -> Written:
    text = {name: str(value or "") for name, value in values.items()}
    try:
        taken_on = date.fromisoformat(text["taken_on"])
    except ValueError:
        taken_on = None
    return Written(
        headline=text["headline"],
        text=text["text"],
        theme=text["theme"],
        cohort=text["cohort"],
        indicator="" if text["indicator"] == NO_CHART else text["indicator"],
        writer=text["writer"],
        consent=Consent(
            values["consent"] is True, text["taken_by"], taken_on, text["scope"]
        ),
    )
