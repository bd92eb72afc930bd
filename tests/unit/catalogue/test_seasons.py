"""A published season has twelve factors that average one, and says where it is from."""

from pathlib import Path

import pytest

from data_access.catalogue.indicators import BY_ID
from data_access.catalogue.read_toml import read_toml
from data_access.catalogue.seasons import FILE, SEASON_OF, SEASONS, _Seasons
from data_access.errors import CareImpactError


def test_every_season_is_of_seasonal_figures_a_day() -> None:
    assert set(SEASON_OF) == {"emergency", "attendances"}
    for indicator in SEASON_OF:
        assert BY_ID[indicator].seasonal
        # Of registered days, so that a short month is not a low one.
        assert "days" in BY_ID[indicator].denominator
    assert all("NHS England" in season.source for season in SEASONS.values())


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("0.992, 1.018", "0.992, 1.318", "average 1"),
        ("0.992, 1.018", "0.992", "12 factors"),
        ("0.992, 1.018", "-0.992, 1.018", "greater than 0.2"),
        ('publisher = "NHS England"', 'publisher = ""', "at least 1 character"),
    ],
)
def test_a_season_that_cannot_be_is_refused(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    file = tmp_path / "seasons.toml"
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CareImpactError, match=why):
        read_toml(file, _Seasons)
