"""Pages of the documentation that the service shows itself, written by `publish` from docs/."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Topic:
    """name: the last part of its address; source: below docs/; about: one line for the list."""

    name: str
    title: str
    source: str
    about: str


TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        topic.name: topic
        for topic in (
            Topic(
                "browser",
                "A first audit in the browser",
                "tutorials/browser.md",
                "Five steps from a table to a verdict.",
            ),
            Topic(
                "verdicts",
                "What a verdict means",
                "what_a_verdict_means.md",
                "Pass, fail, inconclusive, not run and error in plain words, and what none of "
                "them says.",
            ),
            Topic(
                "words",
                "Glossary",
                "glossary.md",
                "Nuisance, impact ratio, reference group and the other words of the reports.",
            ),
            Topic(
                "filing",
                "Compliance: what to file",
                "tutorials/compliance.md",
                "What to keep of an audit, and what it does not prove.",
            ),
        )
    }
)


@cache
def text_of(topic: Topic) -> str:
    """The page's HTML without its title, as `publish` wrote it."""
    return (FOLDER / f"{topic.name}.html").read_text(encoding="utf-8")
