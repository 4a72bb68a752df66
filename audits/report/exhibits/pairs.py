"""Kind `pairs`: two texts or pictures side by side, and what changed between them.

content: `pairs`: each `{before, after, note?}`; a side is `{text}` or `{image}` (a `data:` address
of a PNG or JPEG), with an optional `caption`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.components import Pairs, Part, Side
from audits.report.view import View

MOST, LONGEST, LARGEST_BYTES = 12, 600, 60_000
_PICTURE = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+")


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A gallery: each pair side by side."""
    pairs = tuple(
        (_side(pair["before"]), _side(pair["after"]), str(pair.get("note", "")))
        for pair in exhibit["content"]["pairs"][:MOST]
    )
    if pairs:
        yield Pairs(name, exhibit["title"], pairs)


def small_picture(address: object) -> str:
    """The address, if it is a small picture in the page itself: never a link, never an SVG."""
    text = str(address)
    return text if len(text) <= LARGEST_BYTES and _PICTURE.fullmatch(text) else ""


def _side(side: Mapping[str, Any]) -> Side:
    image = small_picture(side.get("image", ""))
    text = str(side.get("text", ""))
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return Side(short, image, str(side.get("caption", "")))
