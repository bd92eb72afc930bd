"""Stories for readers: plain text, never markup."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from data_access.answers.stories import SCOPES, THEMES, Story
from data_access.words.numbers import date_text

_GUIDE = (
    "It says what mattered to the person, in their own words where you can.",
    "It says what was hard before, what was done, and what is different now.",
    "It is short: a few sentences, about one person and one thing.",
    "It reports what went badly as well as what went well.",
    "Nobody can recognise the person: no name, date, place or telephone number.",
    "The person agreed to it, knows who will read it, and may change their mind.",
)
_STATES = {
    "draft": "Draft",
    "submitted": "Waiting for a second person",
    "returned": "Sent back",
    "published": "Published",
}


def story_card(
    story: Story, *, cohort: str, indicator: str, href: str = "", work: str = ""
) -> html.Article:
    """Show one story; ``cohort`` and ``indicator`` are names, or "".

    ``href`` is the address of its chart. ``work``, for writers and reviewers, is the
    address to review, change or withdraw it.
    """
    written = story.written
    facts: list[str | Component] = [THEMES[written.theme]]
    if cohort:
        facts.append(cohort)
    if indicator:
        facts.append(dcc.Link(f"Linked chart: {indicator}", href=href))
    facts.append(f"Consent: {SCOPES[written.consent.scope].lower()}")
    return html.Article(
        [
            html.H3(written.headline, className="figure-headline"),
            html.P(written.text, className="story-text"),
            html.Ul([html.Li(fact) for fact in facts], className="figure-sources"),
            *(_history(story, work) if work else ()),
        ],
        className="panel story",
    )


def withdrawn_line(story: Story, work: str) -> html.Li:
    """Show that a story was withdrawn, and whether its text is erased everywhere."""
    day = date_text(story.changed_on)
    if story.erased:
        return html.Li(f"Withdrawn on {day}; its words are erased.")
    link = dcc.Link("Finish erasing it", href=work)
    return html.Li([f"Withdrawn on {day}; its words are not erased yet. ", link])


def story_guide() -> html.Div:
    """Describe a good story."""
    return html.Div(
        [
            html.P("A good story:", className="story-lead"),
            html.Ul([html.Li(sentence) for sentence in _GUIDE]),
            dcc.Link("How stories are written and protected", href="/methods/stories"),
        ]
    )


def story_list(title: str, cards: Sequence[Component]) -> html.Section:
    """Show stories under a title."""
    return html.Section([html.H2(title), html.Div([*cards], className="story-list")])


def _history(story: Story, work: str) -> list[Component]:
    consent = story.written.consent
    text = f"Written by {story.written.writer}; consent taken by {consent.taken_by}"
    if consent.taken_on:
        text += f" on {date_text(consent.taken_on)}"
    if story.reviewer:
        outcome = "reviewed" if story.state == "published" else "sent back"
        text += f"; {outcome} by {story.reviewer}"
    if story.reason:
        text += f": {story.reason}"
    verb = {"submitted": "Review or withdraw", "published": "Withdraw"}
    return [
        html.P([html.Strong(f"{_STATES[story.state]}. "), text]),
        dcc.Link(verb.get(story.state, "Change or withdraw"), href=work),
    ]
