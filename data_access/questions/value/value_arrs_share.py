"""What share of the PCN's ARRS sum do the care coordinators' posts take?"""

from dataclasses import dataclass

import pandas as pd

from data_access.answers.core import Caption, Cell, Column, Compared, Comparison, Table
from data_access.catalogue.costs import ArrsSum, read_costs, sourced, year_text
from data_access.choices.arrs_case import CaseChoices
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.places import registered
from data_access.questions.parts.place import find_place
from data_access.questions.value.value_posts import YEAR, posts_by_month
from data_access.words.numbers import counted, number_text, value_text
from data_access.words.sentences import listed


@dataclass(frozen=True, slots=True)
class _Year:
    """A financial year: what was claimed in its months, and the sum for them."""

    name: str
    months: int
    claimed: float
    each: ArrsSum
    patients: float

    @property
    def whole(self) -> float:
        """Return the part of the year's sum that is of the months with a claim."""
        return self.each.gbp_per_patient * self.patients * self.months / YEAR

    @property
    def share(self) -> float:
        """Return the claim in per cent of the sum."""
        return 100 * self.claimed / self.whole

    @property
    def when(self) -> str:
        """Name the year, and its months if not all have a claim."""
        if self.months == YEAR:
            return self.name
        return f"{self.name} ({counted(self.months, 'month')})"


def value_arrs_share(context: Context, choices: CaseChoices) -> Comparison:
    """Report the claim of the posts in per cent of the PCN's sum, by financial year.

    The sum is paid for each contractor-weighted patient. Without the reader's number
    of them the people registered stand for them, and the figure says so.

    Raises CareImpactError if no claims, no list sizes or no sum of their year is known.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        rows = posts_by_month(connection, place)
        on_list = registered(connection, place.pcn)
    if rows.empty:
        raise CareImpactError(
            "The share of the ARRS sum cannot be shown: load an arrs_claims file, with "
            "one row a month for each role's posts, claim and actual cost."
        )
    patients = choices.weighted_list or on_list
    if not patients:
        raise CareImpactError(
            "The ARRS sum is paid for each patient: enter the contractor-weighted "
            "patients of the PCN, or load the list size of each practice."
        )
    years, unknown = _years(rows, float(patients))
    if not years:
        raise CareImpactError(
            f"No ARRS sum is set for {listed(unknown)}: add it with its source to "
            "costs.toml."
        )
    newest = years[-1]
    weighted = choices.weighted_list is not None
    unsure = "" if weighted and newest.each.certain else ", if the sum is right"
    return Comparison(
        caption=Caption(
            headline=(
                f"Care coordinators took {value_text(newest.share, 'percent')} of the "
                f"PCN's ARRS sum in {newest.when}{unsure}"
            ),
            subtitle=(
                "Claimed for care coordinators in per cent of the ARRS sum of the same "
                f"months, {place.pcn_name}"
            ),
            summary=_summary(years, unknown, weighted=weighted),
            definition="value",
        ),
        places=tuple(Compared(year.name, year.when, year.share) for year in years),
        average=None,
        table=_table(years, weighted=weighted),
    )


def _years(rows: pd.DataFrame, patients: float) -> tuple[tuple[_Year, ...], list[str]]:
    """Return the years with a sum, oldest first, and the names of those without."""
    costs = read_costs()
    names = pd.to_datetime(rows["month"]).dt.date.map(year_text)
    years, unknown = [], []
    for name, part in rows.groupby(names.to_numpy()):
        each = costs.sum_in(str(name))
        if each is None:
            unknown.append(str(name))
        else:
            claimed = float(part["claimed_gbp"].sum())
            years.append(_Year(str(name), len(part), claimed, each, patients))
    return tuple(years), unknown


def _summary(years: tuple[_Year, ...], unknown: list[str], *, weighted: bool) -> str:
    newest = years[-1]
    sentences = [
        "Every ARRS role is paid from one sum, so what one takes the others cannot.",
        "Patients: as entered by the reader."
        if weighted
        else (
            "Patients: those registered, as the contractor-weighted list that the sum "
            "is paid for is in no file; enter it to be exact."
        ),
        (
            f"Sum for each in {newest.name}: "
            f"{sourced(newest.each.source, newest.each.certain)}."
        ),
    ]
    over = [year.when for year in years if year.claimed > year.whole]
    if over:
        sentences.append(
            f"More than the whole sum was claimed in {listed(over)}: look at the "
            "patients and at the sum."
        )
    if unknown:
        sentences.append(f"No sum is set for {listed(unknown)}.")
    return " ".join(sentences)


def _table(years: tuple[_Year, ...], *, weighted: bool) -> Table:
    columns = (
        Column("Year"),
        Column("Months with a claim", "count"),
        Column("Claimed", "gbp"),
        Column("Weighted patients" if weighted else "Registered patients"),
        Column("Sum for 1,000 of them", "gbp"),
        Column("ARRS sum of those months", "gbp"),
        Column("Share", "percent"),
        Column("Left for other roles", "gbp"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            year.name,
            year.months,
            year.claimed,
            number_text(year.patients),
            1000 * year.each.gbp_per_patient,
            year.whole,
            year.share,
            year.whole - year.claimed,
        )
        for year in years
    ]
    return Table("Care coordinators in the ARRS sum, by year", columns, tuple(rows))
