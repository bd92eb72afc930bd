"""Cohorts saved by name for a PCN: list, save, remove."""

from pathlib import Path

from data_access.choices.cohort_rules import CohortRules
from data_access.state import saved_cohorts as state
from data_access.state.saved_cohorts import NamedCohort
from data_access.state.store import open_state


def saved_cohorts(home: Path, pcn: str) -> tuple[NamedCohort, ...]:
    """Return a PCN's saved cohorts by name."""
    return state.saved_cohorts(open_state(home), pcn)


def save_cohort(
    home: Path, pcn: str, name: str, rules: CohortRules, author: str
) -> str:
    """Save a cohort, and return a sentence.

    Raises CareImpactError if a name is missing, long or taken, or there is no rule.
    """
    state.save_cohort(open_state(home), pcn, NamedCohort(name, rules, author))
    return f"The cohort {name.strip()} is saved."


def remove_cohort(home: Path, pcn: str, name: str) -> str:
    """Remove a saved cohort if there is one of that name, and return a sentence."""
    state.remove_cohort(open_state(home), pcn, name.strip())
    return f"There is no saved cohort named {name.strip()} any more."
