"""axe-core over every page: light, dark, in forced colours, printed; on a desk and on a phone.

axe-core is read from a package of the test's own set (constraints/data.txt) as data, MPL-2.0.
"""

import json
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from audits.report import html
from audits.report.review import with_review
from service.artifacts import open_store
from service.records.unit_of_work import EVERYONE, Records
from tests.audits.report.test_folding import view as everything
from tests.audits.report.test_review import REVIEW
from tests.end_to_end.running import Running, api, browser
from tests.end_to_end.test_pages_in_a_browser import new_audit, post, sign_in
from tests.service.worker_hands import claimed, failed, finished, measured

REPORT = Path(__file__).parents[1] / "audits/report/signed_by_an_earlier_release.json"
# What a medium, a scheme and forced colours make of every page.
MODES = {
    "light": ("screen", "light", "none"),
    "dark": ("screen", "dark", "none"),
    "forced": ("screen", "dark", "active"),
    "print": ("print", "light", "none"),
}
# What is pressed on a page, and what then shows: that something does not fit, or a route's form.
_SENT = "document.querySelector('main form').submit()"
PRESSED = {
    "/audits/new?dataset=": (
        "document.querySelector('[name=seed]').value = 'x';"
        "document.querySelector('button[value=start]').click()",
        ".error-summary",
    ),
    "/policies": (_SENT, ".error-summary"),
    "/schedules": (_SENT, ".error-summary"),
    "/docs": (
        "for (const tag of document.querySelectorAll('.opblock-tag')) tag.click();"
        "setTimeout(() => document.querySelector('.opblock-summary-control').click(), 500)",
        ".responses-table",
    ),
}
RUN = """
const [forced, done] = arguments;
const options = {resultTypes: ['violations']};
// Forced colours are the reader's own, and no style that a script can read.
if (forced) options.rules = {'color-contrast': {enabled: false}};
document.querySelectorAll('details').forEach(each => { each.open = true; });
// What a scheme changes is drawn in the next frame, and by transitions after it.
const settled = new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go))).then(
  () => Promise.allSettled(document.getAnimations().map(each => each.finished)));
settled.then(() => axe.run(document, options)).then(
  found => done(found.violations.map(each => [
    each.id, each.impact, each.nodes.length, each.nodes[0].target.join(' '),
    (each.nodes[0].failureSummary || '').slice(0, 300)])),
  error => done([['axe', 'broke', 0, '', String(error)]]));
"""


@pytest.fixture(scope="module")
def axe() -> str:
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        message = "axe-core is not installed: script/setup test"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, axe: str) -> Iterator[Running]:
    with api(tmp_path_factory.mktemp("axe")) as found:
        with Records(found.settings.database_url) as records, records.writing(EVERYONE) as unit:
            (tenant,) = unit.tenants.all()
            scopes = ["read", "write", "approve", "admin", "operate"]  # every page is shown
            _, found.key = unit.keys.mint("everything", scopes, tenant=tenant.id)
            unit.commit()
        yield found


@pytest.fixture(scope="module")
def pages(running: Running, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Addresses of every kind of page: of the service, and of files that people keep."""
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    with Records(running.settings.database_url) as records:
        data, waiting = new_audit(running, records, "people")
        audits = []
        for _ in range(2):
            audit = new_audit(running, records, "judged")[1]
            claim = claimed(records, audit)
            measured(records, claim)
            store = open_store(running.settings)
            finished(records, store, claim, article=html.article(report))
            audits.append(audit)
        model = post(running, "/v1/models", content=b"a model", params={"name": "one"})["id"]
        stopped = new_audit(running, records, "stopped")[1]
        claim = claimed(records, stopped)
        failed(records, claim, "worker_lost", "The worker died.")
    folder = tmp_path_factory.mktemp("files")
    texts = {
        "report": html.render(report),
        "everything": html.render(everything().report),
        "review": html.review_page(with_review(report, REVIEW)),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    inside = (
        "/audits", "/audits?show=pass&q=nothing", f"/audits/{waiting}", f"/audits/{stopped}",
        f"/audits/{audits[1]}", "/audits/none", "/audits/new", f"/audits/new?dataset={data}",
        f"/comparisons?audit={audits[1]}&before={audits[0]}", "/comparisons", f"/datasets/{data}",
        "/models", f"/models/{model}", "/policies", "/schedules", "/workers", "/trail",
        "/organisations", "/access", "/account", f"/erase/{stopped}", "/docs",
        "/help", "/help/browser", "/help/verdicts", "/help/words", f"/audits/{audits[1]}/repeat",
        f"/audits/{audits[1]}/pdf",
    )  # fmt: skip
    files = [(folder / f"{name}.html").as_uri() for name in texts]
    return [*files, *(f"{running.url}{path}" for path in inside)]


def violations(driver: Any, axe: str, address: str, mode: str) -> list[tuple[Any, ...]]:
    media, scheme, forced = MODES[mode]
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "forced-colors", "value": forced},
    ]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
    if driver.execute_script("return typeof axe") == "undefined":
        driver.execute_script(axe)
    return [(address, mode, *each) for each in driver.execute_async_script(RUN, forced == "active")]


def seen(
    running: Running, axe: str, pages: list[str], width: int, modes: tuple[str, ...],
    *, is_whole: bool = True,
) -> list[tuple[Any, ...]]:  # fmt: skip
    from selenium.webdriver.support.expected_conditions import (
        presence_of_element_located as located,
    )
    from selenium.webdriver.support.ui import WebDriverWait

    with browser(width) as driver:
        driver.set_script_timeout(120)
        driver.get(f"{running.url}/login")
        found = [each for mode in modes for each in violations(driver, axe, "/login", mode)]
        sign_in(driver, running)
        for address in pages:
            driver.get(address)
            for mode in modes:
                found += violations(driver, axe, address, mode)
            path = address.removeprefix(running.url)
            for begins, (script, shows) in PRESSED.items():
                if path.startswith(begins) and is_whole:
                    driver.execute_script(script)
                    WebDriverWait(driver, 20).until(located(("css selector", shows)))
                    for mode in modes:
                        found += violations(driver, axe, f"{address}, pressed", mode)
    return found


def test_what_is_wrong_is_seen(axe: str, tmp_path: Path) -> None:
    page = tmp_path / "wrong.html"
    page.write_text("<!doctype html><title>x</title><main><img src='data:,'></main>")
    with browser() as driver:
        driver.get(page.as_uri())
        rules = {each[2] for each in violations(driver, axe, "wrong", "light")}
    assert {"image-alt", "html-has-lang"} <= rules


def test_what_people_open_first_has_no_violation(
    running: Running, axe: str, pages: list[str]
) -> None:
    first = [page for page in pages if page.endswith("report.html") or "dataset=" in page]
    assert len(first) == 2
    assert seen(running, axe, first, 1280, ("light", "dark"), is_whole=False) == []


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_has_a_violation_in_any_mode(
    running: Running, axe: str, pages: list[str], width: int
) -> None:
    found = seen(running, axe, pages, width, tuple(MODES))
    assert not found, "\n".join(map(str, found))
