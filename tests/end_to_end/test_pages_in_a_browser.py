"""The pages in real Chromium: nothing overflows, no policy is violated, news come by themselves."""

import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from service.artifacts import open_store
from service.records.unit_of_work import EVERYONE, Records
from tests.end_to_end.running import Running, api, browser
from tests.service.worker_hands import (
    DOCUMENT_COLUMNS,
    RULE,
    claimed,
    failed,
    finished,
    inspected,
    measured,
    told,
)

HOSTILE = "<img src=x onerror=alert(1)>\u202e<script>document.title='owned'</script>"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with api(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def records(running: Running) -> Iterator[Records]:
    with Records(running.settings.database_url) as found:
        yield found


def post(running: Running, path: str, **options: Any) -> dict[str, Any]:
    answer = httpx.post(f"{running.url}{path}", headers=running.headers, timeout=60, **options)
    assert answer.status_code < 300, answer.text
    found: dict[str, Any] = answer.json()
    return found


def new_audit(running: Running, records: Records, name: str) -> tuple[str, str]:
    """Ids of an inspected dataset and a queued audit of it."""
    content = f"sex,label\n{time.monotonic_ns()}".encode()
    data = post(running, "/v1/datasets", content=content, params={"name": name})["id"]
    inspected(records, data)
    document = {
        "dataset": {"id": data, "columns": DOCUMENT_COLUMNS},
        "policy": {"rules": [RULE]},
    }
    return data, post(running, "/v1/audits", json=document)["id"]


def sign_in(driver: Any, running: Running) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    driver.get(f"{running.url}/login")
    driver.find_element(By.ID, "key").send_keys(running.key)
    driver.find_element(By.CSS_SELECTOR, "form button").click()
    WebDriverWait(driver, 60).until(lambda found: "/audits" in found.current_url)


def complaints(driver: Any) -> list[str]:
    return [
        entry["message"]
        for entry in driver.get_log("browser")
        if entry["level"] in ("SEVERE", "WARNING")
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_fits_obeys_its_policy_and_treats_strings_as_text(
    running: Running, records: Records, width: int, tmp_path: Path
) -> None:
    data, waiting = new_audit(running, records, f"{HOSTILE} {width}")
    _, done = new_audit(running, records, "long " * 30 + str(width))
    claim = claimed(records, done)
    measured(records, claim)
    finished(records, open_store(running.settings), claim)
    pages = ("/audits", "/audits?show=pass&q=nothing", "/models", "/policies", "/workers",
             "/audits/new", f"/audits/new?dataset={data}", f"/audits/{waiting}", f"/audits/{done}",
             "/audits?sort=verdict", f"/datasets/{data}",
             "/audits/none")  # fmt: skip
    with browser(width, dark=width == 390) as driver:
        sign_in(driver, running)
        for page in pages:
            driver.get(f"{running.url}{page}")
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, f"{page} is {wide} px wide"
            assert driver.title != "owned"
            assert driver.execute_script("return document.querySelectorAll('h1').length") == 1
        found = [text for text in complaints(driver) if "404" not in text]
        assert found == []


@pytest.mark.parametrize(("width", "columns"), [(1280, 2), (390, 1)])
def test_what_stands_side_by_side_stands_below_on_a_phone(
    running: Running, records: Records, width: int, columns: int
) -> None:
    _, waiting = new_audit(running, records, f"columns {width}")
    with browser(width) as driver:
        sign_in(driver, running)
        for page, place in (("/audits/new", ".drops"), (f"/audits/{waiting}", ".two")):
            driver.get(f"{running.url}{page}")
            tracks = driver.execute_script(
                "return getComputedStyle(document.querySelector(arguments[0]))"
                ".gridTemplateColumns.split(' ').length",
                place,
            )
            assert tracks == columns, page


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_stopped_audit_is_readable_in_the_readers_own_colours(
    running: Running, records: Records, width: int, dark: bool
) -> None:
    _, stopped = new_audit(running, records, f"stopped {width}")
    claim = claimed(records, stopped)
    measured(records, claim)
    failed(records, claim, "worker_lost", "The worker died.")
    style = "return getComputedStyle(document.querySelector(arguments[0]), arguments[1])"
    with browser(width, dark=dark, forced_colours=True) as driver:
        sign_in(driver, running)
        driver.get(f"{running.url}/audits/{stopped}")
        assert driver.execute_script("return matchMedia('(forced-colors: active)').matches")
        wide = driver.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width
        # A bar that is only a background would have neither edge nor ink here.
        assert driver.execute_script(f"{style}.borderTopWidth", "progress", None) == "1px"
        bar = Image.open(BytesIO(driver.find_element("tag name", "progress").screenshot_as_png))
        middle = bar.height // 2
        done, left = (bar.getpixel((bar.width * part // 4, middle)) for part in (1, 3))
        assert done != left  # it stopped at 50 %
        ink = driver.execute_script(f"{style}.color", "body", None)
        for icon in (".st-done", ".st-failed", ".st-todo"):
            assert driver.execute_script(f"{style}.color", icon, None) == ink, icon
        heights = driver.execute_script(
            "return [...document.querySelectorAll('.stages .t')].map(t => t.offsetHeight)"
        )
        assert len(set(heights)) == 1  # no word of a stage breaks


def test_the_list_renews_itself_in_place_and_leaves_the_focus_alone(
    running: Running, records: Records
) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    with browser() as driver:
        sign_in(driver, running)
        driver.get(f"{running.url}/workers")
        driver.execute_script(
            "window.same = true; const h1 = document.querySelector('h1');"
            "h1.textContent = 'old'; document.querySelector('main').dataset.renew = '1';"
            "document.querySelector('nav a').focus()"
        )
        title = "return document.querySelector('h1').textContent"
        WebDriverWait(driver, 15).until(lambda d: d.execute_script(title) == "Workers and queue")
        assert driver.execute_script("return window.same") is True
        assert driver.switch_to.active_element.text == "Audits"


def test_progress_arrives_without_reloading_and_becomes_the_report(
    running: Running, records: Records
) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    _, audit = new_audit(running, records, "live")
    with browser() as driver:
        sign_in(driver, running)
        driver.get(f"{running.url}/audits/{audit}")
        driver.execute_script("window.sameDocument = true")
        claim = claimed(records, audit)
        told(records, claim, stage="fairness.ranking", percent=42, step=3, of=7, note=HOSTILE)
        wait = WebDriverWait(driver, 10)
        wait.until(lambda d: d.find_element(By.ID, "bar-label").text == "42 %")
        assert driver.execute_script("return window.sameDocument") is True
        assert driver.find_element(By.CSS_SELECTOR, "[data-bar]").get_attribute("value") == "42"
        assert "step 3 of 7" in driver.find_element(By.CSS_SELECTOR, "[data-step]").text
        assert "42 percent" in driver.find_element(
            By.CSS_SELECTOR, "[data-announce]"
        ).get_attribute("textContent")
        assert driver.find_elements(By.CSS_SELECTOR, "[data-log] img, [data-log] script") == []
        current = driver.find_element(By.CSS_SELECTOR, "[aria-current=step]")
        assert current.text.startswith("Measure")
        measured(records, claim)
        finished(records, open_store(running.settings), claim)
        wait.until(lambda d: "A <report>" in d.find_element(By.TAG_NAME, "h1").text)
        assert complaints(driver) == []


def test_the_time_left_arrives_live_and_goes_when_it_is_used_up(
    running: Running, records: Records
) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    _, audit = new_audit(running, records, "time left")
    claim = claimed(records, audit)
    told(records, claim, stage="fairness.ranking", percent=0, step=1, of=10)
    with records.writing(EVERYONE) as unit:  # 90 % in 18 s: 2 s are left
        for event in unit.audits.events_after(audit):
            event.created_at -= 18.0
        unit.commit()
    left = "return document.querySelector('[data-left]').textContent"
    with browser() as driver:
        sign_in(driver, running)
        driver.get(f"{running.url}/audits/{audit}")
        assert driver.execute_script(left) == ""
        told(records, claim, stage="fairness.ranking", percent=90, step=9, of=10)
        wait = WebDriverWait(driver, 10, poll_frequency=0.1)
        wait.until(lambda d: d.execute_script(left) == "a few seconds left")
        wait.until(lambda d: d.execute_script(left) == "")  # no news came: none is known


def test_a_keyboard_reaches_the_content_and_focus_goes_to_the_error(
    running: Running, records: Records
) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    data, _ = new_audit(running, records, "form")
    with browser() as driver:
        sign_in(driver, running)
        driver.get(f"{running.url}/audits/new?dataset={data}")
        driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
        assert driver.switch_to.active_element.text == "Skip to the content"
        driver.switch_to.active_element.send_keys(Keys.ENTER)
        assert driver.switch_to.active_element.get_attribute("id") == "main"
        driver.find_element(By.NAME, "seed").send_keys("x")
        start = driver.find_element(By.CSS_SELECTOR, "button[value=start]")
        driver.execute_script("arguments[0].click()", start)  # the page scrolls smoothly
        focused = driver.switch_to.active_element
        assert focused.get_attribute("role") == "alert"
        assert "Start: seed" in focused.text


def test_a_keyboard_alone_fills_in_the_form_which_is_checked_meanwhile_and_starts_the_audit(
    running: Running, records: Records
) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait

    data, _ = new_audit(running, records, "keys")
    with browser(390) as driver:
        sign_in(driver, running)
        driver.get(f"{running.url}/audits/new?dataset={data}")

        def tab_to(selector: str) -> Any:
            for _ in range(120):
                focused = driver.switch_to.active_element
                if driver.execute_script("return arguments[0].matches(arguments[1])",
                                         focused, selector):  # fmt: skip
                    return focused
                ActionChains(driver).send_keys(Keys.TAB).perform()  # a file's field takes no keys
            raise AssertionError(f"no key reaches {selector}")

        tab_to("[name=role-3]").send_keys("nuisance")  # income, a feature until now
        wait = WebDriverWait(driver, 15)
        driver.switch_to.active_element.send_keys(Keys.TAB)
        wait.until(lambda d: 'value="confounds.dependence"' in d.page_source)
        summary = "document.querySelector('.summary-bar').innerText"
        wait.until(lambda d: "the policy starter" in d.execute_script(f"return {summary}"))
        tab_to("[name=name-rows]").send_keys("applicants")
        tab_to("button[value=start]").send_keys(Keys.ENTER)
        wait.until(lambda d: "/audits/aud_" in d.current_url)
        audit = driver.current_url.rpartition("/")[2]
        assert complaints(driver) == []
    with records.reading(EVERYONE) as unit:
        document = unit.audits.find(audit).document
    assert document["dataset"]["columns"]["income"]["role"] == "nuisance"
    assert document["names"] == {"rows": "applicants"}


def test_a_file_chosen_is_sent_at_once_and_the_page_waits_for_its_inspection(
    running: Running, records: Records, tmp_path: Path
) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    table = tmp_path / "people.csv"
    table.write_text(f"sex,label\nfemale,{time.monotonic_ns()}\n")
    with browser(390) as driver:
        sign_in(driver, running)
        driver.get(f"{running.url}/audits/new")
        driver.find_element(By.ID, "dataset-file").send_keys(str(table))
        wait = WebDriverWait(driver, 15)
        wait.until(lambda d: "Being inspected" in d.page_source)
        version = driver.current_url.rpartition("dataset=")[2].partition("#")[0]
        looking = threading.Thread(target=inspected, args=(records, version))
        looking.start()
        looking.join()
        wait.until(lambda d: d.find_elements(By.NAME, "role-0"))
        assert driver.find_element(By.NAME, "role-0").get_attribute("value") == "protected"
        assert complaints(driver) == []


def test_nothing_else_was_written_for_other_tenants(records: Records) -> None:
    with records.reading(EVERYONE) as unit:
        assert {row.created_by for row in unit.audits.page().rows} <= {
            row.id for row in unit.keys.page().rows
        }


@pytest.mark.parametrize("width", [1280, 390])
def test_the_explorer_shows_every_route_and_sends_with_the_readers_key(
    running: Running, width: int
) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    def button(text: str) -> Any:
        found = driver.find_elements(By.XPATH, f"//button[normalize-space()='{text}']")
        return next((each for each in found if each.is_displayed()), None)

    def press(text: str) -> None:
        driver.execute_script("arguments[0].click()", wait.until(lambda _: button(text)))

    document = httpx.get(f"{running.url}/openapi.json").json()
    tags = {
        tag
        for routes in document["paths"].values()
        for route in routes.values()
        for tag in route["tags"]
    }
    with browser(width, dark=width < 500) as driver:
        wait = WebDriverWait(driver, 30)
        driver.get(f"{running.url}/docs#/organisations")
        wait.until(lambda found: found.find_elements(By.CSS_SELECTOR, ".opblock-tag"))
        shown = {
            each.get_attribute("data-tag")
            for each in driver.find_elements(By.CSS_SELECTOR, ".opblock-tag")
        }
        assert shown == tags
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        press("Authorize")
        wait.until(lambda found: found.find_elements(By.CSS_SELECTOR, ".auth-container input"))[
            0
        ].send_keys(running.key)
        driver.find_element(By.CSS_SELECTOR, ".modal-ux button[type=submit]").click()
        press("Close")
        head = driver.find_element(By.CSS_SELECTOR, ".opblock-tag[data-tag=policies]")
        driver.execute_script("arguments[0].click()", head)
        summary = "//span[@data-path='/v1/policies']/ancestor::div[contains(@class, 'opblock-get')]"
        route = wait.until(lambda found: found.find_element(By.XPATH, summary))
        driver.execute_script(
            "arguments[0].querySelector('.opblock-summary-control').click()", route
        )
        press("Try it out")
        press("Execute")
        answered = wait.until(
            lambda found: found.find_elements(
                By.CSS_SELECTOR, ".live-responses-table .response-col_status"
            )
        )
        assert "200" in [each.text.split()[0] for each in answered if each.text]
        assert complaints(driver) == []
        assert driver.execute_script("return localStorage.length + sessionStorage.length") == 0
