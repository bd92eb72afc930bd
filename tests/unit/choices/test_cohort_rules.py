from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.choices.cohort_rules import ANY, CHOICES, CohortRules
from data_access.errors import CareImpactError

REGISTER = st.sampled_from(
    [ANY, "smi", "local_group-2", "heart failure", "copd/asthma", "a & b?", "50%", "ü,"]
)


@st.composite
def rules(draw: st.DrawFn) -> CohortRules:
    selected = {name: draw(st.sampled_from([ANY, *CHOICES[name]])) for name in CHOICES}
    registers = {name: draw(REGISTER) for name in ("on", "also", "without")}
    return CohortRules(**registers, **selected)


@settings(max_examples=60)
@given(rules())
def test_rules_are_the_address_and_back(one: CohortRules) -> None:
    assert CohortRules.from_query(parse_qs(one.to_query())) == one
    assert one.empty == (one.to_query() == "")
    assert one.words


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("on", "smi\n"),
        ("on", "a\x1fb"),
        ("also", "a" * 201),
        ("age", "old"),
        ("frailty", "<b>"),
        ("left", "SOME"),
        ("contact", "-1"),
    ],
)
def test_what_no_rule_says_is_one_sentence(name: str, value: str) -> None:
    with pytest.raises(CareImpactError, match=f"The rule {name} in the address"):
        CohortRules.from_query({name: value})


def test_the_last_of_a_repeated_rule_counts_and_the_unknown_is_ignored() -> None:
    query = {"on": ["smi", "dementia"], "month": "2026-01", "left": ANY, "age": ""}
    assert CohortRules.from_query(query) == CohortRules(on="dementia")


def test_words_say_every_rule() -> None:
    rules = CohortRules(on="smi", without="dementia", age="75plus", left="one")
    assert rules.words == (
        "on the register Severe mental illness, not on the register Dementia, aged 75 "
        "and over, one step from a complete check"
    )
    assert CohortRules().words == "everybody registered"
