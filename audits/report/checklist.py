"""The reproducibility checklist as rows of words, for the page and for every export that has it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audits.report.environment_words import machine, packages
from audits.report.view import View

KIND = "checklist"
# The document's key under which an item is stated.
KEY = "reproducibility"


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """section, item: of the checklist. standing: by whom it is answered.

    answer: what is known and where it stands, what is stated, and what is asked for.
    """

    section: str
    item: str
    standing: str
    answer: str


def rows(view: View, content: Mapping[str, Any]) -> list[ChecklistRow]:
    """Of an exhibit's content, with what the report's environment says beside it."""
    seen = {"dependencies": packages(view), "infrastructure": machine(view)}
    return [_row(item, seen.get(item["key"], "")) for item in content["items"]]


def of_report(view: View) -> Mapping[str, Any] | None:
    """The content of the report's checklist; None where it has none."""
    exhibits = (one["content"] for one in view["exhibits"] if one["kind"] == KIND)
    return next(exhibits, None)


def tally(content: Mapping[str, Any]) -> str:
    """`12 answered, 3 stated, 5 open, 1 not applicable`, of those that there are."""
    counts = Counter(str(item["standing"]) for item in content["items"])
    order = ("answered", "stated", "open", "not applicable")
    return ", ".join(f"{counts[name]} {name}" for name in order if counts[name])


def notes(content: Mapping[str, Any]) -> tuple[str, str]:
    """What the standings mean, and where the items are from."""
    return (
        f"{tally(content)}. Answered: by this audit's own evidence. Stated: by whoever wrote the "
        "document, and checked by nobody. Asked for: to be stated there, under "
        f"{KEY}, by the key that is named. The counts measure nothing of the model.",
        f"Items: {content['source']}.",
    )


def _row(item: Mapping[str, Any], seen: str) -> ChecklistRow:
    known = "; ".join(filter(None, (str(item["known"]), seen)))
    where = f" ({item['where']})" if known and item["where"] else ""
    sentences = (
        f"{known}{where}",
        f"Stated: {item['stated']}" if item["stated"] else "",
        f"Asked for, as {item['key']}: {item['asks']}" if item["asks"] else "",
    )
    answer = " ".join(f"{one[:1].upper()}{one[1:].rstrip('.')}." for one in sentences if one)
    return ChecklistRow(str(item["section"]), str(item["item"]), str(item["standing"]), answer)
