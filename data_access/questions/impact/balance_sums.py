"""The sums behind a comparison of characteristics, as anybody may know them.

Differences in one characteristic, before and after matching, with the ratio of their
variances, would give back how many people have it: two equations with two unknowns.
"""

import numpy as np
import pandas as pd

from data_access.disclosure.breakdown import withheld_parts
from data_access.disclosure.rule import LEAST_SHOWN, rounded

COHORT = "cohort_"
STARTED = ("started_before", "started_after")


def balance_sums(sums: pd.DataFrame) -> pd.DataFrame:
    """Return rounded sums of the characteristics that may be shown, squares to match.

    ``sums``: rows of impact_balance of one PCN. A characteristic is left out if fewer
    than eight of a group have it or lack it, or had fewer than eight such events; a
    main cohort also where the others, who with it are everybody, would give it away.
    """
    totals = sums["total"].to_numpy(dtype=float)
    weights = sums["weight"].to_numpy(dtype=float)
    # Of something that people have or do not have, each square is the value itself.
    of_people = np.isclose(totals, sums["square"].to_numpy(dtype=float))
    few = (totals < LEAST_SHOWN) | (of_people & (weights - totals < LEAST_SHOWN))
    hidden = {*sums.loc[few, "covariate"], *_withheld_cohorts(sums)}
    near = rounded(totals)
    shown = sums.assign(
        weight=rounded(weights),
        total=near,
        square=sums["square"] * (near / np.where(totals > 0, totals, 1.0)),
    )
    return shown[~shown["covariate"].isin(hidden)]


def _withheld_cohorts(sums: pd.DataFrame) -> set[str]:
    cohorts = sums[sums["covariate"].str.startswith(COHORT)]
    hidden: set[str] = set()
    for _, parts in cohorts[cohorts["group"].isin(STARTED)].groupby("group"):
        flags = withheld_parts(parts["total"].to_numpy(dtype=float))
        hidden |= set(parts.loc[flags, "covariate"])
    return hidden
