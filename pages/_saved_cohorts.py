"""The saved cohorts of a PCN, for readers who may see its people."""

from dash.development.base_component import Component

from components.cohort_form import saved_list
from data_access.figures.show import Request
from data_access.operations.saved_cohorts import saved_cohorts
from data_access.questions.cohorts.cohort_choices import cohort_choices
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from pages._ask import ask, home


def saved(request: Request) -> Component:
    """Show the saved cohorts of the selected PCN, each as a link."""
    place = {"pcn": request.selection.pcn} if request.selection.pcn else {}
    cohorts = saved_cohorts(home(), pcn_of(request))
    return saved_list([(c.name, c.rules, c.author) for c in cohorts], place)


def pcn_of(request: Request) -> str:
    """Return the selected PCN; raise for a reader who may not see its people."""
    request.ask(cohort_choices)
    pcn: str = ask(filter_options, Selection(pcn=request.selection.pcn)).pcn
    return pcn
