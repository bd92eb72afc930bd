"""The GP Patient Survey's national figures of 2026, as they are published."""

import csv

import pytest
from fixtures.england_files import FOLDER

from data_access.stats.intervals import wilson

NATIONAL = FOLDER / "gpps" / "gpps_2026_national_selected.csv"
pytestmark = pytest.mark.skipif(
    not NATIONAL.is_file(),
    reason="no published files: set CARE_IMPACT_OPEN_DATA to their folder",
)


@pytest.fixture(scope="module")
def england() -> dict[str, float]:
    with NATIONAL.open() as file:
        return {row["variable"]: float(row["value"]) for row in csv.DictReader(file)}


def test_a_plan_was_asked_about_only_where_there_was_a_conversation(england) -> None:
    asked, had = (
        england["healthcareplan.baseevalw"],
        england["healthconversation_1.count"],
    )
    assert 0.99 * had < asked <= had
    share = england["healthcareplan_1.count"] / england["healthconversation.baseevalw"]
    assert share == pytest.approx(0.198, abs=0.0005)
    assert england["healthcareplan.pcteval"] == pytest.approx(0.460, abs=0.0005)


@pytest.mark.parametrize("question", ["careplan", "support", "confidence"])
def test_published_limits_are_wilsons_with_one_design_effect(england, question) -> None:
    share, low, high, people = (
        england[f"health{question}.{name}"]
        for name in ("pcteval", "lowileval", "hiwileval", "baseevaluw")
    )
    # Wide limits are not in the middle: their centre tells the sample, as their width.
    z2 = 1.959963984540054**2
    half = (high - low) / 2
    n = z2 * share * (1 - share) / half**2 - z2
    ours = wilson(share * n, n)
    assert (ours.lower, ours.upper) == pytest.approx((low, high), abs=1e-6)
    assert people / n == pytest.approx(2.41, abs=0.03)
