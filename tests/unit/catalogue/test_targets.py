"""Targets hold for a time, one at a time, and say where they come from."""

from datetime import date
from pathlib import Path

import pytest

from data_access.catalogue.indicators import BY_ID
from data_access.catalogue.targets import (
    FILE,
    TARGETS,
    percent_at,
    read_targets,
    target_at,
)
from data_access.errors import CareImpactError

ONE = """
[[target]]
indicator = "smi_check"
percent = 60.0
source = "A source"
"""


def test_every_target_is_of_a_share_in_the_catalogue() -> None:
    for target in TARGETS:
        assert BY_ID[target.indicator].unit == "percent"
        assert (target.least_percent or 0) < target.percent


def test_a_month_has_the_target_of_its_own_year() -> None:
    before, after = date(2026, 3, 1), date(2026, 4, 1)
    assert percent_at("diabetes_processes", before) is None
    assert percent_at("diabetes_processes", after) == 75.0
    old, new = (target_at("dementia_review", month) for month in (before, after))
    assert old is not None
    assert new is not None
    assert "2023/24" in old.source
    assert "2026/27" in new.source


def test_a_target_holds_from_the_end_of_the_month_in_which_it_was_set() -> None:
    assert percent_at("care_plan_complex", date(2025, 6, 1)) is None
    assert percent_at("care_plan_complex", date(2025, 7, 1)) == 95.0


def test_an_unconfirmed_source_says_so() -> None:
    words = {target.certain: target.words for target in TARGETS}
    assert "not confirmed" in words[False]
    assert "not confirmed" not in words[True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ONE + ONE, "two targets of smi_check"),
        (ONE.replace("60.0", "0.0"), "percent"),
        (ONE.replace("60.0", "160.0"), "percent"),
        (ONE.replace('source = "A source"', 'source = ""'), "source"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / FILE.name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CareImpactError, match=message):
        read_targets(file)


def test_targets_that_follow_each_other_are_read(tmp_path: Path) -> None:
    file = tmp_path / FILE.name
    file.write_text(
        ONE + "valid_to = 2026-03-31" + ONE + "valid_from = 2026-04-01",
        encoding="utf-8",
    )
    assert len(read_targets(file)) == 2
