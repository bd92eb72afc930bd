"""Take every page at two widths, in both themes, into .screenshots.

``make screenshots`` runs it on the data of CARE_IMPACT_HOME. Look at each picture:
nothing may be cut off, overlapping, unlabelled or empty. ``--tracked`` also refreshes
the few pictures in docs/screenshots.
"""

import argparse
import base64
import io
import shutil
import sys
import tempfile
from pathlib import Path

from conftest import pytest_setup_options
from fixtures.browser.every_page import OF_A_CLINICAL_LEAD, OTHERS, PAGES
from fixtures.browser.page_checks import set_view
from fixtures.browser.reader import Reader
from fixtures.browser.served import serve
from PIL import Image
from selenium import webdriver
from selenium.webdriver.remote.webdriver import WebDriver

from data_access.settings import get_settings

REPOSITORY = Path(__file__).parents[2]
TRACKED = REPOSITORY / "docs" / "screenshots"
FOLDER = REPOSITORY / ".screenshots"  # ignored by git
COLOURS = 128
VIEWS = [(width, theme) for width in (1440, 390) for theme in ("light", "dark")]


def screenshot(driver: WebDriver) -> Image.Image:
    """Return a picture of the whole page in a palette of few colours."""
    picture = driver.execute_cdp_cmd(
        "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True}
    )
    page = Image.open(io.BytesIO(base64.b64decode(picture["data"])))
    return page.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)


def main(arguments: list[str]) -> None:
    """Take the named pages, or all of them."""
    parser = argparse.ArgumentParser(prog="care screenshots")
    parser.add_argument(
        "pages", nargs="*", help="paths, as in /caseload (default: all)"
    )
    parser.add_argument(
        "--tracked", action="store_true", help="refresh docs/screenshots too"
    )
    options = parser.parse_args(arguments)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        served = serve(get_settings().home.resolve(), Path(scratch) / "log")
        driver = webdriver.Chrome(options=pytest_setup_options())
        try:
            reader = Reader(driver, served.url)
            for path, drawn in (PAGES | OTHERS | OF_A_CLINICAL_LEAD).items():
                page = path.partition("?")[0]
                if options.pages and page not in options.pages:
                    continue
                role = "clinical_lead" if path in OF_A_CLINICAL_LEAD else "board"
                reader.go("/methods", PAGES["/methods"])
                driver.add_cookie({"name": "care_impact_reader", "value": role})
                reader.go(path, drawn)
                name = page.strip("/").replace("/", "-") or "this-month"
                for width, theme in VIEWS:
                    set_view(driver, width=width, theme=theme)
                    file = FOLDER / f"{name}-{width}-{theme}.png"
                    screenshot(driver).save(file, optimize=True)
                    if options.tracked and (TRACKED / file.name).exists():
                        shutil.copy(file, TRACKED)
                sys.stdout.write(f"{path}\n")
        finally:
            driver.quit()
            served.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
