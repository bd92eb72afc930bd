"""Whose files a month's figure is of is said of that month, whatever came after."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data_access.queries.places import Practice
from data_access.questions.parts.place import Place
from data_access.questions.parts.senders import said_of_each, senders_sentence
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import month_text

NAMES = {"P1": "Mill", "P2": "Green", "P3": "Lane"}
MONTHS = [date(2026, month, 1) for month in range(1, 7)]
PLACE = Place(
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
    sentence = senders_sentence(rows, PLACE, month)
    at = MONTHS.index(month)
    absent = sorted(set(NAMES) - sent[at])
    assert bool(sentence) == bool(absent)
    for code, name in NAMES.items():
        assert (name in sentence) == (code in absent)
        held = [day for n, day in enumerate(MONTHS[:at]) if code in sent[n]]
        if code in absent and held:
            since = month_text(held[-1])
            assert f"{name} sent nothing complete since {since}" in sentence


FIGURES = st.dictionaries(
    st.sampled_from(["Plans", "Reviews", "Refusals"]),
    st.sets(st.sampled_from(sorted(NAMES)), min_size=1),
)


@given(FIGURES)
def test_each_figure_has_its_own_absent_and_what_all_lack_is_said_once(
    sent: dict[str, set[str]],
) -> None:
    senders = {figure: ",".join(sorted(codes)) for figure, codes in sent.items()}
    said = said_of_each("Summary.", senders, PLACE)
    absent = {figure: set(NAMES) - codes for figure, codes in sent.items()}
    if len({frozenset(codes) for codes in absent.values()}) == 1:
        assert not any(figure in said for figure in sent)
    else:
        assert all((figure in said) == bool(codes) for figure, codes in absent.items())
    for code, name in NAMES.items():
        assert (name in said) == any(code in codes for codes in absent.values())
    assert said.startswith("Summary.")
    assert said.endswith(".")
