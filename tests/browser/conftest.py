"""Headless Chromium for dash[testing], from the system's own package."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dash.testing.application_runners import BaseDashRunner, ThreadedRunner
from dash.testing.composite import DashComposite
from fixtures.browser.reader import Reader
from fixtures.browser.served import Served, serve
from selenium.webdriver.chrome.options import Options

# The gallery draws the same answers as the unit tests, which live beside those.

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--window-size=1440,900",
)
LOGS = "goog:loggingPrefs"
Opening = Callable[[Path], Reader]


class BrowserOptions(Options):
    """Options that keep every console line and request, whatever dash asks for."""

    def set_capability(self, name: str, value: object) -> None:
        """Set a capability; logging stays complete (dash sets it to errors only)."""
        if name == LOGS:
            value = {"browser": "ALL", "performance": "ALL"}
        super().set_capability(name, value)


def pytest_setup_options() -> Options:
    """Give dash[testing] the browser of this machine, or say what to install."""
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    if binary is None or shutil.which("chromedriver") is None:
        pytest.fail(
            "Browser tests need Chromium and its driver: install the packages "
            "chromium and chromium-driver.",
            pytrace=False,
        )
    options = BrowserOptions()
    options.binary_location = binary
    for argument in ARGUMENTS:
        options.add_argument(argument)
    return options


@pytest.fixture(scope="session", autouse=True)
def _browser_leavings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the profiles that Chromium leaves behind out of the machine's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("chromium")))
        yield


@pytest.fixture(scope="session")
def browser(
    tmp_path_factory: pytest.TempPathFactory, _browser_leavings: None
) -> Iterator[DashComposite]:
    """Give one Chromium to all tests, because starting one takes seconds."""
    with DashComposite(
        server=None,
        browser="Chrome",
        options=[pytest_setup_options()],
        download_path=str(tmp_path_factory.mktemp("downloads")),
        percy_run=False,
    ) as started:
        started.driver.implicitly_wait(0)
        yield started


@pytest.fixture
def dash_duo(
    browser: DashComposite, dash_thread_server: ThreadedRunner
) -> Iterator[DashComposite]:
    """Give that Chromium to a test of components, which starts a server of its own."""
    browser.server = dash_thread_server
    # Each worker counts its ports from a number of its own.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    BaseDashRunner._next_port = max(BaseDashRunner._next_port, 58050 + 200 * worker)
    Reader(browser.driver, "http://localhost").begin()
    browser.driver.implicitly_wait(2)
    yield browser
    browser.driver.implicitly_wait(0)
    # A page that is left open would go on asking the server that has gone.
    browser.driver.get("about:blank")


@pytest.fixture(scope="session")
def address_of(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Path], str]]:
    """Give a function that serves a home to the end, and returns its address."""
    running: dict[Path, Served] = {}

    def address(home: Path) -> str:
        if home not in running:
            running[home] = serve(home, tmp_path_factory.mktemp("served") / "log")
        return running[home].url

    yield address
    for served in running.values():
        served.kill()


@pytest.fixture
def reader_at(
    browser: DashComposite, address_of: Callable[[Path], str]
) -> Iterator[Opening]:
    """Give a function that brings a reader to a home.

    Whoever it was, the console must be empty at the end, and nothing may have left
    the machine.
    """
    opened: list[Reader] = []

    def open_home(home: Path) -> Reader:
        opened.append(Reader(browser.driver, address_of(home)))
        opened[-1].begin()
        return opened[-1]

    yield open_home
    for reader in opened[-1:]:
        assert reader.complaints() == []


@pytest.fixture
def reader(reader_at: Opening, demo_home: Path) -> Reader:
    """Give a reader of the demo."""
    return reader_at(demo_home)
