"""`.env.example` names every setting, with its description and its default."""

import re
from pathlib import Path

from pydantic import SecretStr

from data_access.settings import Settings

REPOSITORY = Path(__file__).parents[2]
TEXT = (REPOSITORY / ".env.example").read_text("utf-8")
ENTRY = re.compile(r"((?:^# .*\n)+)^#([A-Z_]+)=(.*)$", re.MULTILINE)


def entries() -> dict[str, tuple[str, str]]:
    """Return each variable with its description, its lines joined, and its value."""
    return {
        name: (" ".join(words.replace("# ", "").split()), value)
        for words, name, value in ENTRY.findall(TEXT.split("\n\n", 1)[1])
    }


def variable(name: str) -> str:
    return "PORT" if name == "port" else f"CARE_IMPACT_{name.upper()}"


def test_every_setting_is_named_once_in_the_order_of_the_code() -> None:
    assert list(entries()) == [variable(name) for name in Settings.model_fields]


def test_every_description_is_that_of_the_code() -> None:
    for name, field in Settings.model_fields.items():
        assert entries()[variable(name)][0] == field.description


def test_every_value_is_the_default() -> None:
    for name, field in Settings.model_fields.items():
        default = field.default
        written = "" if default is None else str(default)
        assert entries()[variable(name)][1] == written
        assert not isinstance(default, SecretStr)


def test_every_description_has_a_remedy() -> None:
    for field in Settings.model_fields.values():
        said, _, remedy = (field.description or "").partition(" Remedy: ")
        assert said.endswith(".")
        assert remedy.endswith(".")
        assert remedy[0].islower(), "it follows “cannot be used:”"


def test_nothing_in_it_is_set() -> None:
    lines = [line for line in TEXT.splitlines() if line and not line.startswith("#")]
    assert lines == []
