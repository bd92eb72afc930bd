"""The paired scores of a selection, and which of them may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.answers.core import Compared, Mark
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.outcome_measures import OutcomeMeasure, outcome_measures
from data_access.disclosure.counts import figure_as_shown
from data_access.disclosure.rule import Flags, disclose, rounded, withheld_cells
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.care.measure_pair import MONTHS_FOLLOWED
from data_access.marts.care.measure_schema import AFTER, BEFORE
from data_access.months import months_after
from data_access.queries.outcome_pairs import VALUES, first_paired_month, pair_sums
from data_access.questions.parts.place import Place, as_far_as, find_place
from data_access.questions.parts.senders import keepers, said_of_senders
from data_access.questions.parts.shares import compared_share
from data_access.selection import WHOLE_PCN
from data_access.stats.change import paired_change
from data_access.words.numbers import month_text, period_text

DEFINITION = "outcomes"
_MEAN_DIGITS = 2  # of a mean outside direct care
FEWEST = 20  # people with both scores for a mean, as the least denominator elsewhere

CANNOT_SAY = (
    "There is no comparison group. People start when they are at their worst, so part "
    "of any gain would have come by itself (regression to the mean), and those who "
    "answer twice may be doing better than those who do not. So this does not show "
    "what the coordinators changed."
)
NO_COMPARISON = (
    "There is no comparison group, so part of any gain is regression to the mean."
)
SIDES = (BEFORE, AFTER)
_SHARED = ("started", "scored", "paired", "gained", "lost")
_AT = {name: position for position, name in enumerate(VALUES)}


@dataclass(frozen=True, slots=True)
class PairedMeasure:
    """Exact sums of one measure over a selection, and which of them are withheld.

    ``levels_withheld`` has a flag for each level at the start, then at follow-up.
    """

    measure: OutcomeMeasure
    sums: Mapping[str, float]
    withheld: Mapping[str, bool]
    levels_withheld: tuple[bool, ...]
    exact: bool

    def share(self, part: str, whole: str, code: str, name: str) -> Compared:
        """Return ``part`` of ``whole`` in per cent with its interval."""
        return compared_share(
            code,
            name,
            self.sums[part],
            self.sums[whole],
            exact=self.exact,
            withheld=self.withheld[part] or self.withheld[whole],
            fewest=FEWEST,
        )

    def count(self, name: str) -> float | Mark:
        """Return a count as it may be shown."""
        value, flag = np.array([self.sums[name]]), np.array([self.withheld[name]])
        (figures,) = disclose(value, value, flag, flag, kind="count", exact=self.exact)
        return figures.cell

    def _summed(self) -> tuple[float, float, float]:
        """Return people, the sum of their changes and that of its squares.

        Outside direct care each to the nearest 5, as a count, so that the mean of two
        versions of the data does not tell one person's score.
        """
        names = ("paired", "change", "change_squared")
        sums = np.array([self.sums[name] for name in names])
        if not self.exact:
            sums = rounded(sums)
        people, change, squared = sums.tolist()
        # Rounded one by one, the squares must still hold the square of their mean.
        return people, change, max(squared, change**2 / people)

    def _digits(self, value: float) -> float:
        return figure_as_shown(value, exact=self.exact, digits=_MEAN_DIGITS)

    def change(self) -> Compared:
        """Return the mean change with its interval; above 0 is better."""
        code, name = self.measure.id, self.measure.name
        people = self.sums["paired"]
        if people < FEWEST or self.withheld["paired"]:
            mark = Mark.SUPPRESSED if self.withheld["paired"] else Mark.TOO_FEW
            why = mark if people else Mark.NO_DATA
            return Compared(code, name, mark=why)
        paired = paired_change(*self._summed())
        people_shown = self.count("paired")
        # To a tenth of a point: from a finer mean one person's score might be told.
        mean, lower, upper = (
            None if np.isnan(value) else round(self._digits(float(value)), 1)
            for value in (paired.estimate, paired.lower, paired.upper)
        )
        out_of = None if isinstance(people_shown, Mark) else round(people_shown)
        return Compared(code, name, mean, lower, upper, out_of)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The measures recorded at a place, of people who started ``first`` to ``last``.

    ``keepers`` are the codes of the practices that keep the cohort's register.
    """

    place: Place
    first: date
    last: date
    exact: bool
    measures: tuple[PairedMeasure, ...]
    keepers: str

    @property
    def who(self) -> str:
        """Write the place, the cohort and the months of starting."""
        cohort = cohort_name(self.place.cohort).lower()
        return (
            f"{self.place.name}, {cohort}, people who started in "
            f"{period_text(self.first, self.last)}"
        )

    def said(self, summary: str) -> str:
        """Add to a summary whose people are not among them."""
        return said_of_senders(summary, self.keepers, self.place)

    def of(self, prefix: str) -> tuple[PairedMeasure, ...]:
        """Return the measures whose id begins with ``prefix``; raise if none does."""
        measures = tuple(p for p in self.measures if p.measure.id.startswith(prefix))
        if not measures:
            raise CareImpactError(_needed(self.place))
        return measures


def read_pairs(context: Context, connection: Connection) -> Pairs:
    """Read the paired scores of the people whose follow-up was over by the month.

    Raises CareImpactError naming the files to load if there are none.
    """
    place = as_far_as(find_place(context, connection), connection, _FILES)
    held_from = first_paired_month(connection, place.pcn)
    last = months_after(place.month, -MONTHS_FOLLOWED)
    first = months_after(last, 1 - outcome_measures().pairs.starts_months)
    if held_from is None or held_from > last:
        raise CareImpactError(_needed(place))
    first = max(first, held_from)
    rows = pair_sums(connection, place.pcn, place.cohort, first, last)
    if rows.empty:
        raise CareImpactError(_needed(place))
    exact = context.viewer.exact_for(place.practice_codes)
    return Pairs(
        place,
        first,
        last,
        exact,
        _paired_measures(rows, place, exact=exact),
        keepers(connection, place, place.cohort),
    )


# Their last month ends what anybody was followed for.
_FILES = ("caseload", "measures")


def _needed(place: Place) -> str:
    return (
        f"No one at {place.name} who started a year or more before "
        f"{month_text(place.month)} has scores to follow: load measures.csv and "
        "caseload.csv, or choose a later month, all practices and everyone "
        "registered."
    )


def _paired_measures(
    rows: pd.DataFrame, place: Place, *, exact: bool
) -> tuple[PairedMeasure, ...]:
    """Return a PCN's sums by measure and practice, and mark what may not be shown.

    Of each count the PCN's total is divided among practices; that of people scored
    twice is divided among the levels at either time as well.
    """
    known = [
        outcome
        for outcome in outcome_measures().by_id.values()
        if outcome.id in set(rows["measure"])
    ]
    practices = sorted(set(rows["practice_code"]))
    every = pd.MultiIndex.from_product([[outcome.id for outcome in known], practices])
    table = rows.set_index(["measure", "practice_code"]).reindex(every, fill_value=0.0)
    sums = table.to_numpy().reshape(len(known), len(practices), len(VALUES))
    whole = sums.sum(axis=1)
    of_practice = practices.index(place.practice) if place.practice in practices else -1
    if place.practice == WHOLE_PCN:
        own = whole
    else:
        own = sums[:, of_practice] if of_practice >= 0 else 0 * whole
    withheld: dict[str, Flags] = {}
    levels = np.ones((len(known), len(BEFORE) + len(AFTER)), dtype=bool)
    for name in _SHARED:
        practice_sums = [sums[:, :, _AT[name]]]
        if name == "paired":
            practice_sums += [
                whole[:, [_AT[outcome] for outcome in side]] for side in SIDES
            ]
        total, hidden = withheld_cells(whole[:, _AT[name]], practice_sums)
        withheld[name] = (
            total if place.practice == WHOLE_PCN else hidden[0][:, of_practice]
        )
        if name == "paired" and place.practice == WHOLE_PCN:
            levels = np.concatenate(hidden[1:], axis=1)
    return tuple(
        PairedMeasure(
            measure,
            dict(zip(VALUES, own[row].tolist(), strict=True)),
            {name: bool(flags[row]) and not exact for name, flags in withheld.items()},
            tuple((levels[row] & (not exact)).tolist()),
            exact,
        )
        for row, measure in enumerate(known)
    )
