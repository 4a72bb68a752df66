"""Cells such as `[{"label": "yes", "score": .9}, ...]`: the answer of a pipeline or query, as text.

Compared as texts no answer would agree with any label, and a score is none of them.
"""

import re

from audits.errors import Problem
from audits.specification.document import ColumnSpec
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Role

_LABELS = ("label", "class", "name", "value", "category", "prediction", "tag")
_SCORES = ("score", "prob", "probability", "confidence")
_VALUE = r"""(?:"[^"]*"|'[^']*'|[\w.+-]+)"""
# JSON, and what Python writes of the same.
_SCORED = re.compile(
    rf"""\s*(?P<list>\[?)\s*\{{\s*["'](\w+)["']\s*:\s*{_VALUE}\s*,\s*["'](\w+)["']\s*:"""
)
# Objects, or lists of numbers and words, in a list.
_OBJECTS = re.compile(r"\s*\[\s*[\[{]")


def scored_labels(name: str, spec: ColumnSpec, profile: ColumnProfile) -> Problem | None:
    """Why no answer or score stands in these cells, and how pandas takes it out of them."""
    if spec.role not in (Role.LABEL, Role.PREDICTION, Role.SCORE) or spec.map is not None:
        return None
    opened = [match for value in profile.values if (match := _SCORED.match(value))]
    if not opened or len(opened) < len(profile.values):
        return None
    keys = {match.groups()[1:] for match in opened}
    named = {key: word for one in keys for word in one for key in _kind(word)}
    if len(keys) > 1 or len(named) < 2:
        return None
    label, score = (f"[{named[kind]!r}]" for kind in ("label", "score"))
    is_list = bool(opened[0]["list"])
    if spec.role is Role.SCORE:
        column = "score"
        taken = (
            f"next(one{score} for one in cell if str(one{label}) == 'POSITIVE')"
            if is_list
            else f"cell{score}"
        )
        whose = " with the positive class for POSITIVE" if is_list else ""
    else:
        column, whose = "answer", ", or the probability of one label as a score"
        taken = f"max(cell, key=lambda one: one{score}){label}" if is_list else f"cell{label}"
    return Problem(
        f"dataset.columns.{name}",
        f"each cell holds labels with their scores, and no {column} as it stands: "
        f"{profile.values[0][:60]!r}",
        f"write the {'label' if column == 'answer' else column} into a column of its own, in "
        f"pandas with `import ast` `frame[{column!r}] = frame[{name!r}].map(ast.literal_eval)"
        f".map(lambda cell: {taken})`{whose}",
        "scored_labels",
    )


def lists_of_objects(name: str, spec: ColumnSpec, profile: ColumnProfile) -> Problem | None:
    """Why lists of boxes or spans are no answers to compare as texts, and which roles read them."""
    if spec.role not in (Role.LABEL, Role.PREDICTION) or spec.map is not None:
        return None
    filled = [value for value in profile.values if value.strip() != "[]"]
    if not filled or not all(map(_OBJECTS.match, filled)):
        return None
    mate = "detections" if spec.role is Role.LABEL else "objects"
    own = "objects" if spec.role is Role.LABEL else "detections"
    return Problem(
        f"dataset.columns.{name}.role",
        f"each cell holds a list, of boxes or spans as it looks: {filled[0][:60]!r}",
        f"give it the role {own} in a document, beside the other's role {mate}; or say `kind: "
        "text` where they are texts to be compared",
        "lists_of_objects",
    )


def _kind(word: str) -> list[str]:
    """What a key holds, by its name: `label`, `score`, or nothing that is known."""
    kinds = {"label": _LABELS, "score": _SCORES}
    return [kind for kind, words in kinds.items() if word.lower() in words]
