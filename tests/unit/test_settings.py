"""Every setting: its default, where it may come from, and what is said when wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data_access.errors import CareImpactError
from data_access.settings import Settings, get_settings, read_settings
from data_access.viewer import Role


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARE_IMPACT_HOME")


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert settings.home == Path(".care-impact")
    assert (settings.host, settings.port) == ("127.0.0.1", 8050)
    assert settings.pseudonym_key is None
    assert settings.reader is Role.BOARD


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read_settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("variable", ["PORT", "CARE_IMPACT_PORT"])
def test_the_port_has_two_names(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "8123")
    assert read_settings().port == 8123


def test_port_wins_over_its_longer_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARE_IMPACT_PORT", "1")
    monkeypatch.setenv("PORT", "2")
    assert read_settings().port == 2


def test_an_empty_variable_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"CARE_IMPACT_{name.upper()}", "")
    monkeypatch.setenv("PORT", "")
    assert read_settings() == Settings()
    assert read_settings().home == Path(".care-impact"), "not the working folder"


def test_a_home_in_one_s_own_folder_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARE_IMPACT_HOME", "~/care")
    assert read_settings().home == Path.home() / "care"


def test_a_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("PORT=8111\nCARE_IMPACT_THREADS=3\nOTHER=1\n")
    monkeypatch.setenv("CARE_IMPACT_THREADS", "4")
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    settings = read_settings()
    assert (settings.port, settings.threads) == (8111, 4)


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("PORT", "0", "give a free port, 1 to 65535"),
        ("PORT", "eighty", "give a free port, 1 to 65535"),
        ("CARE_IMPACT_PORT", "65536", "give a free port, 1 to 65535"),
        ("CARE_IMPACT_THREADS", "0", "a number from 1 to 64"),
        ("CARE_IMPACT_WORKERS", "17", "a number from 1 to 16"),
        ("CARE_IMPACT_HOST", "0.0.0.0", "a loopback address"),  # noqa: S104 - refused
        ("CARE_IMPACT_HOST", "example.nhs.uk", "a loopback address"),
        ("CARE_IMPACT_HOST", "::", "a loopback address"),
        ("CARE_IMPACT_CACHE_URL", "http://cache", "leave it empty"),
        ("CARE_IMPACT_BAD_ROW_SHARE", "1.01", "a number from 0 to 1"),
        ("CARE_IMPACT_BAD_ROW_SHARE", "nan", "a number from 0 to 1"),
        ("CARE_IMPACT_PROVISIONAL_MONTHS", "13", "a number from 0 to 12"),
        ("CARE_IMPACT_PROVISIONAL_MONTHS", "1.5", "a number from 0 to 12"),
        ("CARE_IMPACT_LOG_LEVEL", "loud", "debug, info, warning or error"),
        ("CARE_IMPACT_READER", "me", "board, commissioner"),
    ],
)
def test_a_wrong_value_is_one_sentence_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(CareImpactError) as caught:
        read_settings()
    sentence = str(caught.value)
    assert sentence.startswith(f"{variable.replace('CARE_IMPACT_PORT', 'PORT')} cannot")
    assert remedy in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_two_wrong_values_are_both_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("CARE_IMPACT_WORKERS", "x")
    with pytest.raises(CareImpactError, match=r"PORT .*CARE_IMPACT_WORKERS "):
        read_settings()


@given(st.sampled_from(["127.0.0.1", "127.9.9.9", "::1", "localhost"]))
def test_any_loopback_address_serves(host: str) -> None:
    assert read_settings(host=host).host == host


@given(st.ip_addresses())
def test_no_other_address_serves(address: object) -> None:
    try:
        read_settings(host=str(address))
    except CareImpactError:
        assert not address.is_loopback  # type: ignore[attr-defined]
    else:
        assert address.is_loopback  # type: ignore[attr-defined]


def test_the_key_is_never_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARE_IMPACT_PSEUDONYM_KEY", "f00d" * 16)
    settings = read_settings()
    assert settings.pseudonym_key is not None
    assert "f00d" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_settings_are_read_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    get_settings.cache_clear()
    first = get_settings()
    monkeypatch.setenv("PORT", "9999")
    assert get_settings() is first
    get_settings.cache_clear()
    assert get_settings().port == 9999
    monkeypatch.delenv("PORT")
    get_settings.cache_clear()
