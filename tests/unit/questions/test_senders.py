"""Whose files a month's figure is of is said of that month, whatever came after."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data_access.queries.places import Practice
from data_access.questions.parts.place import Place
from data_access.questions.parts.senders import senders_sentence
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import month_text

NAMES = {"P1": "Mill", "P2": "Green", "P3": "Lane"}
MONTHS = [date(2026, month, 1) for month in range(1, 7)]
SENT = st.lists(
    st.sets(st.sampled_from(sorted(NAMES)), min_size=1),
    min_size=len(MONTHS),
    max_size=len(MONTHS),
)


@given(SENT, st.sampled_from(MONTHS))
def test_the_absent_of_a_month_are_named_with_their_last_month(
    sent: list[set[str]], month: date
) -> None:
    rows = pd.DataFrame(
        {
            "month": pd.to_datetime(MONTHS),
            "senders": [",".join(sorted(codes)) for codes in sent],
        }
    )
    place = Place(
        month=MONTHS[-1],
        first_month=MONTHS[0],
        firm=(),
        pcn="U1",
        pcn_name="The PCN",
        practice=WHOLE_PCN,
        cohort="all",
        practices=tuple(
            Practice(code, name, "U1", "The PCN") for code, name in NAMES.items()
        ),
    )
    sentence = senders_sentence(rows, place, month)
    at = MONTHS.index(month)
    absent = sorted(set(NAMES) - sent[at])
    assert bool(sentence) == bool(absent)
    for code, name in NAMES.items():
        assert (name in sentence) == (code in absent)
        held = [day for n, day in enumerate(MONTHS[:at]) if code in sent[n]]
        if code in absent and held:
            since = month_text(held[-1])
            assert f"{name} sent nothing complete since {since}" in sentence
