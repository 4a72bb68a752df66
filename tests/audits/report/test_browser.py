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
    kinds = browser.execute_script("return [...document.scripts].map(s => s.type)")
    assert kinds == ["module"]  # the page's own
    assert complaints(browser) == []


def test_charts_come_alive_under_the_strict_policy(browser, tmp_path, hostile):
    page = html.render(hostile, bundle=bundle.bundle())
    assert len(page.encode()) <= 2_000_000
    show(browser, tmp_path, page)
    browser.execute_script(
        "document.querySelectorAll('details').forEach(d => d.open = true);"
        "document.querySelector('script.spec').parentNode.scrollIntoView()"
    )
    until(browser, "document.querySelectorAll('.plot.live canvas').length")
    assert browser.execute_script("return window.hit") is None
    assert complaints(browser) == []


def test_a_table_of_sentences_can_be_searched_and_sorted(browser, tmp_path, hostile):
    show(browser, tmp_path, html.render(hostile))
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


@pytest.fixture
def answering(make_report, estimate):
    """Numbers for everyone in a table of five columns, one of which gives a long reason."""
    of = {"probe": "language.self_consistency", "step": 1}
    silent = {
        **of, "metric": "wording_agreement", "group": {"sex": "f"}, "sample_size": 9,
        "undetermined": "nine questions are fewer than the thirty that such a number needs",
    }  # fmt: skip
    known = estimate("wording_agreement", {}, 0.4485, [0.4256, 0.4716], 1795) | of
    step = {
        "step": 1, "probe": "language.self_consistency", "version": 1, "status": "ran",
        "reason": None, "remedy": None, "measurements": [known, silent], "warnings": [],
        "seconds": 0.1, "exhibits": [],
    }  # fmt: skip
    return make_report(steps=[step])


def test_on_a_phone_no_interval_and_no_n_lies_beyond_the_edge(browser, tmp_path, answering):
    """Numbers, limits and sizes; what is searched and sorted may scroll by itself."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 900, "deviceScaleFactor": 1, "mobile": True},
    )
    try:
        show(browser, tmp_path, html.render(answering), 390)
        cells, beyond = browser.execute_script(
            """document.querySelectorAll('details').forEach(d => d.open = true);
            const cells = [...document.querySelectorAll(
                '.table:not(.sortable) tbody td, .table:not(.sortable) tbody th')];
            const out = cells.filter(c => c.getBoundingClientRect().right > innerWidth);
            return [cells.map(c => c.textContent), out.map(c => c.textContent)];"""
        )
        assert any("[42.6 to 47.2]" in cell for cell in cells)
        assert beyond == []
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


@pytest.fixture
def many(make_report, estimate, finding):
    """Ten findings on two attributes, and what every cut of a score would do by sex."""
    rules = [{"metric": "selection_rate", "attribute": name, "at_least": 0.1}
             for name in ("sex", "race")]  # fmt: skip
    measurements = [
        estimate("selection_rate", {name: f"{name}{k}"}, 0.2 + k / 20, [0.1, 0.9], 200)
        for name in ("sex", "race") for k in range(5)
    ]  # fmt: skip
    findings = [
        finding(rules[k // 5], "fail" if k in (1, 7) else "pass", k) for k in range(10)
    ]  # fmt: skip
    cuts = [0.1, 0.3, 0.5, 0.7]
    content = {
        "attribute": "sex", "thresholds": cuts,
        "groups": [{"group": {"sex": "f"}, "n": 400, "selection_rate": [0.9, 0.6, 0.4, 0.1]},
                   {"group": {"sex": "m"}, "n": 300, "selection_rate": [0.95, 0.8, 0.6, 0.2]}],
    }  # fmt: skip
    exhibit = {"kind": "thresholds", "title": "Cuts", "content": content}
    plan = {
        "columns": {"sex": {"role": "protected"}, "race": {"role": "protected"},
                    "s": {"role": "score", "threshold": 0.5}},
        "settings": {}, "policy": {"rules": rules},
    }  # fmt: skip
    return make_report(
        plan=plan, measurements=measurements, findings=findings, exhibits=[exhibit]
    )  # fmt: skip


def choose(browser, place, value):
    browser.execute_script(
        "const e = document.querySelectorAll('.sift input, .sift select')[arguments[0]];"
        "e.value = arguments[1]; e.dispatchEvent(new Event('input'));"
        "e.dispatchEvent(new Event('change'))",
        place, value,
    )  # fmt: skip


def test_findings_are_found_by_word_attribute_and_verdict(browser, tmp_path, many):
    show(browser, tmp_path, html.render(many))
    shown = (
        "[...document.querySelectorAll('tr[data-verdict]')].filter(r => r.checkVisibility()).length"
    )
    # Two failures and one pass stand open, the others fold.
    assert browser.execute_script(f"return {shown}") == 3
    choose(browser, 1, "race")
    assert browser.execute_script(f"return {shown}") == 5
    choose(browser, 2, "fail")
    assert browser.execute_script(f"return {shown}") == 1
    said = "return document.querySelector('.sift [role=status]').textContent"
    assert browser.execute_script(said) == "1 of 10 findings"
    choose(browser, 0, "nowhere")
    assert browser.execute_script(f"return {shown}") == 0
    for place in range(3):
        choose(browser, place, "")
    assert browser.execute_script(f"return {shown}") == 10
    assert complaints(browser) == []


def test_the_slider_moves_rates_intervals_and_the_mark_in_the_chart(browser, tmp_path, many):
    """At the cut 0.3 60 % of 400 women, with Wilson's interval by hand: 55.1 to 64.7."""
    show(browser, tmp_path, html.render(many))
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    cell = "return document.querySelector('.explorer tbody td').textContent"
    caption = "return document.querySelector('.explorer caption').textContent"
    mark = "return document.querySelector('.c-cut').getAttribute('d')"
    before = browser.execute_script(cell)
    assert before.replace("\xa0", " ") == "40.0 % [35.3 to 44.9]"
    assert "At the cut in use, 0.5," in browser.execute_script(caption)
    browser.execute_script(
        "const i = document.querySelector('.explorer input'); i.value = 1;"
        "i.dispatchEvent(new Event('input'))"
    )
    moved = browser.execute_script(cell).replace("\xa0", " ")
    assert moved == "60.0 % [55.1 to 64.7]"
    assert "At 0.3," in browser.execute_script(caption)
    # A third of the way from the first cut to the last, on an axis from 44 px on.
    assert browser.execute_script(mark).startswith("M")
    browser.execute_script(
        "const i = document.querySelector('.explorer input'); i.value = 2;"
        "i.dispatchEvent(new Event('input'))"
    )
    assert browser.execute_script(cell) == before


def test_a_line_is_hidden_and_shown_and_the_pointer_reads_it(browser, tmp_path, many):
    show(browser, tmp_path, html.render(many))
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    lines = (
        "return [...document.querySelectorAll('polyline[data-name]')]"
        ".map(l => getComputedStyle(l).display !== 'none')"
    )
    assert browser.execute_script(lines) == [True, True]
    browser.execute_script("document.querySelector('.toggles button').click()")
    assert browser.execute_script(lines) == [False, True]
    browser.execute_script("document.querySelector('.toggles button').click()")
    # The middle of the axis is the cut 0.4, half way between two cuts.
    browser.execute_script(
        "const svg = document.querySelector('svg.lines'), b = svg.getBoundingClientRect();"
        "const [, , from, to] = svg.dataset.x.split(' ').map(Number);"
        "const x = b.left + (from + to) / 2 * b.width / svg.viewBox.baseVal.width;"
        "svg.dispatchEvent(new PointerEvent('pointermove', {clientX: x, clientY: b.top + 50}))"
    )
    said = browser.execute_script("return document.querySelector('.reading').innerText")
    assert said.replace("\xa0", " ").split("\n")[:3] == ["at 0.4", "f: 50.0 %", "m: 70.0 %"]


def test_a_row_of_dots_is_read_from_the_numbers_behind_it(browser, tmp_path, many):
    show(browser, tmp_path, html.render(many))
    browser.execute_script(
        'document.querySelector(\'[data-row="2"] rect, [data-row="2"] circle\')'
        ".dispatchEvent(new PointerEvent('pointermove', {bubbles: true, clientX: 9, clientY: 9}))"
    )
    said = browser.execute_script("return document.querySelector('.reading').innerText")
    assert "Value: 30.0" in said
    assert "n: 200" in said


@pytest.mark.parametrize("width", [390, 1280])
def test_no_chart_is_cut_or_empty(browser, tmp_path, many, width):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    try:
        show(browser, tmp_path, html.render(many), width)
        browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = browser.execute_script(
            "return [...document.querySelectorAll('svg.chart')].map(svg => {"
            "  const frame = svg.viewBox.baseVal, box = svg.getBoundingClientRect();"
            "  const cut = [...svg.querySelectorAll('text')].filter(t => {"
            "    const b = t.getBBox(); return b.x < -1 || b.x + b.width > frame.width + 1;"
            "  }).map(t => t.textContent);"
            "  return [box.width > 200 && box.right <= innerWidth + 1, cut,"
            "          svg.querySelectorAll('.m-dot, polyline').length > 0] })"
        )
        assert len(found) >= 2
        assert all(fits and not cut and marks for fits, cut, marks in found), found
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_keyboard_opens_every_section(browser, tmp_path, many):
    from selenium.webdriver.common.keys import Keys

    show(browser, tmp_path, html.render(many))
    closed = (
        "return [...document.querySelectorAll('details:not([open]) > summary')]"
        ".filter(s => s.checkVisibility()).length"
    )
    assert browser.execute_script(closed) > 2
    browser.execute_script("document.querySelector('.skip').focus()")
    for _ in range(200):
        here = browser.switch_to.active_element
        if here.tag_name == "summary" and here.get_attribute("aria-seen") is None:
            browser.execute_script("arguments[0].setAttribute('aria-seen', '1')", here)
            here.send_keys(Keys.ENTER)
        here.send_keys(Keys.TAB)
        if browser.execute_script("return document.activeElement === document.body"):
            break
    assert browser.execute_script(closed) == 0
