"""Stories of whichever PCN is in view, as this reader may see them."""

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

_NOTHING = "There are no stories for this selection."
_ORDER = {
    "submitted": "Waiting for a second person",
    "returned": "Sent back",
    "draft": "Drafts",
    "published": "What people told us",
}


def stories_of(selection: Selection) -> PcnStories:
    """Return the stories of the PCN in view, for whoever is looking."""
    pcn = ask(filter_options, Selection(pcn=selection.pcn)).pcn
    return PcnStories(home(), pcn, viewer())


def cohorts(selection: Selection) -> tuple[Option, ...]:
    """Return the cohorts that may be named: not those of a few people."""
    offered = ask(filter_options, Selection(pcn=selection.pcn)).cohorts
    return tuple(one for one in offered if one.value != NO_COHORT)


def found(selection: Selection, theme: str = "") -> tuple[Story, ...]:
    """Return the stories this reader may see, of the cohort and theme in view."""
    held = stories_of(selection).all()
    if selection.cohort != NO_COHORT:
        offered = {one.value for one in cohorts(selection)} & {selection.cohort}
        held = tuple(one for one in held if one.written.cohort in offered)
    return tuple(one for one in held if theme in ("", "all", one.written.theme))


def card(
    story: Story, selection: Selection, *, work: bool = False, at_chart: bool = False
) -> Component:
    """Show a story with the name of its cohort and, unless at its chart, of that."""
    named = {one.value: one.label for one in cohorts(selection)}
    chart = None if at_chart else BY_ID.get(story.written.indicator)
    return story_card(
        story,
        cohort=named.get(story.written.cohort, ""),
        indicator=chart.name if chart else "",
        href=f"/indicator/{chart.id}?{_place(selection)}" if chart else "",
        work=_work_href(story, selection) if work else "",
    )


def told(request: Request) -> Component:
    """Show the stories in view by how far they have come, or what a good one is."""
    selection = request.selection
    held = found(selection, str(request.query.get("theme") or ""))
    work = stories_of(selection).may_write
    parts: list[Component] = []
    for state, title in _ORDER.items():
        of_state = [one for one in held if one.state == state]
        if of_state:
            cards = [card(one, selection, work=work) for one in of_state]
            parts.append(story_list(title, cards))
    if not parts:
        parts = [
            notices.notice(
                "empty", "No story yet", "There are no stories for this selection."
            ),
            # Whoever writes has it in the form.
            html.Div(story_guide(), className="panel", hidden=work),
        ]
    gone = [
        withdrawn_line(one, _work_href(one, selection))
        for one in held
        if one.state == "withdrawn"
    ]
    if gone:
        parts.append(html.Section([html.H2("Withdrawn"), html.Ul(gone)]))
    return html.Div(parts)


def beside_chart(request: Request, indicator_id: str) -> list[Component]:
    """Show the stories that stand beside a chart, if there are any."""
    selection = request.selection
    shown = [
        card(story, selection, at_chart=True)
        for story in found(selection)
        if story.state == "published" and story.written.indicator == indicator_id
    ]
    return [story_list("Stories beside this chart", shown)] if shown else []


def _work_href(story: Story, selection: Selection) -> str:
    return f"/stories?{_place(selection, story=str(story.id))}"


def _place(selection: Selection, **more: str) -> str:
    place = {"pcn": selection.pcn} if selection.pcn else {}
    return urlencode({**place, **more})
