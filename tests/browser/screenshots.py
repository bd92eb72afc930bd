"""Take every page at two widths, in both themes, into docs/screenshots.

Run by ``make screenshots``, on what CARE_IMPACT_HOME holds. The pictures are to be
looked at, one by one: nothing may be cut off, overlapping, unlabelled or empty.
"""

import base64
import io
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

INTO = Path(__file__).parents[2] / "docs" / "screenshots"
COLOURS = 128
VIEWS = [(width, theme) for width in (1440, 390) for theme in ("light", "dark")]


def taken(driver: WebDriver) -> Image.Image:
    """Give the whole page, however long it is, in as many colours as it needs."""
    picture = driver.execute_cdp_cmd(
        "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True}
    )
    whole = Image.open(io.BytesIO(base64.b64decode(picture["data"])))
    return whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)


def main(wanted: list[str]) -> None:
    """Take the pages named, or all."""
    with tempfile.TemporaryDirectory() as scratch:
        served = serve(get_settings().home.resolve(), Path(scratch) / "log")
        driver = webdriver.Chrome(options=pytest_setup_options())
        try:
            reader = Reader(driver, served.url)
            for path, drawn in (PAGES | OTHERS | OF_A_CLINICAL_LEAD).items():
                page = path.partition("?")[0]
                if wanted and page not in wanted:
                    continue
                role = "clinical_lead" if path in OF_A_CLINICAL_LEAD else "board"
                reader.go("/methods", PAGES["/methods"])
                driver.add_cookie({"name": "care_impact_reader", "value": role})
                reader.go(path, drawn)
                name = page.strip("/").replace("/", "-") or "this-month"
                for width, theme in VIEWS:
                    set_view(driver, width=width, theme=theme)
                    file = INTO / f"{name}-{width}-{theme}.png"
                    taken(driver).save(file, optimize=True)
                sys.stdout.write(f"{path}\n")
        finally:
            driver.quit()
            served.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
