"""Weights of cases are configuration, checked as it is read."""

from pathlib import Path

import pytest

from data_access.catalogue.complexity import FILE, read_complexity
from data_access.errors import CareImpactError


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("3 = 2.0", "", "1, 2, 3, unknown"), ("2 = 1.5", "2 = 0.0", "weights.2")],
)
def test_every_complexity_has_a_positive_weight(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "weights.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CareImpactError, match=message):
        read_complexity(file)
