"""Exhibits: one renderer a kind, found by its file's name.

A renderer is a module `audits/report/exhibits/KIND.py` with one function,
`draw(view, exhibit, name) -> Iterator[Part]`. Its docstring says which content it reads. An
exhibit of a kind nobody draws, or whose content does not fit, is named on the page and stays
whole in the JSON report.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from audits.report.components import Banner, Part
from audits.report.view import View


@cache
def kinds() -> frozenset[str]:
    """Every kind that can be drawn."""
    return frozenset(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> list[Part]:
    """The parts of the page that show an exhibit."""
    kind = exhibit["kind"]
    if kind not in kinds():
        return [
            Banner(
                f"{exhibit['title']}.",
                f"There is no drawing for “{kind}” yet; its content stands in the JSON report.",
                "sample",
            )
        ]
    renderer = import_module(f"{__name__}.{kind}")
    try:
        return [*renderer.draw(view, exhibit, name), *_stamp(exhibit)]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        # The page must show everything else; what is wrong with the content is said.
        return [
            Banner(
                f"{exhibit['title']} could not be drawn.",
                f"The content of this {kind} does not fit ({type(error).__name__}: {error}); it "
                "stands in the JSON report.",
                "stop",
            )
        ]


def _stamp(exhibit: Mapping[str, Any]) -> list[Part]:
    """An explanation that failed its checks keeps its picture and gets the warning beside it."""
    content = exhibit["content"]
    if exhibit["kind"] == "reliability":
        return []
    for reasons, head, tone in (
        (content.get("doubts") if content.get("stamped") else (), "Do not rely on this.", "stop"),
        (content.get("unsure"), "Not sure that this may be relied on.", "caveat"),
    ):
        if reasons:
            sentences = [str(reason).rstrip(".") for reason in reasons]
            return [Banner(head, " ".join(f"{reason}." for reason in sentences), tone)]
    return []
