"""Cohorts kept by name, of whichever PCN is in view, for its clinical lead."""

from dash.development.base_component import Component
from flask import current_app

from components.cohort_form import saved_list
from data_access.choices.cohort_rules import CohortRules
from data_access.questions.cohorts.cohort_choices import cohort_choices
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from data_access.settings import Settings
from data_access.state import saved_cohorts as kept
from data_access.state.store import State, open_state
from pages._ask import ask
from pages._reader import SETTINGS


def saved(selection: Selection) -> Component:
    """Show the saved cohorts of the PCN in view, each a link."""
    place = {"pcn": selection.pcn} if selection.pcn else {}
    held = kept.saved_cohorts(_state(), _pcn(selection))
    return saved_list([(one.name, one.rules, one.author) for one in held], place)


def save(
    selection: Selection, rules: CohortRules, name: str | None, author: str | None
) -> str:
    """Keep the cohort in view, and say so; raise CareImpactError where it cannot be."""
    cohort = kept.NamedCohort(name or "", rules, author or "")
    kept.save_cohort(_state(), _pcn(selection), cohort)
    return f"The cohort {cohort.name.strip()} is kept."


def remove(selection: Selection, name: str | None) -> str:
    """Remove the saved cohort of this name, and say so."""
    kept.remove_cohort(_state(), _pcn(selection), (name or "").strip())
    return f"No cohort named {(name or '').strip()} is kept any more."


def _pcn(selection: Selection) -> str:
    """Return the PCN in view, for a reader who may see its people; else raise."""
    ask(cohort_choices, selection)
    return ask(filter_options, Selection(pcn=selection.pcn)).pcn


def _state() -> State:
    settings: Settings = current_app.extensions[SETTINGS]
    return open_state(settings.home)
