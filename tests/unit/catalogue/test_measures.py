"""How scores are paired and read is configuration, checked as it is read."""

from pathlib import Path

import pytest

from data_access.catalogue.outcome_measures import (
    FILE,
    outcome_measures,
    read_outcome_measures,
)
from data_access.errors import CareImpactError
from data_access.ingest.extract.codes import MEASURE, SCORE_RANGE


def test_every_measure_of_the_extract_can_be_read() -> None:
    held = outcome_measures().by_id
    assert set(held) == set(MEASURE)
    for id_, one in held.items():
        low, high = SCORE_RANGE[id_]
        assert low < one.levels[0] < one.levels[-1] < high
        assert one.source
        assert (one.gain is None) == (one.gain_source == "")


def test_less_anxiety_is_better_and_more_of_all_else() -> None:
    lower = {id_ for id_, one in outcome_measures().by_id.items() if one.sign < 0}
    assert lower == {"ons4_anxiety"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("levels = [47.1, 55.2, 72.5]", "levels = [47.1, 72.5, 55.2]"), "must rise"),
        (("levels = [47.1, 55.2, 72.5]", "levels = [47.1, 55.2]"), "levels"),
        (('better = "lower"', 'better = "less"'), "better"),
        (("gain = 3.0", "gain = -3.0"), "gain"),
        (("within_days = 365", "within_days = 400"), "within_days"),
        (("[pairs]", "[couples]"), "pairs"),
        (('scale = "0 to 100"', "scale = "), "cannot be read"),
    ],
)
def test_a_wrong_record_is_named_with_what_is_wrong(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert change[0] in text
    file = tmp_path / "measures.toml"
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(CareImpactError, match=r"measures\.toml") as problem:
        read_outcome_measures(file)
    assert said in str(problem.value)
    assert "Correct the file." in str(problem.value)
