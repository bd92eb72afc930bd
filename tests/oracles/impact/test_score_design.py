"""What the score knows of a person: from the packed kind, and by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from fixtures.by_hand import trials_by_hand
from fixtures.by_hand.matching_by_hand import COHORTS, Pair
from fixtures.by_hand.people_by_hand import FAR, Person, next_month
from hypothesis import given
from hypothesis import strategies as st

from data_access.marts.impact.trial_kinds import UNKNOWN_EARLIER
from data_access.marts.impact.trial_score import design

MONTH = date(2026, 1, 1)
SEXES = ("male", "female", "other", "unknown")
SMALL = st.integers(0, 7)


@given(
    age=st.integers(0, 104),
    sex=st.sampled_from(SEXES),
    quintile=st.integers(0, 5),
    held=st.sets(st.sampled_from([*COHORTS, "local list"])),
    uses=st.tuples(SMALL, SMALL, SMALL, SMALL),
    long=st.booleans(),
)
def test_every_covariate(
    age: int,
    sex: str,
    quintile: int,
    held: set[str],
    uses: tuple[int, int, int, int],
    long: bool,
) -> None:
    recent, rest, earlier, seen = uses
    came = date(2010, 1, 1) if long else next_month(MONTH, -18)
    person = Person("a", "P", "N", sex, MONTH.year - age, quintile, came, FAR, False)
    person.cohorts = [(name, date(2020, 1, 1), FAR) for name in held]
    person.events["emergency"] = [
        (next_month(MONTH, -1), recent),
        (next_month(MONTH, -6), rest),
        (next_month(MONTH, -20), earlier),
    ]
    person.events["attendances"] = [(next_month(MONTH, -2), seen)]
    registers = [*COHORTS, "local list"]
    kind = {
        "sex": SEXES.index(sex),
        "age": min(age // 5, 18),
        "quintile": quintile,
        "year": np.searchsorted((1, 2, 3, 4, 6, 9, 13), recent + rest, side="right"),
        "recent": min(recent, 2),
        "earlier": min(earlier, 3) if long else UNKNOWN_EARLIER,
        "attendances": np.searchsorted((1, 3), seen, side="right"),
        "registers": sum(1 << registers.index(name) for name in held),
    }
    pair = Pair(person, MONTH, False, next_month(MONTH, 13), {})
    want = trials_by_hand.features(pair, date(2023, 1, 1))
    assert design(pd.DataFrame([kind]))[0].tolist() == [float(x) for x in want]
