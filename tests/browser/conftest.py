"""Headless Chromium for dash[testing], from the system's own package."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.chrome.options import Options

# The gallery draws the same answers as the unit tests, which live beside those.
sys.path.append(str(Path(__file__).parents[1] / "unit"))

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
