"""What other studies found is configuration, checked as it is read."""

import re
from pathlib import Path

import pytest

from data_access.catalogue.studies import FILE, read_studies
from data_access.errors import CareImpactError


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            'source = "Finkelstein',
            'origin = "Finkelstein',
            "camden.source: Field required",
        ),
        ("low = 0.30", "low = 0.50", "must lie in its interval"),
        ("low = 0.30\n", "", "both limits"),
        ("ratio = 0.46\n", "", "a rate ratio, and nothing else"),
        ("low = 0.30\nhigh = 0.71\n", "", "says so in unsure"),
        ('design = "randomised"', 'design = "before and after"', "randomised trial"),
        ('scale = "risk ratio"', 'scale = "rate ratio"', "a rate ratio, and nothing"),
        ('short = "Camden"', f'short = "{"C" * 25}"', "at most 24"),
        ('source = "Stokes', 'unsure = 3\nsource = "Stokes', "valid string"),
        ("randomised = 0.82", "randomised = 8.2", "must lie in its interval"),
        (
            'method = "people enrolled',
            'unsure = "much"\nmethod = "people enrolled',
            "",
        ),
    ],
)
def test_a_study_that_cannot_be_is_refused(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "studies.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    if not why:
        assert read_studies(file)
        return
    with pytest.raises(CareImpactError, match=why):
        read_studies(file)


def test_a_before_and_after_has_no_ratio(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    old = 'design = "before and after"'
    start = text.index(old)
    changed = text[start:].replace(
        'scale = "in words"', 'scale = "rate ratio"\nratio = 0.4', 1
    )
    file = tmp_path / "studies.toml"
    file.write_text(text[:start] + changed, encoding="utf-8")
    with pytest.raises(CareImpactError, match="has no ratio to set beside others"):
        read_studies(file)


def test_every_study_says_where_it_was_read_and_what_was_not() -> None:
    studies = read_studies()
    assert len({study.short for study in studies}) == len(studies) > 20
    for study in studies:
        assert re.search(r"\b(19|20)\d\d\b", study.source), study.id
        # Where a figure is said with no interval, that is said too.
        said = re.search(r"\d\.?\d*%|\d\.\d", study.published)
        assert not said or "interval" in study.published or study.unsure, study.id


def test_one_trial_has_both_answers() -> None:
    (both,) = [study for study in read_studies() if study.both_ways]
    assert both.design == "randomised"
