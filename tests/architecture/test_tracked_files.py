"""What the repository may hold, file by file."""

import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
WRITTEN = (".py", ".js", ".css", ".toml", ".md", ".txt", ".lock", ".html", "", ".yml")
CODE = (".py", ".js", ".css")
LONGEST = 400
LONGEST_PAGE = 150
# Names that say nothing of what a module is for.
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "lib", "manager", "misc"}
# Written in two parts, so that this file does not find itself.
NOTES_TO_SELF = re.compile("TO" + "DO|FIX" + "ME|XX" + "X")
ADDRESSES = re.compile(
    "|".join(
        (
            r"\bcdn[.-]",
            "jsdel" + "ivr",
            "unp" + "kg",
            "cdnj" + "s",
            "googlea" + "pis",
            r"pypi\.o" + "rg",
            "pythonho" + "sted",
            "npmj" + "s",
            "index-" + "url *[=:]? *http",
        )
    ),
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(home|Users|root|work|mnt)/\w")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [REPOSITORY / name for name in listed.stdout.split("\0") if name]
    return [path for path in names if path.is_file() and "vendor" not in path.parts]


FILES = tracked()
READ = {
    path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8")
    for path in FILES
    if path.suffix in WRITTEN
}


def test_the_tree_was_read() -> None:
    assert {"app.py", "Makefile", "care", "requirements.lock", ".ci/run"} <= set(READ)
    assert len(READ) > 200


def test_no_file_is_too_long_to_read() -> None:
    long = {
        name: len(text.splitlines())
        for name, text in READ.items()
        if name.endswith(CODE) and len(text.splitlines()) > LONGEST
    }
    assert long == {}


def test_a_page_is_composition_only() -> None:
    # A page, not what all pages are made with.
    pages = {
        name: text for name, text in READ.items() if re.match(r"pages/[a-z]", name)
    }
    long = {
        name: len(text.splitlines())
        for name, text in pages.items()
        if len(text.splitlines()) > LONGEST_PAGE
    }
    assert len(pages) > 5
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {
        part.lower()
        for name in READ
        if name.endswith(CODE)
        for part in Path(name).with_suffix("").parts
    }
    assert parts & EMPTY_NAMES == set()


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a note to self", NOTES_TO_SELF),
        ("the address of a registry or a CDN", ADDRESSES),
        ("a path of one machine", MACHINE_PATHS),
    ],
)
def test_no_file_holds(what: str, pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in READ.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == [], what


def test_nothing_of_a_run_is_kept() -> None:
    kept = [
        path.as_posix()
        for path in FILES
        if path.suffix in (".duckdb", ".sqlite", ".pyc", ".log")
        or path.name in (".env", "key")
        or ".care-impact" in path.parts
    ]
    assert kept == []


def test_only_the_agreed_folders_can_be_imported() -> None:
    top = {
        Path(name).parts[0]
        for name in READ
        if name.endswith(".py") and Path(name).parts[0] not in ("tests", "docs")
    }
    assert top == {"app.py", "components", "data_access", "pages"}


def test_few_screenshots_are_tracked_and_a_document_shows_each() -> None:
    names = [path.name for path in FILES if path.parent.name == "screenshots"]
    documents = "".join(text for name, text in READ.items() if name.endswith(".md"))
    assert 0 < len(names) <= 12
    assert [name for name in names if f"screenshots/{name}" not in documents] == []


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    readme = READ["README.md"]
    assert len(readme.splitlines()) < 150
    links = re.findall(r"\]\((?!http)([^)#]+)", readme)
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []
