"""A second load of published files says what it changes, and what it lacks."""

import shutil
from pathlib import Path

from fixtures.spoiled_england import PUBLISHED, spoil

from data_access.operations import loading
from data_access.settings import read_settings

QOF = "qof/PREVALENCE_2425.csv.gz"


def load(home: Path, folder: Path) -> list[str]:
    """Load a folder; return what the load says beside the name of each file."""
    said: list[str] = []
    loading.load_published(read_settings(home=home), folder, said.append)
    return [
        line
        for line in said
        if "differs from the last load" in line or "loaded before" in line
    ]


def test_a_load_says_what_differs_from_the_last(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert load(home, PUBLISHED) == []
    assert load(home, PUBLISHED) == []
    more = spoil(
        tmp_path / "more", QOF, "REGISTER", lambda n, t: "11.0" if n == 1 else t
    )
    (said,) = load(home, more)
    assert said == (
        "QOF registers by practice, 2024-25: differs from the last load in 1 of 8 "
        "rows (A90001 2024-25 LD TOTAL: register 10 and 11)."
    )


def test_a_load_says_what_it_no_longer_has(tmp_path: Path) -> None:
    home, files = tmp_path / "home", tmp_path / "files"
    shutil.copytree(PUBLISHED, files)
    load(home, files)
    (files / "imd/fingertips-imd-2025-gp-practice.csv").unlink()
    (files / "practice-map/gp_prac_pat_map.parquet").unlink()
    said = load(home, files)
    assert (
        "Deprivation (IMD) by practice: loaded before, and not in this folder." in said
    )
    assert (
        "Practice to PCN, sub-ICB, ICB and region: loaded before, and not in this "
        "folder, for 2025-11-01 and 1 more." in said
    )
