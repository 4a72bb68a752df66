"""Help is there for everybody, also before they sign in."""

from service.web.help import TOPICS
from tests.service.conftest import Place


def test_the_help_is_linked_from_every_page_and_open_to_everybody(place: Place) -> None:
    assert 'href="/help"' in place.client.get("/login").text
    signed_in = place.signed_in().get("/audits").text
    assert '<a href="/help">Help</a></li>' in signed_in
    assert 'href="/help/browser"' in signed_in  # where nothing was audited yet
    contents = place.client.get("/help").text
    for topic in TOPICS.values():
        assert f'href="/help/{topic.name}"' in contents
        page = place.client.get(f"/help/{topic.name}")
        assert page.status_code == 200
        assert f"<h1>{topic.title}</h1>" in page.text
    assert place.client.get("/help/nothing").status_code == 404
