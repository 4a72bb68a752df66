"""A pipeline's outputs as text are no answers; what takes the label out of them is run here."""

import ast
import json
import re

import pandas as pd
import pytest

from audits.planning.scored_labels import lists_of_objects, scored_labels
from audits.specification.document import ColumnSpec
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Kind, Role

ROWS = [[("yes", 0.9), ("no", 0.1)], [("yes", 0.2), ("no", 0.8)]]
LISTS = [[{"label": label, "score": score} for label, score in row] for row in ROWS]


def profile(cells: list[str]) -> ColumnProfile:
    return ColumnProfile("the output", Kind.TEXT, None, len(cells), 0, tuple(cells))


@pytest.mark.parametrize("written", [json.dumps, repr])
@pytest.mark.parametrize(
    ("rows", "labels"),
    [(LISTS, ["yes", "no"]), ([row[0] for row in LISTS], ["yes", "yes"])],
)
def test_the_remedy_takes_the_label_out(written, rows, labels):
    frame = pd.DataFrame({"the output": [written(row) for row in rows]})
    problem = scored_labels(
        "the output", ColumnSpec(role=Role.PREDICTION), profile([*frame["the output"]])
    )
    (pasted,) = re.findall(r"`(frame\['answer'\].*?)`", problem.remedy)
    exec(pasted, {"ast": ast, "frame": frame})
    assert frame["answer"].tolist() == labels


@pytest.mark.parametrize(
    ("rows", "scores"),
    [
        ([[{"label": "1", "prob": 0.2}, {"label": "0", "prob": 0.8}]], [0.2]),
        ([[{"prob": 0.8, "label": 0}, {"prob": 0.2, "label": 1}]], [0.2]),
        ([{"label": "1", "prob": 0.4}], [0.4]),
    ],
)
def test_the_remedy_takes_the_score_of_one_class_out(rows, scores):
    """BigQuery's `predicted_..._probs`."""
    frame = pd.DataFrame({"probs": [json.dumps(row) for row in rows]})
    problem = scored_labels("probs", ColumnSpec(role=Role.SCORE), profile([*frame["probs"]]))
    (pasted,) = re.findall(r"`(frame\['score'\].*?)`", problem.remedy)
    exec(pasted.replace("POSITIVE", "1"), {"ast": ast, "frame": frame})
    assert frame["score"].tolist() == scores


@pytest.mark.parametrize(
    "cells", [[], ["yes", "no"], ['{"label": "yes"}', "no"], ['[{"box": [1, 2], "label": "cat"}]']]
)
def test_other_cells_are_left_alone(cells):
    assert scored_labels("a", ColumnSpec(role=Role.PREDICTION), profile(cells)) is None


def test_roles_of_texts_are_left_alone():
    cells = profile(['{"label": "yes", "score": 1}'])
    assert scored_labels("a", ColumnSpec(role=Role.FEATURE), cells) is None


@pytest.mark.parametrize(
    ("role", "meant"), [(Role.LABEL, "objects"), (Role.PREDICTION, "detections")]
)
@pytest.mark.parametrize("cell", ['[{"start": 1, "end": 4, "label": "PER"}]', '[[1, 4, "PER"]]'])
def test_lists_of_spans_are_pointed_at_their_role(role, meant, cell):
    problem = lists_of_objects("a", ColumnSpec(role=role), profile(["[]", cell]))
    assert problem.remedy.startswith(f"give it the role {meant} in a document")


@pytest.mark.parametrize("cells", [[], ["[]"], ["yes"], ["[1, 2]"], ["[unknown]"]])
def test_other_lists_are_no_objects(cells):
    assert lists_of_objects("a", ColumnSpec(role=Role.LABEL), profile(cells)) is None
