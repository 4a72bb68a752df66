"""Kind `statement`: one sentence for the top of a block; its title is the sentence's head.

content: `words`, and `tone`: flag (something was found), clear (nothing was) or note.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.components import Banner, Part
from audits.report.view import View

TONES = {"flag": "stop", "clear": "clear", "note": "caveat"}


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A banner in the tone."""
    content = exhibit["content"]
    yield Banner(exhibit["title"], str(content["words"]), TONES.get(content.get("tone"), "caveat"))
