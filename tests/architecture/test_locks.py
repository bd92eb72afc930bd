"""The locks hold every package to its bytes, and name no place to get it from."""

import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LOCKS = sorted(REPOSITORY.glob("requirements*.lock"))
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
# name==version, then maybe a marker, then at least one hash; nothing else.
REQUIREMENT = re.compile(
    r"(?P<name>[a-z0-9._-]+)(\[[^]]*\])?==(?P<version>[^ ;]+)(?P<marker> ;[^\\]+)? "
    r"\\\n((    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+)"
)


def bare(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in REQUIREMENT.finditer(path.read_text("utf-8")):
        found.setdefault(bare(match["name"]), set()).add(match["version"])
    return found


def wanted(*extras: str) -> list[str]:
    lines = [*PROJECT["dependencies"]]
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    return lines


def test_all_four_locks_are_there() -> None:
    assert [lock.name for lock in LOCKS] == [
        "requirements-bootstrap.lock",
        "requirements-dev.lock",
        "requirements-spark.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_of_a_lock_is_a_version_with_its_hashes(lock: Path) -> None:
    text = lock.read_text("utf-8")
    rest = REQUIREMENT.sub("", text)
    assert rest.strip() == ""
    assert "://" not in text
    assert len(locked(lock)) >= 1


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("requirements.lock", ()),
        ("requirements-dev.lock", ("dev",)),
        ("requirements-spark.lock", ("dev", "spark")),
    ],
)
def test_what_the_project_asks_for_is_what_is_locked(
    name: str, extras: tuple[str, ...]
) -> None:
    held = locked(REPOSITORY / name)
    for line in wanted(*extras):
        match = re.fullmatch(r"([A-Za-z0-9._-]+)(\[.*\])?(==(.+)|[<>=].*)?", line)
        assert match, line
        versions = held.get(bare(match[1]))
        assert versions, f"{line} is not in {name}: run `make lock`"
        if match[4]:
            assert versions == {match[4]}, f"{line} is locked otherwise in {name}"


def test_the_locks_agree_with_one_another() -> None:
    run, dev, spark = (
        locked(REPOSITORY / f"requirements{part}.lock")
        for part in ("", "-dev", "-spark")
    )
    assert run.items() <= dev.items()
    assert dev.items() <= spark.items()
    assert set(run) & {"pytest", "selenium", "mypy", "pyspark"} == set()
