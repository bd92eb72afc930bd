"""Stories as they are read: plain words, never markup."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from data_access.answers.stories import SCOPES, THEMES, Story
from data_access.words.numbers import date_text

_GOOD = (
    "It says what mattered to the person, in their own words where you can.",
    "It says what was hard before, what somebody did, and what is different now.",
    "It is short: a few sentences, about one person and one thing.",
    "It tells what went badly as readily as what went well.",
    "Nobody could tell who it is: no name, date, place or telephone number.",
    "The person agreed to it, knows who will read it, and may change their mind.",
)
_BEFORE = {
    "draft": "Draft",
    "submitted": "Waits for a second person",
    "returned": "Sent back",
    "published": "Shown",
}


def story_card(
    story: Story, *, cohort: str, indicator: str, href: str = "", work: str = ""
) -> html.Article:
    """Show one story; ``cohort`` and ``indicator`` are names, or "".

    ``href`` leads to the chart beside it. ``work``, for those who write and review,
    is the address where it is reviewed, changed or withdrawn.
    """
    told = story.written
    facts: list[str | Component] = [THEMES[told.theme]]
    if cohort:
        facts.append(cohort)
    if indicator:
        facts.append(dcc.Link(f"Beside the chart: {indicator}", href=href))
    facts.append(f"Consent: {SCOPES[told.consent.scope].lower()}")
    return html.Article(
        [
            html.H3(told.headline, className="figure-headline"),
            html.P(told.text, className="story-text"),
            html.Ul([html.Li(fact) for fact in facts], className="figure-sources"),
            *(_making(story, work) if work else ()),
        ],
        className="panel story",
    )


def withdrawn_line(story: Story, work: str) -> html.Li:
    """Say that a story was withdrawn, and whether a file may still hold its words."""
    day = date_text(story.changed_on)
    if story.erased:
        return html.Li(f"Withdrawn on {day}; its words are erased.")
    again = dcc.Link("Finish erasing it", href=work)
    return html.Li([f"Withdrawn on {day}; its words are not erased yet. ", again])


def story_guide() -> html.Div:
    """Say what a good story is."""
    return html.Div(
        [
            html.P("A good story:", className="story-lead"),
            html.Ul([html.Li(one) for one in _GOOD]),
            dcc.Link("How stories are told and protected", href="/methods/stories"),
        ]
    )


def story_list(title: str, cards: Sequence[Component]) -> html.Section:
    """Put stories under a title."""
    return html.Section([html.H2(title), html.Div([*cards], className="story-list")])


def _making(story: Story, work: str) -> list[Component]:
    told = story.written
    consent = told.consent
    said = f"Written by {told.writer}; consent taken by {consent.taken_by}"
    if consent.taken_on:
        said += f" on {date_text(consent.taken_on)}"
    if story.reviewer:
        done = "reviewed" if story.state == "published" else "sent back"
        said += f"; {done} by {story.reviewer}"
    if story.reason:
        said += f": {story.reason}"
    verb = {"submitted": "Review or withdraw", "published": "Withdraw"}
    return [
        html.P([html.Strong(f"{_BEFORE[story.state]}. "), said]),
        dcc.Link(verb.get(story.state, "Change or withdraw"), href=work),
    ]
