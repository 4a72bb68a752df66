"""What the classes of an ONNX graph are called: by the graph, its metadata, or the plan."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from audits.data.reading.spelling import raw_text
from audits.errors import Refused
from audits.models.onnx.file import OnnxFile
from audits.models.onnx.graph import table_of
from audits.specification.document import ModelSpec
from audits.specification.missing_words import normal

_METADATA = ("labels", "classes", "class_names", "id2label")


def own_labels(
    file: OnnxFile,
    metadata: Mapping[str, str],
    labels: Any,
    width: int | None,
    stated: Sequence[str] | None = None,
) -> tuple[str, ...]:
    """As the file spells them, in the order of the scores; () where it does not say.

    labels: the output that holds a class a row, or None. width: how many scores a row has, or None.
    stated: the plan's labels. The classes stand in the classifier, in the table it is picked from,
    in the file's metadata, or are counted: 0, 1, 2 ... Who counts never comes to a number below 0:
    where the plan says -1 and 1, as of a detector of outliers, these are what the graph answers.
    """
    classes: tuple[str, ...] = ()
    if labels is not None:
        classes = table_of(file, labels.name)
    classes = classes or file.labels or _from_metadata(metadata)
    if classes:
        return tuple(map(normal, classes))
    if labels is not None and labels.type != "tensor(string)" and _has_negative(stated or ()):
        return tuple(stated or ())
    if width is not None and (labels is None or labels.type != "tensor(string)"):
        return tuple(str(index) for index in range(max(2, width)))
    return ()


def _has_negative(stated: Sequence[str]) -> bool:
    """Whether all are whole numbers, and some of them below 0."""
    whole = all(re.fullmatch(r"-?\d+", label) for label in stated)
    return whole and any(label.startswith("-") for label in stated)


def choose_classes(
    spec: ModelSpec, own: tuple[str, ...], labels: Any
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The classes as the audit calls them, and as the label output spells them.

    own: as the file spells them (`own_labels`). labels: the output that holds a class a row, or
    None. Raises `Refused` where the plan's labels are more, fewer, or the same in another order.
    """
    stated = spec.labels
    if stated is None:
        return own, own
    if own and len(own) != len(stated):
        raise Refused.because(
            "model.labels",
            f"{len(stated)} labels are given and the model has {len(own)} classes",
            f"give one label a class, in the model's order ({', '.join(own[:8])})",
            "wrong_labels",
        )
    if own and tuple(stated) != own and sorted(stated) == sorted(own):
        raise Refused.because(
            "model.labels",
            f"the model's own classes are {', '.join(own[:8])}, in this order, and the labels "
            f"say {', '.join(stated[:8])}",
            "leave `labels` out, or give them in the model's order",
            "labels_in_another_order",
        )
    if own or labels is None:
        return tuple(stated), own or tuple(stated)
    if labels.type == "tensor(string)":
        return tuple(stated), tuple(stated)
    # Whole numbers that no table names, as an ArgMax answers.
    return tuple(stated), tuple(str(index) for index in range(len(stated)))


def _from_metadata(metadata: Mapping[str, str]) -> tuple[str, ...]:
    for name in _METADATA:
        text = metadata.get(name)
        if not text:
            continue
        try:
            names = json.loads(text)
        except (ValueError, RecursionError):
            names = [name.strip() for name in text.split(",")]
        if isinstance(names, dict):
            names = list(names.values())
        if isinstance(names, list) and names and all(isinstance(i, str | int) for i in names):
            return tuple(raw_text(item) for item in names)
    return ()
