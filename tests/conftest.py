"""No test may reach a real home; all that need data share one small demo."""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dash import Dash
from fixtures.homes.kept import Homes
from hypothesis import settings

# How long an example takes says how busy the machine is, not whether code is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Where this is set, every process that a test starts compiles all it imports anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# What is imported stays to the end, and a build makes a million objects that go at
# once: to look through them as often as Python does by itself takes an eighth of it.
gc.freeze()
gc.set_threshold(20_000, 25, 50)

DEFAULT_HOME = ".care-impact"
# What a reader may set to run the tests on; everything else is taken away.
_KEPT = ("CARE_IMPACT_OPEN_DATA", "CARE_IMPACT_GOLDEN")
_TOUCHING = ("open", "os.mkdir", "os.remove", "os.rename", "sqlite3.connect")


def _refuse_the_default_home(event: str, arguments: tuple[object, ...]) -> None:
    if event in _TOUCHING and DEFAULT_HOME in str(arguments[0]):
        raise RuntimeError(f"A test touched the default home: {event} {arguments[0]}")


sys.addaudithook(_refuse_the_default_home)


def pytest_configure(config: pytest.Config) -> None:
    """Let flask-compress leave files to the collector, which closes them at once."""
    config.addinivalue_line(
        "filterwarnings", "ignore:unclosed file <_io.BufferedReader name='.*/assets/"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the demo, so that `care check` can do without, and put it first.

    Workers begin at different places of the list: so one makes the demo while another
    tests what needs none. In any order both came to it soon, and one waited.
    """
    needing = set()
    for item in items:
        if "demo_home" in getattr(item, "fixturenames", ()):
            item.add_marker("demo")
            needing.add(item.path)
    items.sort(key=lambda item: item.path not in needing)


@pytest.fixture(scope="session", autouse=True)
def _no_real_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Take the machine's settings away, and point the home at an empty folder."""
    from data_access.settings import Settings, get_settings

    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith("CARE_IMPACT_") and name not in _KEPT:
                patch.delenv(name)
        patch.delenv("PORT", raising=False)
        patch.setenv("CARE_IMPACT_HOME", str(tmp_path_factory.mktemp("empty-home")))
        patch.setitem(Settings.model_config, "env_file", None)
        get_settings.cache_clear()
        yield


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Give the homes that tests share; workers of pytest-xdist share them too."""
    copies = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        copies = copies.parent
    return Homes(copies)


@pytest.fixture(scope="session")
def demo_home(homes: Homes) -> Path:
    """Give the home of a small demo PCN and an invented England; change nothing in it.

    Months are November 2023 to October 2026.
    """
    from fixtures.homes.loaded import load_demo_and_england

    return homes.home("demo", load_demo_and_england)


@pytest.fixture
def copy_of_demo(demo_home: Path, tmp_path: Path) -> Callable[[], Path]:
    """Give a function that copies the demo home, for tests that change it."""

    def copy() -> Path:
        return Path(
            shutil.copytree(
                demo_home, tmp_path / "home", ignore=shutil.ignore_patterns("cache")
            )
        )

    return copy


def _served(home: Path) -> Dash:
    """Make the product on a home and ask it once.

    The first app of a process that is asked takes every callback waiting in Dash: one
    made early and asked late had 7 of its 123, if another test made an app between.
    """
    from app import create_app
    from data_access.settings import read_settings

    app = create_app(read_settings(home=home))
    app.server.test_client().get("/_dash-dependencies")
    return app


@pytest.fixture(scope="session")
def empty_app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    """Give the product before anything is loaded."""
    return _served(tmp_path_factory.mktemp("empty-home"))


@pytest.fixture(scope="session")
def demo_app(demo_home: Path) -> Dash:
    """Give the product on the demo home."""
    return _served(demo_home)
