"""A few of the texts that another audit answered otherwise."""

from audits.json_types import Json
from audits.report.components import Pairs, Side


def examples(paired: Json) -> Pairs | None:
    """A few texts that changed, then and now."""
    found = paired.get("examples")
    if not found:
        return None
    return Pairs("texts-changed", "Some of the texts that changed", tuple(
        (
            _side(told["before"], "before"), _side(told["now"], "now"),
            f"Row {told['row']:,}" + (f": {told['source']}" if told.get("source") else ""),
        )
        for told in found
    ))  # fmt: skip


def _side(text: str, when: str) -> Side:
    return Side(text, caption=when if text.strip() else f"{when}: an empty text")
