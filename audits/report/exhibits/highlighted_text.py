"""Kind `highlighted_text`: the words of a text that spoke for or against an answer.

content: `tokens` (`{text, weight, interval?}` each, in order, spaces included in `text` or added
between), and optional `answer`, `note`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts.shapes import with_intervals
from audits.report.components import Highlighted, Part, Word
from audits.report.number_format import DIFFERENCE, between, plain
from audits.report.view import View

MOST = 400


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """The text; strong words in the darker shade, weak ones unmarked."""
    content = exhibit["content"]
    tokens = content["tokens"][:MOST]
    largest = max((abs(float(token["weight"])) for token in tokens), default=0.0)
    words = []
    spaced = any(str(token["text"])[:1].isspace() for token in tokens[1:])
    for index, token in enumerate(tokens):
        text = str(token["text"])
        if index and not spaced:
            words.append(Word(" "))
        words.append(Word(text, _shade(float(token["weight"]), largest)))
    named = (token for token in tokens if str(token["text"]).strip())
    heavy = sorted(named, key=lambda token: -abs(float(token["weight"])))[:20]
    rows = [
        (str(token["text"]).strip(), plain(float(token["weight"]), 3, signed=True),
         between(token["interval"], DIFFERENCE) if token.get("interval") else "")
        for token in heavy
    ]  # fmt: skip
    answer = content.get("answer")
    note = str(content.get("note", "")) or (f"Answer: “{answer}”" if answer else "")
    yield Highlighted(
        name,
        exhibit["title"],
        note,
        tuple(words),
        with_intervals(("Word", "Weight", "Interval"), rows),
    )


def _shade(weight: float, largest: float) -> str:
    share = weight / largest if largest > 0 else 0.0
    if abs(share) < 0.15:
        return ""
    step = 2 if abs(share) >= 0.55 else 1
    return f"{'f' if share > 0 else 'a'}{step}"
