"""Every figure of the product by its name; whatever lists figures walks this."""

from collections.abc import Mapping

from data_access.errors import CareImpactError
from data_access.figures import (
    caseload,
    checks,
    cohorts,
    england,
    equity,
    impact,
    indicators,
    month,
    outcomes,
    pcns,
    quality,
    referrals,
    start,
    value,
)
from data_access.figures.record import Figure

_SUBJECTS = (
    caseload,
    checks,
    cohorts,
    england,
    equity,
    impact,
    indicators,
    month,
    outcomes,
    pcns,
    quality,
    referrals,
    start,
    value,
)
FIGURES: Mapping[str, Figure] = {
    figure.name: figure for subject in _SUBJECTS for figure in subject.FIGURES
}


def find_figure(name: str) -> Figure:
    """Return the figure of this name; raise CareImpactError where there is none."""
    if name not in FIGURES:
        raise CareImpactError(
            f"There is no figure named {name}: `care-impact figures` lists them all."
        )
    return FIGURES[name]
