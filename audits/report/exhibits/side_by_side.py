"""Kind `side_by_side`: one row explained by several methods.

content: `methods` (each a `title`, the `kind` of its drawing and that drawing's content, and
optionally the `method` its card names), `answer`, `probability`, `agreement`, `disagree`.
A method whose card is stamped carries the stamp on each of its drawings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from audits.report.components import Banner, Figures, Heading, Highlighted, Part, Text
from audits.report.exhibits import heat_picture, highlighted_text, signed_bars
from audits.report.exhibits.reliability import STAMP
from audits.report.number_format import plain
from audits.report.view import View

DRAWINGS = {
    "highlighted_text": highlighted_text.draw,
    "heat_picture": heat_picture.draw,
    "signed_bars": signed_bars.draw,
}


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """Every method's drawing after the other; a warning first where they disagree."""
    content = exhibit["content"]
    yield Heading(name, exhibit["title"])
    shared = plain(float(content["agreement"]), 2)
    probability = plain(float(content["probability"]), 2)
    if content["disagree"]:
        yield Banner(
            "These explanations disagree.",
            f"Any two of them share {shared} of their pattern on average. None of them should be "
            f"relied on alone. The model answers with probability {probability}.",
        )
    else:
        yield Text(
            f"The model answers with probability {probability}. Any two methods share {shared} "
            "of their pattern on average."
        )
    stamped = {
        card["content"].get("method")
        for card in view.exhibits(kind="reliability")
        if card["content"].get("stamped")
    }
    row = str(exhibit["title"]).removesuffix(" by each method")
    figures: list[Any] = []
    rest: list[Part] = []
    for index, method in enumerate(content["methods"]):
        drawing = {"kind": method["kind"], "title": method["title"], "content": method,
                   "probe": exhibit["probe"]}  # fmt: skip
        stamp = STAMP if method.get("method") in stamped else ""
        for part in DRAWINGS[method["kind"]](view, drawing, f"{name}-{index}"):
            if isinstance(part, Figures):
                figures += [
                    replace(figure, stamp=stamp, title=f"{figure.title} · {row}")
                    for figure in part.figures
                ]
            elif isinstance(part, Highlighted):
                rest.append(replace(part, stamp=stamp))
            else:
                rest.append(part)
    if figures:
        yield Figures(tuple(figures))
    yield from rest
