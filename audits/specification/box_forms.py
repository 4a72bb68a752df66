"""How a detector may write a box, and how a document says it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

BoxFormat: TypeAlias = Literal["xyxy", "xywh", "cxcywh"]
FORMS_OF_BOXES: Mapping[str, str] = MappingProxyType(
    {
        "xyxy": "left, top, right, bottom",
        "xywh": "left, top, width, height",
        "cxcywh": "middle across, middle down, width, height",
    }
)
assert FORMS_OF_BOXES.keys() == {*get_args(BoxFormat)}


def stated_example(outputs: Sequence[str]) -> str:
    """What to write, with the graph's own outputs where their names tell them."""
    names = {
        key: next((name for name in outputs if key[:-1] in name.lower()), key.upper())
        for key in ("scores", "labels")
    }
    boxes = next((name for name in outputs if "box" in name.lower()), "BOXES")
    return (
        f"say it: `output: {{boxes: {boxes}, scores: {names['scores']}, labels: "
        f"{names['labels']}, box_format: xyxy, relative: false}}`; box_format is xyxy, xywh or "
        "cxcywh, relative whether boxes are shares of the picture"
    )
