"""An audit's page is where people waive, comment and sign off."""

import re
from typing import Any

from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token
from tests.service.web.test_pages import MARKUP


def send(browser: Any, audit: str, what: str, **fields: str) -> Any:
    csrf = token(browser.get(f"/audits/{audit}").text)
    return browser.post(
        f"/audits/{audit}/{what}", data={"csrf": csrf, **fields}, headers={"Origin": ORIGIN}
    )


def test_a_finding_is_waived_and_withdrawn_on_the_page(place: Place) -> None:
    browser, audit = place.signed_in(), place.completed_audit()
    page = browser.get(f"/audits/{audit}").text
    assert '<code class="copied no-break">f1</code>' in page
    assert "Waived on this page" not in page
    said = {"finding": "f1", "owner": MARKUP, "reason": MARKUP, "until": "2999-12-31"}
    answer = send(browser, audit, "waive", **said)
    assert answer.headers["Location"] == f"/audits/{audit}#review"
    page = browser.get(f"/audits/{audit}").text
    banner = page[page.index('id="standing"') :][:1500]
    words = re.sub(r"<[^>]+>", " ", banner)
    assert re.search(r"signed report says\s+Fail\s+and blocks; that stays", words)
    assert re.search(r"it would be\s+Pass\s+and would not block", words)
    assert MARKUP not in page
    assert "Waive a finding" not in page  # nothing is left to waive
    (withdraw,) = re.findall(r'action="/audits/\w+/(waivers/wvr_\w+/withdraw)"', page)
    assert send(browser, audit, withdraw).status_code == 303
    page = browser.get(f"/audits/{audit}").text
    assert "Waived on this page" not in page
    assert "withdrawn by full" in page


def test_what_does_not_fit_is_told_and_what_was_filled_in_stays(place: Place) -> None:
    browser, audit = place.signed_in(), place.completed_audit()
    answer = send(browser, audit, "waive", finding="f1", owner="Risk", reason="", until="soon")
    assert answer.status_code == 422
    assert "The review was not changed" in answer.text
    assert "is no date" in answer.text
    assert 'value="Risk"' in answer.text
    said = {"finding": "f1", "owner": "Risk", "reason": "x", "until": "2999-12-31"}
    assert send(browser, audit, "waive", **said).status_code == 303
    assert send(browser, audit, "waive", **said).status_code == 409


def test_comments_and_sign_offs_are_shown_and_who_reads_only_is_offered_none(place: Place) -> None:
    browser, audit = place.signed_in(), place.completed_audit()
    assert send(browser, audit, "comment", text=MARKUP, about="f1").status_code == 303
    assert send(browser, audit, "sign-off", statement="read").status_code == 303
    page = browser.get(f"/audits/{audit}").text
    assert MARKUP not in page
    assert "<b>Signed off</b> by full" in page
    reading = place.signed_in("reads").get(f"/audits/{audit}").text
    assert "<b>Signed off</b>" in reading
    for form in ("waive", "comment", "sign-off"):
        assert f'action="/audits/{audit}/{form}"' not in reading


def test_what_was_said_is_in_what_a_browser_downloads_and_the_signed_files_stay(
    place: Place,
) -> None:
    browser, audit = place.signed_in(), place.completed_audit()
    signed = {
        name: browser.get(f"/audits/{audit}/{name}").data for name in ("report.json", "report.html")
    }
    send(browser, audit, "sign-off", statement="read, for the pilot")
    waived = {"finding": "f1", "owner": "Risk", "reason": MARKUP, "until": "2999-12-31"}
    send(browser, audit, "waive", **waived)
    page = browser.get(f"/audits/{audit}").text
    for name in ("review.html", "report.md", "model-card.md"):
        assert f'href="/audits/{audit}/{name}"' in page
        answer = browser.get(f"/audits/{audit}/{name}")
        assert "attachment" in answer.headers["Content-Disposition"]
        for words in ("Signed off", "full", "read, for the pilot", "Risk"):
            assert words in answer.text
        assert MARKUP not in answer.text
    assert (
        "style-src 'sha256-"
        in browser.get(f"/audits/{audit}/review.html").headers["Content-Security-Policy"]
    )
    for name, before in signed.items():
        assert browser.get(f"/audits/{audit}/{name}").data == before
