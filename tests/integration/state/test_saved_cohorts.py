from pathlib import Path

import pytest

from data_access.choices.cohort_rules import CohortRules
from data_access.errors import CareImpactError
from data_access.state.saved_cohorts import (
    NamedCohort,
    remove_cohort,
    save_cohort,
    saved_cohorts,
)
from data_access.state.store import open_state

RULES = CohortRules(on="smi", age="75plus", left="one")
ONE = NamedCohort("Nearly there", RULES, "A. Lead")


def test_a_cohort_is_kept_by_its_rules_until_it_is_removed(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    save_cohort(engine, "N1", NamedCohort("  Nearly there ", RULES, " A. Lead "))
    save_cohort(engine, "N2", ONE)
    assert saved_cohorts(engine, "N1") == (ONE,)
    open_state.cache_clear()
    engine = open_state(tmp_path)
    assert saved_cohorts(engine, "N1") == (ONE,)
    remove_cohort(engine, "N1", "Nearly there")
    remove_cohort(engine, "N1", "Never kept")
    assert saved_cohorts(engine, "N1") == ()
    assert saved_cohorts(engine, "N2") == (ONE,)


@pytest.mark.parametrize(
    ("cohort", "said"),
    [
        (NamedCohort(" ", RULES, "A. Lead"), "needs a name"),
        (NamedCohort("Mine", RULES, ""), "needs a name"),
        (NamedCohort("x" * 61, RULES, "A. Lead"), "under 60"),
        (NamedCohort("Mine", CohortRules(), "A. Lead"), "Choose who is in"),
        (ONE, "already exists"),
    ],
)
def test_what_cannot_be_kept_is_said(
    tmp_path: Path, cohort: NamedCohort, said: str
) -> None:
    engine = open_state(tmp_path)
    save_cohort(engine, "N1", ONE)
    with pytest.raises(CareImpactError, match=said):
        save_cohort(engine, "N1", cohort)
    assert saved_cohorts(engine, "N1") == (ONE,)
