"""Somebody at a browser: how tests of pages go, choose and look."""

from dataclasses import dataclass

from page_checks import console_lines, foreign_requests, wait_until_drawn
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import (
    presence_of_element_located,
    text_to_be_present_in_element,
)
from selenium.webdriver.support.ui import Select, WebDriverWait

LONGEST_WAIT = 30  # seconds; tests share two cores with others


@dataclass
class Reader:
    """One reader at one address; every wait is for something that can be seen."""

    driver: WebDriver
    url: str

    def begin(self) -> None:
        """Forget everything of the reader before."""
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd(
            "Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "all"}
        )
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.driver.delete_all_cookies()
        self.complaints()

    def complaints(self) -> list[str]:
        """Give what the console said and what left the machine, since last asked."""
        return [*console_lines(self.driver), *foreign_requests(self.driver)]

    def go(self, path: str, until: str) -> None:
        """Open an address and wait until ``until`` (a selector) is there and drawn."""
        self.driver.get(self.url + path)
        self.see(until)

    def see(self, selector: str) -> WebElement:
        """Wait for an element and for everything on the page to be drawn."""
        found = self._wait(presence_of_element_located((By.CSS_SELECTOR, selector)))
        wait_until_drawn(self.driver)
        return found

    def click(self, selector: str) -> None:
        """Click an element once it is at rest; it may be drawn again meanwhile."""

        def clicked(_: object) -> bool:
            self.see(selector).click()
            return True

        WebDriverWait(
            self.driver,
            LONGEST_WAIT,
            ignored_exceptions=[StaleElementReferenceException],
        ).until(clicked)

    def see_text(self, selector: str, text: str) -> None:
        """Wait until an element holds some text."""
        self._wait(text_to_be_present_in_element((By.CSS_SELECTOR, selector), text))
        wait_until_drawn(self.driver)

    def wait_gone(self, selector: str) -> None:
        """Wait until there is no such element."""
        self._wait(lambda _: not self.all(selector))
        wait_until_drawn(self.driver)

    def see_query(self, query: str) -> None:
        """Wait until the address has exactly this query."""
        self._wait(lambda _: self.query == query)
        wait_until_drawn(self.driver)

    def all(self, selector: str) -> list[WebElement]:
        """Give the elements there are now."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """Give the texts of the elements there are now."""
        return [element.text for element in self.all(selector)]

    def control(self, name: str) -> Select:
        """Give a control of the filter bar."""
        # Dash writes an id that is a mapping as JSON with its keys in order.
        return Select(self.see(f'select[id*=\'"name":"{name}"\']'))

    def choose(self, name: str, value: str) -> None:
        """Choose in the filter bar."""
        self.control(name).select_by_value(value)

    def chosen(self, name: str) -> str:
        """Give what the filter bar shows as chosen, as it is read."""
        return self.control(name).first_selected_option.text

    def follow(self, text: str) -> None:
        """Follow the first link with this text."""
        self.driver.find_element(By.LINK_TEXT, text).click()

    def press(self, *keys: str) -> WebElement:
        """Press keys where the focus is, and give what has the focus then."""
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()
        return self.driver.switch_to.active_element

    def tab_to(self, selector: str, most: int = 80) -> WebElement:
        """Press Tab until an element that matches has the focus."""
        wanted = self.all(selector)
        for _ in range(most):
            at = self.press(Keys.TAB)
            if at in wanted:
                return at
        raise AssertionError(f"{selector} cannot be reached with {most} presses of Tab")

    @property
    def query(self) -> str:
        """Return the query of the address."""
        return str(self.driver.execute_script("return location.search"))

    @property
    def path(self) -> str:
        """Return the path of the address."""
        return str(self.driver.execute_script("return location.pathname"))

    def _wait(self, condition):
        return WebDriverWait(self.driver, LONGEST_WAIT).until(condition)
