"""The reproducibility checklist filled: what answers each item, or that nobody does.

There is no score: an item that is open is a question to somebody, and how many there are says
nothing of the model. A policy may ask that none stays open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from audits.reproducibility.known_answers import Facts, Known, known
from audits.specification.checklist_items import ChecklistItem, items, source
from audits.specification.reproducibility_statements import Statement, Statements


class Standing(StrEnum):
    """What stands behind an item's answer."""

    ANSWERED = "answered"  # by the audit's own evidence, whole
    STATED = "stated"  # by the document: nobody checked it
    OPEN = "open"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class FilledItem:
    """standing: by whom it is answered. known: what the audit itself says of it, also in part.

    stated: what the document says; "" where it says nothing.
    """

    item: ChecklistItem
    standing: Standing
    known: Known
    stated: str = ""

    @property
    def asks(self) -> str:
        """What is asked for; "" where nothing is."""
        return self.known.missing if self.standing is Standing.OPEN else ""


def filled(facts: Facts) -> tuple[FilledItem, ...]:
    """Every item, in the checklist's order."""
    statements = facts.documented.statements
    return tuple(_filled(item, known(item.key, facts), statements) for item in items())


def _filled(item: ChecklistItem, evidence: Known, statements: Statements) -> FilledItem:
    """Evidence that is whole stands before words; words before evidence in part."""
    statement = statements.get(item.key)
    words = "" if statement is None else statement.text or f"{statement.not_applicable}"
    return FilledItem(item, _standing(evidence, statement), evidence, words)


def _standing(evidence: Known, statement: Statement | None) -> Standing:
    if evidence.what and not evidence.missing and not evidence.is_moot:
        return Standing.ANSWERED
    if statement is not None:
        return Standing.STATED if statement.text is not None else Standing.NOT_APPLICABLE
    return Standing.NOT_APPLICABLE if evidence.is_moot else Standing.OPEN


def open_items(entries: Sequence[FilledItem]) -> int:
    """How many nobody answers."""
    return sum(entry.standing is Standing.OPEN for entry in entries)


def content(entries: Sequence[FilledItem]) -> dict[str, Any]:
    """For the exhibit of kind `checklist`."""
    return {
        "source": source(),
        "items": [
            {
                "key": entry.item.key,
                "section": entry.item.section,
                "item": entry.item.text,
                "standing": str(entry.standing),
                "known": entry.known.what,
                "where": entry.known.where,
                "stated": entry.stated,
                "asks": entry.asks,
            }
            for entry in entries
        ],
    }
