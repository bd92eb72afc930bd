"""Where nobody could be picked there is a sentence, and no error of ours."""

import pandas as pd
import pytest

from data_access.questions.impact.impact_picking import _RULES, _row


@pytest.mark.parametrize(("rule", "least", "recent"), _RULES)
def test_a_pcn_of_which_nobody_is_counted_has_no_row(
    rule: str, least: int, recent: bool
) -> None:
    columns = ("admissions", "recent", "people", "events_before", "days_before")
    nobody = pd.DataFrame(columns=[*columns, "events_after", "days_after"])
    assert _row(nobody, rule, least, recent=recent, exact=True) is None
