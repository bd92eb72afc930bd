"""The part of a post's cost that ARRS pays, and the part that the PCN pays."""

from dataclasses import dataclass
from datetime import date

from data_access.catalogue.costs import ArrsCap, Costs, year_text
from data_access.choices.arrs_case import WEIGHTINGS, CaseChoices
from data_access.errors import CareImpactError
from data_access.words.sentences import listed


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that may be claimed for one whole-time post in a year, and its source.

    It holds from ``valid_from``. ``given`` is true if the reader entered it,
    ``certain`` if it was read in the contract of that year.
    """

    year: str
    weighting: str
    gbp_per_wte: float
    source: str
    certain: bool
    given: bool
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """Pounds a year: the whole cost, what may be claimed, and what the PCN pays."""

    actual: float
    claimable: float
    beyond: float


def years_of(costs: Costs, role: str) -> tuple[str, ...]:
    """Return the years that have a cap of a role, newest first."""
    years = {cap.year for cap in costs.arrs_cap if cap.role == role}
    return tuple(sorted(years, reverse=True))


def cap_of(costs: Costs, role: str, choices: CaseChoices) -> Cap:
    """Return the cap that applies to a case; raise CareImpactError without one."""
    years = years_of(costs, role)
    year = choices.arrs_year or (years[0] if years else "")
    weighting = WEIGHTINGS[choices.weighting]
    if choices.cap is not None:
        source = "entered by the reader in this page's address"
        return Cap(year, weighting, choices.cap, source, certain=False, given=True)
    cap = costs.cap(role, weighting, year=year)
    if cap is None:
        others = _others(costs, role, weighting)
        raise CareImpactError(
            f"No cap is entered for {year}, {weighting}{others}: enter the "
            "contract's cap in the box, or add it with its source to costs.toml."
        )
    return _as_entered(cap)


def cap_in(costs: Costs, role: str, choices: CaseChoices, month: date) -> float | None:
    """Return the cap that a month of a case's year has, None outside the year.

    It is the one that held then: caps are issued again within a year.
    """
    chosen = cap_of(costs, role, choices)
    if year_text(month) != chosen.year:
        return None
    if chosen.given:
        return chosen.gbp_per_wte
    cap = costs.cap(role, chosen.weighting, month=month)
    return None if cap is None else cap.gbp_per_wte


def _others(costs: Costs, role: str, weighting: str) -> str:
    years = {
        cap.year
        for cap in costs.arrs_cap
        if (cap.role, cap.weighting) == (role, weighting)
    }
    return f" (there is one for {listed(sorted(years))})" if years else ""


def _as_entered(cap: ArrsCap) -> Cap:
    return Cap(
        cap.year,
        cap.weighting,
        cap.gbp_per_wte,
        cap.source.rstrip("."),
        certain=cap.certain,
        given=False,
        valid_from=cap.valid_from,
    )


def split(actual: float, wte: float, cap_per_wte: float) -> Split:
    """Split a year's actual cost of ``wte`` posts into ARRS's part and the PCN's.

    ARRS repays what a post costs, up to the cap.
    """
    claimable = min(actual, wte * cap_per_wte)
    return Split(actual, claimable, actual - claimable)
