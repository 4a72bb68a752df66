"""Answers such as `[{"label": "yes", "score": .9}, ...]`: a pipeline's output, written as text."""

import re

from audits.errors import Problem
from audits.specification.document import ColumnSpec
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Role

# JSON, and what Python writes of the same.
_SCORED = re.compile(r"""\s*(\[?)\s*\{\s*["'](?:label|score)["']\s*:""")


def scored_labels(name: str, spec: ColumnSpec, profile: ColumnProfile) -> Problem | None:
    """Why no answer stands in these cells, and how pandas takes it out of them.

    Compared as texts, none of them would agree with any label.
    """
    if spec.role not in (Role.LABEL, Role.PREDICTION) or spec.map is not None:
        return None
    opened = [_SCORED.match(value) for value in profile.values]
    if not opened or not all(opened):
        return None
    objects = f"frame[{name!r}].map(ast.literal_eval)"
    is_list = all(match is not None and match[1] for match in opened)
    one = "max(cell, key=lambda one: one['score'])" if is_list else "cell"
    return Problem(
        f"dataset.columns.{name}",
        "each cell holds labels with their scores, and no answer as it stands: "
        f"{profile.values[0][:60]!r}",
        f"write the label into a column of its own, in pandas with `import ast` `frame['answer'] = "
        f"{objects}.map(lambda cell: {one}['label'])`, or the probability of one label as a score",
        "scored_labels",
    )
