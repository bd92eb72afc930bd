"""Stories of the selected PCN, as this reader may see them."""

from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from components import notices
from components.story_cards import story_card, story_guide, story_list, withdrawn_line
from data_access.answers.core import Option
from data_access.answers.stories import NO_COHORT, Story
from data_access.catalogue.indicators import BY_ID
from data_access.figures.show import Request
from data_access.operations.stories import PcnStories
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from pages._ask import ask, home
from pages._reader import viewer

_ORDER = {
    "submitted": "Waiting for a second person",
    "returned": "Sent back",
    "draft": "Drafts",
    "published": "What people told us",
}


def stories_of(selection: Selection) -> PcnStories:
    """Return the stories of the selected PCN, for the current viewer."""
    pcn = ask(filter_options, Selection(pcn=selection.pcn)).pcn
    return PcnStories(home(), pcn, viewer())


def cohorts(selection: Selection) -> tuple[Option, ...]:
    """Return the cohorts that a story may name: not those of a few people."""
    options = ask(filter_options, Selection(pcn=selection.pcn)).cohorts
    return tuple(option for option in options if option.value != NO_COHORT)


def visible_stories(selection: Selection, theme: str = "") -> tuple[Story, ...]:
    """Return the stories this reader may see, of the selected cohort and theme."""
    stories = stories_of(selection).all()
    if selection.cohort != NO_COHORT:
        codes = {option.value for option in cohorts(selection)} & {selection.cohort}
        stories = tuple(story for story in stories if story.written.cohort in codes)
    return tuple(s for s in stories if theme in ("", "all", s.written.theme))


def card(
    story: Story, selection: Selection, *, work: bool = False, at_chart: bool = False
) -> Component:
    """Show a story with the names of its cohort and, unless next to it, its chart."""
    names = {option.value: option.label for option in cohorts(selection)}
    chart = None if at_chart else BY_ID.get(story.written.indicator)
    return story_card(
        story,
        cohort=names.get(story.written.cohort, ""),
        indicator=chart.name if chart else "",
        href=f"/indicator/{chart.id}?{_place(selection)}" if chart else "",
        work=_work_href(story, selection) if work else "",
    )


def stories_by_state(request: Request) -> Component:
    """Show the selected stories by state, or describe a good story if there is none."""
    selection = request.selection
    stories = visible_stories(selection, str(request.query.get("theme") or ""))
    work = stories_of(selection).may_write
    parts: list[Component] = []
    for state, title in _ORDER.items():
        cards = [
            card(story, selection, work=work)
            for story in stories
            if story.state == state
        ]
        if cards:
            parts.append(story_list(title, cards))
    if not parts:
        parts = [
            notices.notice(
                "empty", "No stories yet", "There are no stories for this selection."
            ),
            # A writer has it in the form.
            html.Div(story_guide(), className="panel", hidden=work),
        ]
    withdrawals = [
        withdrawn_line(story, _work_href(story, selection))
        for story in stories
        if story.state == "withdrawn"
    ]
    if withdrawals:
        parts.append(html.Section([html.H2("Withdrawn"), html.Ul(withdrawals)]))
    return html.Div(parts)


def chart_stories(request: Request, indicator_id: str) -> list[Component]:
    """Show the published stories linked to a chart, if there are any."""
    selection = request.selection
    cards = [
        card(story, selection, at_chart=True)
        for story in visible_stories(selection)
        if story.state == "published" and story.written.indicator == indicator_id
    ]
    return [story_list("Stories linked to this chart", cards)] if cards else []


def _work_href(story: Story, selection: Selection) -> str:
    return f"/stories?{_place(selection, story=str(story.id))}"


def _place(selection: Selection, **more: str) -> str:
    place = {"pcn": selection.pcn} if selection.pcn else {}
    return urlencode({**place, **more})
