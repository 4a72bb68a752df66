"""The service's help is what docs/ says, and needs neither docs/ nor a network."""

import re

import pytest

from service.web.help import TOPICS, Topic, text_of
from service.web.help.publish import published


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
def test_every_page_is_up_to_date(topic: Topic) -> None:
    assert text_of(topic) == published(topic), "run: python -m service.web.help.publish"


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
def test_its_links_lead_to_pages_of_the_help(topic: Topic) -> None:
    for address in re.findall(r'href="([^"]+)"', text_of(topic)):
        assert address.startswith(("/help/", "https://")), address
        if address.startswith("/help/"):
            assert address.removeprefix("/help/") in TOPICS


def test_the_glossary_leaves_out_names_in_the_code() -> None:
    words = text_of(TOPICS["words"])
    assert "Role.NUISANCE" not in words
    assert "what should not matter for the answer" in words
    assert "in the code" not in words
