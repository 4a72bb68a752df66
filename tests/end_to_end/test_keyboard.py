"""Every main task by keyboard alone, on a page that was opened once: no address, no pointer."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.artifacts import open_store
from service.records.unit_of_work import EVERYONE, Records
from tests.end_to_end.running import Running, api, browser
from tests.service.worker_hands import claimed, finished, inspected, measured

FARTHEST = 400  # so many tabs, and a task cannot be done by them


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with api(tmp_path_factory.mktemp("keyboard")) as found:
        with Records(found.settings.database_url) as records, records.writing(EVERYONE) as unit:
            (tenant,) = unit.tenants.all()
            _, found.key = unit.keys.mint("all", ["read", "write", "approve"], tenant=tenant.id)
            unit.commit()
        yield found


class Keyboard:
    """Somebody who types, and sees where the focus is."""

    def __init__(self, driver: Any) -> None:
        from selenium.webdriver.support.ui import WebDriverWait

        self.driver, self.wait = driver, WebDriverWait(driver, 30)

    def press(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, selector: str) -> Any:
        """Tab until the focus is there; where it is, it can be seen."""
        from selenium.webdriver.common.keys import Keys

        for _ in range(FARTHEST):
            self.press(Keys.TAB)
            focused = self.driver.switch_to.active_element
            if self.driver.execute_script(
                "return arguments[0].matches(arguments[1])", focused, selector
            ):
                self.is_marked(focused)
                return focused
        raise AssertionError(f"no key reaches {selector}")

    def is_marked(self, focused: Any) -> None:
        style = self.driver.execute_script(
            "const s = getComputedStyle(arguments[0]); return [s.outlineStyle, s.outlineWidth]",
            focused,
        )
        assert style[0] != "none", style
        assert float(style[1].removesuffix("px")) >= 1

    def enter(self, selector: str) -> None:
        from selenium.webdriver.common.keys import Keys

        self.tab_to(selector)
        self.press(Keys.ENTER)

    def comes(self, place: str) -> None:
        """A page whose address holds this, or that shows it."""
        self.wait.until(lambda d: place in d.current_url or place in d.page_source)


def carry_out(running: Running, records: Records, audit: str) -> None:
    """What a worker does."""
    claim = claimed(records, audit)
    measured(records, claim)
    finished(records, open_store(running.settings), claim)


def test_every_task_is_done_by_keyboard_alone(running: Running, tmp_path: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    table = tmp_path / "people.csv"
    table.write_text(f"sex,label\nfemale,{time.monotonic_ns()}\n", encoding="utf-8")
    with Records(running.settings.database_url) as records, browser() as driver:
        keyboard = Keyboard(driver)
        driver.get(f"{running.url}/login")
        keyboard.tab_to("#key")
        keyboard.press(running.key, Keys.ENTER)  # sign in
        keyboard.comes("No audits yet")

        keyboard.enter("a[href='/audits/new']")
        keyboard.comes("Five steps")
        keyboard.tab_to("#dataset-file").send_keys(str(table))  # upload: the system's own dialogue
        keyboard.comes("Being inspected")
        version = driver.current_url.rpartition("dataset=")[2].partition("#")[0]
        looking = threading.Thread(target=inspected, args=(records, version))
        looking.start()
        looking.join()
        keyboard.wait.until(lambda d: d.find_elements("name", "role-0"))

        keyboard.tab_to("[name=role-3]")
        keyboard.press("nuisance")  # the form: what income is
        keyboard.press(Keys.TAB)
        keyboard.comes('value="confounds.dependence"')
        keyboard.tab_to("#probe-0")
        keyboard.press(Keys.SPACE)
        keyboard.press(Keys.SPACE)
        keyboard.enter("button[value=start]")  # submit
        keyboard.comes("/audits/aud_")
        first = driver.current_url.rpartition("/")[2]
        carry_out(running, records, first)
        keyboard.comes("Waive a finding")

        keyboard.enter("#review summary")  # waive
        keyboard.tab_to("#owner")
        keyboard.press("Ada")
        keyboard.tab_to("#until")
        keyboard.press(f"1231{date.today().year + 1}")
        keyboard.tab_to("#reason")
        keyboard.press("known, mended in spring")
        keyboard.enter("form[action$=waive] button")
        keyboard.comes("Waived on this page")

        keyboard.enter("details:has(form[action$=sign-off]) > summary")  # sign off
        keyboard.tab_to("#statement")
        keyboard.press("looked at with Ada")
        keyboard.enter("form[action$=sign-off] button")
        keyboard.comes("Signed off")

        keyboard.enter(f"a[href='/audits/new?from={first}']")  # run it again with changes
        keyboard.comes("Run it again with changes")
        keyboard.tab_to("[name=seed]")
        keyboard.press(Keys.END, "7")
        keyboard.enter("button[value=start]")
        keyboard.wait.until(
            lambda d: "/audits/aud_" in d.current_url and first not in d.current_url
        )
        second = driver.current_url.rpartition("/")[2]
        carry_out(running, records, second)
        keyboard.comes("#review")

        keyboard.enter("nav a[href='/audits']")  # compare any two
        keyboard.comes("Compare any two")
        keyboard.enter("a[href='/comparisons']")
        keyboard.comes("Choose any two")
        keyboard.tab_to("[name=before]")
        keyboard.press(Keys.ARROW_DOWN)
        keyboard.tab_to("[name=audit]")  # of the same row
        keyboard.press(Keys.ARROW_UP)
        keyboard.enter("main form:not([role]) button")
        keyboard.comes("Two audits side by side")
        assert f"audit={second}" in driver.current_url
        assert f"before={first}" in driver.current_url

        keyboard.enter("nav a[href='/audits']")  # filter
        keyboard.comes("Compare any two")
        keyboard.tab_to("#q")
        keyboard.press("nothing of the kind", Keys.ENTER)
        keyboard.comes("No audit matches")
        keyboard.enter("main a[href='/audits']")
        keyboard.comes("Compare any two")
        keyboard.enter("nav[aria-label=Verdict] a[href*='show=fail']")
        keyboard.comes("show=fail")
        assert len(driver.find_elements("css selector", "tbody th.name")) == 2
