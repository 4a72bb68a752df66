"""A few of the texts that another audit answered otherwise."""

from audits.json_types import Json
from audits.report.components import Pairs, Side


def examples(paired: Json) -> Pairs | None:
    """A few texts that changed, then and now."""
    texts = paired.get("examples")
    if not texts:
        return None
    return Pairs("texts-changed", "Some of the texts that changed", tuple(
        (
            _side(example["before"], "before"), _side(example["now"], "now"),
            f"Row {example['row']:,}" + (f": {example['source']}" if example.get("source") else ""),
        )
        for example in texts
    ))  # fmt: skip


def _side(text: str, when: str) -> Side:
    return Side(text, caption=when if text.strip() else f"{when}: an empty text")
