"""The trail as a page."""

from tests.service.conftest import Place


def test_the_page_shows_it_in_words(place: Place) -> None:
    browser = place.signed_in()
    place.signed_in("reads")
    found = browser.get("/trail").text
    assert "Session opened" in found
    assert "reads" in found
    assert "Session opened" not in browser.get("/trail?of=audit").text
    assert "Session opened" in browser.get("/trail?of=session&cursor=1").text
    assert place.signed_in("reads").get("/trail").status_code == 403
