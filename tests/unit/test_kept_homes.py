"""Homes of the tests: made once, whoever asks, and whole or not there."""

from pathlib import Path

import pytest
from fixtures.homes import kept
from fixtures.homes.kept import Homes


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Homes, Homes]:
    """Give two runs one after the other."""
    monkeypatch.setattr(kept, "KEPT", tmp_path / "kept")
    for run in ("one", "two"):
        (tmp_path / run).mkdir()
    return Homes(tmp_path / "one"), Homes(tmp_path / "two")


def test_a_home_is_made_once_and_each_run_has_a_copy(runs: tuple[Homes, Homes]) -> None:
    made: list[Path] = []

    def make(home: Path) -> None:
        made.append(home)
        (home / "file").write_text("as made")

    first, again = (run.home("a", make) for run in (*runs[:1], *runs[:1]))
    (first / "file").write_text("changed")
    second = runs[1].home("a", make)

    assert len(made) == 1
    assert first == again
    assert (second / "file").read_text() == "as made"


def test_a_maker_that_fails_leaves_nothing_behind(runs: tuple[Homes, Homes]) -> None:
    def fail(home: Path) -> None:
        (home / "half").touch()
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        runs[0].home("a", fail)
    home = runs[0].home("a", lambda home: (home / "whole").touch())
    assert [path.name for path in home.iterdir()] == ["whole"]


def test_other_code_makes_another_home_and_few_are_kept(
    runs: tuple[Homes, Homes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(kept.DIGESTS_KEPT + 2):
        code = f"code{number}"
        monkeypatch.setattr(kept, "_digest", lambda code=code: code)
        runs[0].home(code, lambda home: (home / "file").touch())
    names = {path.name for path in kept.KEPT.iterdir()}
    assert len(names) == kept.DIGESTS_KEPT
    assert code in names
