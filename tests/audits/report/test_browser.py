"""The page in a real browser: only our scripts run, no policy is violated, it fits a phone."""

import os
import shutil
import time

import pytest

from audits.report import bundle, html
from tests.local_hosts import LOCAL

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
HOSTILE = "<script>window.hit=1</script><img src=x onerror='window.hit=1'>\u202eevil</style>"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.allow_hosts(LOCAL),
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER) and not os.environ.get("CI"), reason="Chromium is not installed"
    ),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    assert CHROMIUM, "CI needs Chromium"
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def hostile(make_report, estimate, finding):
    rule = {"metric": "false_positive_rate", "attribute": "race", "at_most": 0.4}
    curve = {
        "kind": "curve", "title": HOSTILE,
        "content": {"series": [{"name": HOSTILE, "points": [[0, 0], [1, 1]]},
                               {"name": "b", "points": [[0, 1], [1, 0]]}],
                    "x": {"title": HOSTILE}, "y": {"title": "y"}},
    }  # fmt: skip
    table = {
        "kind": "sentences", "title": HOSTILE,
        "content": {"head": ["Source", "P"], "rows": [[HOSTILE, 0.25], ["abc", 0.5], ["x", 0.1]],
                    "numeric": [1]},
    }  # fmt: skip
    return make_report(
        measurements=[
            estimate(rule["metric"], {"race": HOSTILE}, 0.5, [0.4, 0.6], 100),
            estimate(rule["metric"], {"race": "b"}, 0.3, [0.2, 0.4], 100),
        ],
        findings=[finding(rule, "fail", 0), finding(rule, "not_run", None, reason=HOSTILE)],
        exhibits=[curve, table],
        warnings=[HOSTILE],
    )


def show(browser, tmp_path, text, width=1280):
    file = tmp_path / "report.html"
    file.write_text(text, encoding="utf-8")
    browser.get_log("browser")
    browser.set_window_size(width, 900)
    browser.get(file.as_uri())


def complaints(browser):
    return [entry["message"] for entry in browser.get_log("browser")]


def until(browser, script, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := browser.execute_script(f"return {script}"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"never true: {script}; {complaints(browser)}")


def test_nothing_a_dataset_says_is_run(browser, tmp_path, hostile):
    show(browser, tmp_path, html.render(hostile))
    assert browser.execute_script("return window.hit") is None
    assert browser.execute_script("return document.scripts.length") == 0
    assert complaints(browser) == []


def test_charts_come_alive_under_the_strict_policy(browser, tmp_path, hostile):
    page = html.render(hostile, bundle=bundle.bundle())
    assert len(page.encode()) <= 2_000_000
    show(browser, tmp_path, page)
    browser.execute_script("document.querySelector('script.spec').parentNode.scrollIntoView()")
    until(browser, "document.querySelectorAll('.plot.live canvas').length")
    assert browser.execute_script("return window.hit") is None
    assert complaints(browser) == []


def test_a_table_of_sentences_can_be_searched_and_sorted(browser, tmp_path, hostile):
    show(browser, tmp_path, html.render(hostile, bundle=bundle.bundle()))
    until(browser, "document.querySelectorAll('.searchable input').length")
    browser.execute_script(
        "const i = document.querySelector('.searchable input'); i.value = 'ABC';"
        "i.dispatchEvent(new Event('input'))"
    )
    rows = "[...document.querySelectorAll('.searchable tbody tr')]"
    shown = browser.execute_script(f"return {rows}.filter(r => !r.hidden).length")
    assert shown == 1
    browser.execute_script("document.querySelectorAll('.searchable th button')[1].click()")
    order = browser.execute_script(f"return {rows}.map(r => r.cells[1].textContent)")
    assert order == sorted(order)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_never_scrolls_sideways(browser, tmp_path, report, width):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    try:
        show(browser, tmp_path, html.render(report), width)
        wide = browser.execute_script(
            "return [document.documentElement.scrollWidth, window.innerWidth]"
        )
        assert wide[0] <= wide[1]
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_it_prints(browser, tmp_path, report):
    show(browser, tmp_path, html.render(report))
    found = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    assert len(found["data"]) > 10_000


@pytest.fixture
def compared(report):
    from tests.audits.report.blocks.compared import comparison

    return {**report, "comparison": comparison()}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_comparison_fits_and_no_word_of_its_charts_is_cut(browser, tmp_path, compared, width):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    try:
        show(browser, tmp_path, html.render(compared), width)
        browser.execute_script(
            "document.querySelectorAll('#previous details').forEach(d => d.open = true)"
        )
        wide = browser.execute_script(
            "return [document.documentElement.scrollWidth, window.innerWidth]"
        )
        assert wide[0] <= wide[1]
        cut = browser.execute_script(
            "return [...document.querySelectorAll('#previous svg.chart')].flatMap(svg => {"
            "  const frame = svg.viewBox.baseVal;"
            "  return [...svg.querySelectorAll('text')].filter(text => {"
            "    const box = text.getBBox();"
            "    return box.x < 0 || box.x + box.width > frame.width;"
            "  }).map(text => text.textContent) })"
        )
        assert cut == []
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_keyboard_opens_everything_the_comparison_folds_away(browser, tmp_path, compared):
    from selenium.webdriver.common.keys import Keys

    show(browser, tmp_path, html.render(compared))
    count = browser.execute_script("return document.querySelectorAll('#previous summary').length")
    browser.execute_script("document.querySelector('#previous a.permalink').focus()")
    opened = 0
    for _ in range(120):
        here = browser.switch_to.active_element
        where = browser.execute_script(
            "return [arguments[0].tagName, !!arguments[0].closest('#previous')]", here
        )
        if not where[1]:
            break
        if where[0] == "SUMMARY":
            here.send_keys(Keys.ENTER)
            opened += 1
        browser.switch_to.active_element.send_keys(Keys.TAB)
    assert opened == count
    closed = "return document.querySelectorAll('#previous details:not([open])').length"
    assert browser.execute_script(closed) == 0
