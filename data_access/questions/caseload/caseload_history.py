"""The caseload of a PCN as a forecast needs it: how many join and leave each month."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.disclosure.rule import LEAST_SHOWN
from data_access.errors import CareImpactError
from data_access.questions.parts.place import Place
from data_access.stats.pace import FEWEST_MONTHS

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CaseloadHistory:
    """People on the caseload before the first month, then who joined and who left."""

    opening: int
    joined: Floats
    left: Floats
    months: tuple[date, ...]

    @property
    def now(self) -> float:
        """Return the number of people on the caseload at the end of the last month."""
        return float(self.opening + self.joined.sum() - self.left.sum())

    def recent(self, months: int) -> "CaseloadHistory":
        """Return the last ``months`` only, starting from the caseload before them."""
        before = slice(None, max(len(self.months) - months, 0))
        opening = self.opening + self.joined[before].sum() - self.left[before].sum()
        rest = slice(before.stop, None)
        return CaseloadHistory(
            int(opening), self.joined[rest], self.left[rest], self.months[rest]
        )


def caseload_history(rows: pd.DataFrame, place: Place) -> CaseloadHistory:
    """Return a history that adds up: open before, plus joined, minus left.

    ``rows`` are those of caseload_open and caseload_new for a whole PCN. A person who
    moves away or dies with an open case counts as left, although no case was closed.

    Raises CareImpactError with fewer than six months of a caseload.
    """
    wide = rows.pivot(index="month", columns="indicator", values="numerator")
    wide = wide.sort_index()
    if "caseload_open" in wide:
        begun = wide["caseload_open"].to_numpy(dtype=float) > 0
        wide = wide[np.cumsum(begun) > 0]
    withheld = rows[rows["numerator_withheld"].eq(True) & rows["numerator"].isna()]
    if len(withheld):
        # What is withheld is not zero: only months after the last of them can be used.
        wide = wide[wide.index > withheld["month"].max()]
        if len(wide) <= LEAST_SHOWN:
            raise CareImpactError(
                f"The caseload of {place.pcn_name} cannot be forecast: fewer than "
                f"{LEAST_SHOWN} of its latest months have numbers large enough to show."
            )
    if len(wide) <= FEWEST_MONTHS:
        raise CareImpactError(
            f"The caseload of {place.pcn_name} cannot be forecast: load caseload.csv "
            f"with more than {FEWEST_MONTHS} months of cases."
        )
    open_cases = wide["caseload_open"].to_numpy(dtype=float)
    started = wide["caseload_new"].fillna(0).to_numpy(dtype=float)[1:]
    # Somebody may come from another practice with a case open already.
    joined = np.maximum(started, np.diff(open_cases))
    return CaseloadHistory(
        opening=int(open_cases[0]),
        joined=joined,
        left=open_cases[:-1] + joined - open_cases[1:],
        months=tuple(day.date() for day in wide.index[1:]),
    )
