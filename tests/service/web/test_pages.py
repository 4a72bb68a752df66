"""The pages as a browser without JavaScript sees them."""

import re

import pytest

from tests.service.conftest import Place

MARKUP = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "path", ["/login", "/audits", "/audits/new", "/models", "/policies", "/workers", "/nothing"]
)
def test_no_page_has_inline_style_script_or_a_foreign_address(place: Place, path: str) -> None:
    browser = place.client if path == "/login" else place.signed_in()
    page = browser.get(path, headers={"Accept": "text/html"}).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert all('src="/static/' in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    for wanted in ('lang="en"', 'class="skip"', '<main id="main"'):
        assert wanted in page
    assert page.count("<h1") == 1


def test_strings_of_strangers_are_text_on_every_page(place: Place) -> None:
    browser = place.signed_in()
    version = place.upload("dataset", name=MARKUP, filename=f"{MARKUP}.csv")
    document = {"dataset": {"id": version, "columns": {"answer": {"role": "prediction"},
                                                       "sex": {"role": "protected"}}}}  # fmt: skip
    answer = place.client.post("/v1/audits", json=document, headers=place.headers())
    assert answer.status_code == 202
    for path in ("/audits", "/models", "/workers", f"/audits/new?dataset={version}",
                 f"/audits/{answer.json['id']}"):  # fmt: skip
        page = browser.get(path).text
        assert MARKUP not in page
        assert "&lt;script&gt;" in page


def test_pages_that_renew_themselves_do_so_in_place_and_without_a_script_by_reloading(
    place: Place,
) -> None:
    # a timed reload would lose the reader's place and focus (WCAG 2.2, 2.2.1 and 3.2.5)
    browser = place.signed_in()
    place.audit()
    for address, seconds in (("/workers", 10), ("/audits", 20)):
        page = browser.get(address).text
        assert f'data-renew="{seconds}"' in page
        outside = re.sub("<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
        assert 'http-equiv="refresh"' not in outside
        assert f'http-equiv="refresh" content="{seconds}"' in page
    assert "data-renew" not in browser.get("/policies").text
