"""Rules as sentences of a form."""

from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token


def test_rules_are_added_and_removed_without_javascript(place: Place) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload()}"
    form = {"csrf": token(browser.get(address).text), "metric-0": "accuracy", "limit-0": "0.5"}
    more = browser.post(address, data={**form, "do": "add"}, headers={"Origin": ORIGIN}).text
    assert 'name="metric-1"' in more
    assert '<option value="accuracy" selected>' in more
    less = browser.post(address, data={**form, "do": "remove-0"}, headers={"Origin": ORIGIN}).text
    assert '<option value="accuracy" selected>' not in less
