"""The items of the machine learning reproducibility checklist, with their source: data, read once.

They stand in `reproducibility_checklist.json`, word for word.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audits.specification.reproducibility_statements import ItemKey

PATH = Path(__file__).with_name("reproducibility_checklist.json")


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """key: in the document's `reproducibility`. section: of the checklist. text: its own words."""

    key: ItemKey
    section: str
    text: str


@cache
def items() -> tuple[ChecklistItem, ...]:
    """All of them, in the checklist's order."""
    stored = json.loads(PATH.read_text(encoding="utf-8"))
    return tuple(
        ChecklistItem(item["key"], section["title"], item["text"])
        for section in stored["sections"]
        for item in section["items"]
    )


@cache
def source() -> str:
    """Where they are from, as it is cited."""
    return str(json.loads(PATH.read_text(encoding="utf-8"))["source"])
