"""XGBoost's files looked over before XGBoost reads them: its own reader reads beyond its memory
where a tree leads nowhere or a list is shorter than it says.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.models.tables.ubjson import decoded

# Behind the first brace of JSON; of a binary file the length of a name stands there.
_SIGNS_OF_JSON = (b'"', b" ", b"\n", b"\r", b"\t")
_MOST_COLUMNS = 1_000_000
# Codes are numbers of 32 bits: above this they are no longer whole.
_MOST_CATEGORIES = 2**24
_PER_NODE = (
    "base_weights", "default_left", "loss_changes", "parents", "right_children",
    "split_conditions", "split_indices", "sum_hessian",
)  # fmt: skip


def looked_over(content: bytes) -> None:
    """Raises `ValueError`, with words, where lists and trees do not fit each other."""
    if content[1:2] in _SIGNS_OF_JSON:
        try:
            learner = json.loads(content)["learner"]
        except (ValueError, RecursionError) as error:
            raise ValueError("it was cut or changed") from error
    else:
        learner = decoded(content)["learner"]
    parameters = learner["learner_model_param"]
    columns, classes = int(parameters["num_feature"]), int(parameters["num_class"])
    targets = int(parameters.get("num_target", 1))
    if not 0 < columns <= _MOST_COLUMNS:
        raise ValueError(f"it says that it reads {columns} columns")
    for name in ("feature_names", "feature_types"):
        if len(learner.get(name, ())) not in (0, columns):
            raise ValueError(f"its {name} are not as many as its columns")
    booster = learner["gradient_booster"]
    if booster["name"] == "gblinear":
        weights = len(booster["model"]["weights"])
        if weights != (columns + 1) * max(1, classes, targets):
            raise ValueError(f"it has {weights} weights for {columns} columns")
        return
    trees = booster["gbtree"]["model"] if booster["name"] == "dart" else booster["model"]
    if booster["name"] == "dart" and len(booster["weight_drop"]) != len(trees["trees"]):
        raise ValueError("its weights of trees are not as many as they")
    _check_trees(trees, columns, max(1, classes, targets))


def _check_trees(model: Mapping[str, Any], columns: int, classes: int) -> None:
    trees = model["trees"]
    count = int(model["gbtree_model_param"]["num_trees"])
    groups = _whole(model["tree_info"], 0, classes - 1)
    rounds = _whole(model.get("iteration_indptr", [0, count]), 0, count)
    if not len(trees) == len(groups) == count or not len(rounds):
        raise ValueError("its trees are not as many as it says")
    if rounds[0] != 0 or rounds[-1] != count or (np.diff(rounds) < 0).any():
        raise ValueError("its rounds are out of order")
    for number, tree in enumerate(trees):
        try:
            _check_tree(tree, columns)
        except (ValueError, KeyError, TypeError, IndexError, OverflowError) as error:
            why = str(error) if type(error) is ValueError else "something is missing"
            raise ValueError(f"tree {number}: {why}") from error
    _check_categories(model.get("cats"))


def _check_tree(tree: Mapping[str, Any], columns: int) -> None:
    nodes = len(tree["left_children"])
    if nodes < 1 or int(tree["tree_param"]["num_nodes"]) != nodes:
        raise ValueError("its nodes are not as many as it says")
    if any(len(tree[name]) != nodes for name in _PER_NODE):
        raise ValueError("its lists are not of as many nodes")
    left, right = (_whole(tree[f"{side}_children"], -1, nodes - 1) for side in ("left", "right"))
    parents = np.asarray(tree["parents"])
    # From the root down, each node comes once and knows where it hangs.
    level, reached = np.array([0]), 1
    while len(level := level[left[level] != -1]):
        below = np.concatenate([left[level], right[level]])
        reached += len(below)
        if (below <= 0).any() or reached > nodes:
            raise ValueError("a node leads back")
        if not np.array_equal(parents[below], np.concatenate([level, level])):
            raise ValueError("a node hangs on two")
        level = below
    if len(tree["parents"]) and (np.sum(left == -1) != np.sum(right == -1)):
        raise ValueError("a node has one side")
    known = (parents >= -1) & ((parents < nodes) | (parents == 2**31 - 1))
    if not known.all():
        raise ValueError("a node hangs nowhere")
    _whole(tree["split_indices"], 0, columns - 1)
    kinds = _whole(tree.get("split_type", [0] * nodes), 0, 1)
    if len(kinds) != nodes:
        raise ValueError("its lists are not of as many nodes")
    _whole(tree.get("categories", []), 0, _MOST_CATEGORIES)
    named = _whole(tree.get("categories_nodes", []), 0, nodes - 1)
    starts, sizes = (tree.get(f"categories_{name}", []) for name in ("segments", "sizes"))
    total = len(tree.get("categories", ()))
    if not len(named) == len(starts) == len(sizes) or (np.diff(named) <= 0).any():
        raise ValueError("its categories are out of order")
    if not np.array_equal(named, np.flatnonzero(kinds)):
        raise ValueError("its splits by category are others than it says")
    if len(named) and (_whole(starts, 0, total) + _whole(sizes, 1, total) > total).any():
        raise ValueError("it has fewer categories than it says")


def _check_categories(cats: Mapping[str, Any] | None) -> None:
    """The names of categories: lists of numbers, or letters with their ends."""
    if not cats:
        return
    total = 0
    segments = _whole(cats["feature_segments"], 0, _MOST_CATEGORIES)
    if len(cats["enc"]) and len(segments) != len(cats["enc"]) + 1:
        raise ValueError("its lists of categories are not as many as its columns")
    for index, names in enumerate(cats["enc"]):
        size = len(names["values"])
        if "offsets" in names:
            ends = _whole(names["offsets"], 0, size)
            if len(ends) and (ends[0] != 0 or ends[-1] != size or (np.diff(ends) < 0).any()):
                raise ValueError("its names of categories are out of order")
            size = max(0, len(ends) - 1)
        if segments[index + 1] - segments[index] != size:
            raise ValueError("its names of categories are not as many as it says")
        total += size
    order = _whole(cats["sorted_idx"], 0, max(0, total - 1))
    if len(order) != total:
        raise ValueError("its order of categories is not of as many")


def _whole(values: Sequence[int], low: int, high: int) -> NDArray[np.int64]:
    """The whole numbers as an array; `ValueError` where one lies outside of low to high."""
    array = np.asarray(values)
    if array.size and (array.ndim != 1 or array.dtype.kind not in "iu"):
        raise ValueError("numbers stand where whole ones must")
    if array.size and (array.min() < low or array.max() > high):
        raise ValueError("a number is larger or smaller than any can be")
    return array.astype(np.int64)
