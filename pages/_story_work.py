"""What may be done with stories: told, changed, reviewed, withdrawn."""

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
from pages._stories import card, cohorts, found, stories_of

Values = Mapping[str, Any]
_CHARTS = tuple(Option(one.id, one.name) for one in INDICATORS)
_SAID = {
    "tell": "The story waits for a second person, who shows it or sends it back.",
    "draft": "The draft is kept.",
    "show": "The story is shown.",
    "back": "The story is sent back to its writer.",
    "withdraw": "The story is withdrawn and its words are erased.",
}


def opened(query: Query) -> Story | None:
    """Return the story that the address names, for those who may work on it."""
    try:
        place = Selection.from_query({"pcn": query.get("pcn")})
        held = found(place)
        if not stories_of(place).may_write:
            return None
    except CareImpactError:
        return None  # the content says why
    wanted = str(query.get("story"))
    return next((one for one in held if str(one.id) == wanted and not one.erased), None)


def story_work(story: Story | None, query: Query) -> html.Div:
    """Lay out both forms; what this reader or this story has no use for is hidden.

    Callbacks name what is in them, and so they are there for everybody.
    """
    try:
        place = Selection.from_query({"pcn": query.get("pcn")})
        writes, offered = stories_of(place).may_write, cohorts(place)
    except CareImpactError:
        writes, offered = False, ()
    state = story.state if story else ""
    writing = html.Details(
        [
            html.Summary("Change this story" if story else "Tell a story"),
            story_guide(),
            story_form(story.written if story else None, offered, _CHARTS),
        ],
        open=bool(story),
        className="panel",
        hidden=state not in ("", "draft", "returned"),
    )
    read = _reading(story, place) if state in ("submitted", "published") else []
    at_hand = html.Div(
        [*read, review_form(state)], hidden=not story, className="panel story-form"
    )
    return html.Div([writing, at_hand], hidden=not writes, className="story-list")


def warned(values: Values) -> tuple[StoryWarning, ...]:
    """Return what might give somebody away in a headline and a text."""
    words = f"{values['headline'] or ''}\n{values['text'] or ''}"
    return story_warnings(words, ask(known_places, Selection()))


def done(
    doing: str, selection: Selection, values: Values, seen: tuple[int, int] | None
) -> str:
    """Do with a story what was asked, and say so; raise where it cannot be done."""
    stories = stories_of(selection)
    if doing in ("tell", "draft"):
        stories.write(
            _written(values),
            submit=doing == "tell",
            accepted=frozenset(values.get("kept") or ()),
            places=ask(known_places, Selection()),
            version=seen,
        )
    elif seen is None:
        raise CareImpactError("Open a story of the list first.")
    elif doing == "withdraw":
        stories.withdraw(seen[0])
    else:
        reason = str(values.get("reason") or "") if doing == "back" else ""
        if doing == "back" and not reason.strip():
            raise StoryRefusedError(
                {"reason": "Say why, so that the writer can correct it."}
            )
        stories.review(seen, str(values.get("reviewer") or ""), reason)
    return _SAID[doing]


def _reading(story: Story, place: Selection) -> list[Component]:
    """Show a story as it will be seen, with the warnings that its writer kept."""
    kept = warned({"headline": story.written.headline, "text": story.written.text})
    parts: list[Component] = [html.H2("The story"), card(story, place)]
    if kept:
        parts += [
            html.P("Its writer was warned of these, and kept them:"),
            html.Ul([html.Li(one.sentence) for one in kept]),
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
