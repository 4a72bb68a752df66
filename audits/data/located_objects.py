"""Boxes in pictures and spans of texts, as tables hold them and models answer with them.

Read are what detectors and taggers write: a box as [left, top, right, bottom], or as an object with
`box` (so, or with `xmin`, `ymin`, `xmax` and `ymax`, or `x1` to `y2` as Ultralytics), these corners
by themselves or under `bndbox` (Pascal VOC), or `bbox` ([left, top, width, height], as in COCO); a
span as [start, end], as [start, end, class] (doccano, spaCy), or as an object with `start` and
`end` (or another of `SPANS`). An object may have a class (the first of `CLASSES` that it has, also
as a list of one, as Label Studio writes it) and, where it was detected, a score (of `SCORES`). What
may be a class under another key is refused: an object without one meets every other. COCO's
`iscrowd: 1` and KITTI's class `DontCare` mark a region of many objects, VOC's `difficult: 1` one
that nobody must find.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite
from typing import Any

# Names before numbers, where a tool writes both.
CLASSES = (
    "label", "category", "entity_group", "entity", "entity_type", "name", "class_name",
    "category_name", "label_", "type", "tag", "labels", "rectanglelabels", "class", "cls",
    "class_id", "category_id",
)  # fmt: skip
# KITTI's class of regions in which nobody counted.
NOBODY_COUNTED = "DontCare"
SCORES = ("score", "confidence", "conf", "probability", "prob")
# Words of keys whose texts say no class.
_NO_CLASS = frozenset((
    "text", "word", "words", "token", "tokens", "surface", "phrase", "content", "value", "span",
    "id", "uuid", "guid", "key", "source", "origin", "comment", "comments", "note", "notes",
    "image", "file", "filename", "path", "url", "color", "colour", "language", "lang", "from", "to",
    "created", "updated", "author", "annotator", "user", "by", "at", "date", "time", "model",
    "version", "pos", "lemma",
))  # fmt: skip
# Words of keys whose numbers say one.
_A_CLASS = frozenset(
    ("class", "cls", "category", "cat", "label", "type", "tag", "kind", "entity")
)  # fmt: skip
CORNERS = (("xmin", "ymin", "xmax", "ymax"), ("x1", "y1", "x2", "y2"))
SPANS = (("start", "end"), ("start_offset", "end_offset"), ("start_char", "end_char"))
FORMS = (
    "a list of boxes, each [left, top, right, bottom], or of spans, each [start, end] or "
    '[start, end, "PER"]; or of '
    'objects such as {"box": [10, 20, 40, 60], "label": "person", "score": 0.9}; or words with '
    'their tags, [["Anna", "B-PER"], ["sings", "O"]] or as lines of CoNLL'
)


class NotLocated(ValueError):
    """A cell that holds no boxes and no spans; its text says why."""


@dataclass(frozen=True, slots=True)
class Located:
    """One box or span. ends: (left, right) of each axis, one of a span and two of a box.

    sized: whether a box was written with its width and height, and not with its other corner.
    crowd: whether it is a region in which nobody counted the objects; difficult: whether neither
    finding it nor missing it counts.
    """

    ends: tuple[tuple[float, float], ...]
    label: str | None = None
    score: float | None = None
    sized: bool = field(default=False, compare=False)
    crowd: bool = field(default=False, compare=False)
    difficult: bool = field(default=False, compare=False)


def read_objects(cell: str) -> tuple[Located, ...]:
    """The objects of a cell of JSON; raises `NotLocated`."""
    try:
        written = json.loads(cell)
    except ValueError:
        raise NotLocated("it is no JSON") from None
    if not isinstance(written, list):
        raise NotLocated("it is no list")
    located = tuple(_read(item) for item in written)
    if len({len(one.ends) for one in located}) > 1:
        raise NotLocated("it mixes boxes and spans")
    return located


def _read(item: Any) -> Located:
    if isinstance(item, list):
        if len(item) == 3 and isinstance(item[2], str):
            return Located(_ends(item[:2]), item[2])
        return Located(_ends(item))
    if not isinstance(item, Mapping):
        raise NotLocated(f"{json.dumps(item)} is neither a box nor a span")
    label = _label(item)
    score = next((item[key] for key in SCORES if item.get(key) is not None), None)
    if score is not None and not _is_number(score):
        raise NotLocated(f"the score {json.dumps(score)} is no number")
    sized = isinstance(item.get("bbox"), list) and "box" not in item
    crowd, difficult = (item.get(key) in (1, "1") for key in ("iscrowd", "difficult"))
    crowd = crowd or label == NOBODY_COUNTED
    one = Located(_ends(_numbers(item)), label, score, sized, crowd, difficult)
    if label is None:
        _refuse_unread_class(item)
    return one


def _label(item: Mapping[str, Any]) -> str | None:
    """The class of an object, None where it has none."""
    key = next((key for key in CLASSES if item.get(key) not in (None, [])), None)
    if key is not None:
        value = item[key]
        if isinstance(value, list) and len(value) == 1:
            (value,) = value
        if isinstance(value, list | Mapping):
            raise NotLocated(f"the class {json.dumps(value)} under `{key}` is not one name")
        return str(value)
    return None


def _refuse_unread_class(item: Mapping[str, Any]) -> None:
    read = {*SCORES, "box", "bbox", "bndbox", *chain.from_iterable((*CORNERS, *SPANS))}
    for key, value in item.items():
        if key not in read and _may_be_class(key, value):
            raise NotLocated(
                f"`{key}` of an object may be its class, which is read under `label`; call it so, "
                "or leave it out"
            )


def _may_be_class(key: str, value: Any) -> bool:
    words = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).lower()))
    if _is_number(value):
        return bool(words & _A_CLASS) and isinstance(value, int)
    if isinstance(value, list):
        return bool(value) and all(_may_be_class(key, one) for one in value)
    is_text = isinstance(value, str) and bool(value.strip())
    return is_text and not words & _NO_CLASS and isinstance(_number_in(value), str)


def _numbers(item: Mapping[str, Any]) -> Sequence[Any]:
    box = item.get("box", item.get("bbox", item.get("bndbox")))
    if isinstance(box, Mapping) or (box is None and any(names[0] in item for names in CORNERS)):
        whole = box if isinstance(box, Mapping) else item
        corners = next((names for names in CORNERS if names[0] in whole), CORNERS[0])
        return [_number_in(whole.get(corner)) for corner in corners]
    if "bbox" in item and isinstance(box, list) and len(box) == 4 and all(map(_is_number, box)):
        left, top, width, height = box
        return [left, top, left + width, top + height]
    first, last = next((names for names in SPANS if names[0] in item), SPANS[0])
    if not isinstance(box, list) and first not in item:
        keys = ", ".join(map(str, item)) or "none"
        raise NotLocated(f"an object with the keys {keys} says neither box nor span")
    return box if isinstance(box, list) else [item.get(first), item.get(last)]


def _ends(numbers: Sequence[Any]) -> tuple[tuple[float, float], ...]:
    if len(numbers) not in (2, 4) or not all(map(_is_number, numbers)):
        raise NotLocated(f"{json.dumps(list(numbers))} is neither a box nor a span")
    axes = len(numbers) // 2
    ends = tuple((float(numbers[axis]), float(numbers[axis + axes])) for axis in range(axes))
    if any(first >= last for first, last in ends):
        raise NotLocated(f"{json.dumps(list(numbers))} ends before it begins, or where it does")
    return ends


def _number_in(value: Any) -> Any:
    """A number also where XML made a text of it."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
