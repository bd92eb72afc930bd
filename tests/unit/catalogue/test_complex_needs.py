"""Who has complex needs is configuration, checked as it is read."""

from pathlib import Path

import pytest

from data_access.catalogue.complex_needs import FILE, read_complex_needs
from data_access.catalogue.indicators import BY_ID
from data_access.errors import CareImpactError


def test_every_indicator_of_complex_needs_says_who_they_are_and_needs_them_all() -> (
    None
):
    needs = read_complex_needs()
    counted = [one for one in BY_ID.values() if one.counts == "counts_proactive"]
    assert len(counted) == 7
    for indicator in counted:
        assert {f"cohorts.{one}" for one in needs.registers} <= set(indicator.fields)
        assert "{" not in indicator.numerator + indicator.denominator
    assert needs.words in BY_ID["complex_needs"].numerator
    assert needs.words in BY_ID["care_plan_complex"].denominator


def test_the_words_follow_the_file(tmp_path: Path) -> None:
    file = tmp_path / FILE.name
    file.write_text(
        'source = "The ICB"\nany_of = ["palliative"]\nseveral_of = ["smi", "our_own"]\n'
        "at_least = 2\n",
        encoding="utf-8",
    )
    needs = read_complex_needs(file)
    assert needs.words == (
        "on the register of palliative care, or on 2 or more of SMI and our own"
    )
    assert needs.registers == ("palliative", "smi", "our_own")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("at_least = 2", "at_least = 1", "at_least"),
        ("at_least = 2", "at_least = 6", "at_least registers or more"),
        ('"palliative"]', '"palliative", "smi"]', "either in any_of or in several_of"),
        ('"palliative"]', '"Palliative care"]', "any_of"),
        ("source = ", "# source = ", "source"),
    ],
)
def test_a_wrong_definition_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / FILE.name
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CareImpactError, match=message):
        read_complex_needs(file)
