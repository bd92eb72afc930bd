"""Each how-to is followed to the letter on a copy of the repository, and works."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
PAGES = sorted((REPOSITORY / "docs" / "how-to").glob("*.md"))
# What one needs of the repository to run the code that a how-to changes.
COPIED = ("app.py", "assets", "components", "data_access", "docs", "pages")
STEP = re.compile(
    r"(?:New file `(?P<new>[^`]+)`|At the end of `(?P<end>[^`]+)`"
    r"|[Ii]n `(?P<file>[^`]+)`, after\s+`(?P<after>[^`\n]+)`):"
    r"\n\n```\w+\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
CHECK = re.compile(r"^```check\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    skip = shutil.ignore_patterns("screenshots")
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=skip)
        else:
            shutil.copy(source, folder / name)
    return folder


def steps_of(page: Path) -> dict[str, list[Callable[[str], str]]]:
    """Give what each step does to the text of which file."""
    changes: dict[str, list[Callable[[str], str]]] = {}
    for step in STEP.finditer(page.read_text("utf-8")):
        name = step["new"] or step["end"] or step["file"]
        changes.setdefault(name, []).append(partial(changed, step))
    return changes


def changed(step: re.Match[str], text: str) -> str:
    if step["new"]:
        assert not text, "a new file is there already"
        return step["text"]
    if step["end"]:
        return f"{text}\n{step['text']}"
    before, line, below = text.partition(f"{step['after']}\n")
    assert line, f"{step['file']} has no line {step['after']}"
    return before + line + step["text"] + below


def test_there_is_a_how_to_for_every_kind_of_change() -> None:
    names = {page.stem for page in PAGES}
    assert names == {"chart", "column", "import-profile", "indicator", "page", "source"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_following_it_works(page: Path, copy: Path) -> None:
    (text,) = CHECK.findall(page.read_text("utf-8"))
    check = copy / "check.py"
    check.write_text(text, "utf-8")
    changes = steps_of(page)
    assert changes
    originals = {}
    for name, steps in changes.items():
        target = copy / name
        originals[target] = target.read_text("utf-8") if target.exists() else ""
        new = originals[target]
        for step in steps:
            new = step(new)
        target.write_text(new, "utf-8")
    try:
        after = subprocess.run(
            [sys.executable, check], cwd=copy, capture_output=True, text=True
        )
        assert after.returncode == 0, after.stderr
    finally:
        for target, original in originals.items():
            target.write_text(original, "utf-8") if original else target.unlink()
    # What is checked is what was done: without it, the check fails.
    before = subprocess.run([sys.executable, check], cwd=copy, capture_output=True)
    assert before.returncode != 0
