"""LightGBM's text files looked over before LightGBM reads them: its own reader ends the process,
or reads beyond its memory, where a tree was cut or changed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TREE = re.compile(r"^Tree=\d+$", re.MULTILINE)
_CATEGORICAL, _KNOWN = 1, 15
_PER_SPLIT = (
    "split_feature",
    "split_gain",
    "threshold",
    "decision_type",
    "left_child",
    "right_child",
)
_MOST_COLUMNS = 1_000_000
# Behind the trees stand the settings of training, which say which columns are categories.
_END, _LAST = "\nend of trees", "\nend of parameters"


class Unreadable(ValueError):
    """Says in words what is wrong with a file."""


@dataclass(frozen=True)
class Head:
    """What stands before the trees. objective: its words; () where it has none."""

    names: tuple[str, ...]
    trees_a_round: int
    objective: tuple[str, ...]


def looked_over(text: str) -> Head:
    """The head of a file whose trees are whole.

    Raises `Unreadable` with what is wrong, or `ValueError` where a number is none.
    """
    trees, end, _ = text.partition(_END)
    if not end or _LAST not in text:
        raise Unreadable("it ends too early")
    head, *bodies = _TREE.split(trees)
    fields = _fields(head)
    width = int(fields.get("max_feature_idx", "-1")) + 1
    names = tuple(fields.get("feature_names", "").split())
    if not 0 < width <= _MOST_COLUMNS or len(names) != width:
        raise Unreadable(f"it names {len(names)} columns and says that it reads {width}")
    if len(fields.get("feature_infos", "").split()) != width:
        raise Unreadable("what it says of its columns are not as many as they")
    around = int(fields.get("num_tree_per_iteration", "0"))
    sizes = fields.get("tree_sizes", "").split()
    if around < 1 or around != int(fields.get("num_class", "0")) or len(bodies) % around:
        raise Unreadable(f"it has {len(bodies)} trees, {around} a round")
    starts = [match.start() for match in _TREE.finditer(trees)]
    lengths = np.diff([*starts, len(trees) + 1]).tolist()
    if list(map(int, sizes)) != lengths:
        raise Unreadable("its trees are longer or shorter than it says")
    for number, body in enumerate(bodies):
        fault = _fault(_fields(body), width)
        if fault:
            raise Unreadable(f"tree {number}: {fault}")
    return Head(names, around, tuple(fields.get("objective", "").split()))


def _fields(text: str) -> Mapping[str, str]:
    pairs = (line.partition("=") for line in text.splitlines())
    return {name: value for name, sign, value in pairs if sign}


def _fault(tree: Mapping[str, str], width: int) -> str:
    """What is wrong with a tree, or nothing."""
    leaves = int(tree.get("num_leaves", "0"))
    if leaves < 1 or len(_numbers(tree, "leaf_value")) != leaves:
        return "its leaves are not as many as it says"
    if leaves == 1:
        return ""
    splits = leaves - 1
    values = {name: _numbers(tree, name) for name in _PER_SPLIT}
    if any(len(numbers) != splits for numbers in values.values()):
        return "its splits are not as many as it says"
    for name in ("leaf_weight", "leaf_count"):
        if name in tree and len(_numbers(tree, name)) != leaves:
            return f"{name} is not of as many leaves as it says"
    for name in ("internal_value", "internal_weight", "internal_count"):
        if name in tree and len(_numbers(tree, name)) != splits:
            return f"{name} is not of as many splits as it says"
    columns, decisions = values["split_feature"], values["decision_type"]
    if not _whole(columns, 0, width - 1) or not _whole(decisions, 0, _KNOWN):
        return "a split is of no column"
    return _wrong_order(values, splits) or _wrong_categories(tree, values, decisions)


def _wrong_order(values: Mapping[str, NDArray[np.float64]], splits: int) -> str:
    """Each split and leaf stands below one split, which comes before it: no tree has a circle."""
    children = np.stack([values["left_child"], values["right_child"]], axis=1)
    if not _whole(children, -splits - 1, splits - 1):
        return "a split leads nowhere"
    below = children[children > 0]
    each_once = np.array_equal(np.sort(below), np.arange(1, splits))
    leaves_once = np.array_equal(np.sort(-children[children < 0]), np.arange(1, splits + 2))
    rows = np.broadcast_to(np.arange(splits)[:, None], children.shape)
    if not each_once or not leaves_once or (children[children >= 0] <= rows[children >= 0]).any():
        return "a split leads back"
    return ""


def _wrong_categories(
    tree: Mapping[str, str],
    values: Mapping[str, NDArray[np.float64]],
    decisions: NDArray[np.float64],
) -> str:
    count = int(tree.get("num_cat", "0"))
    by_category = decisions.astype(int) & _CATEGORICAL == _CATEGORICAL
    if by_category.sum() != count:
        return "its splits by category are not as many as it says"
    if not count:
        return ""
    bounds, words = _numbers(tree, "cat_boundaries"), _numbers(tree, "cat_threshold")
    if (
        len(bounds) != count + 1
        or not _whole(bounds, 0, len(words))
        or not _whole(words, 0, 2**32 - 1)
    ):
        return "its categories are not as many as it says"
    if bounds[0] != 0 or bounds[-1] != len(words) or (np.diff(bounds) < 0).any():
        return "its categories are out of order"
    named = values["threshold"][by_category]
    return "" if _whole(named, 0, count - 1) else "a split is by categories that it has not"


def _numbers(tree: Mapping[str, str], name: str) -> NDArray[np.float64]:
    return np.array([float(word) for word in tree.get(name, "").split()])


def _whole(values: NDArray[np.float64], low: int, high: int) -> bool:
    inside = (values >= low) & (values <= high) & (values == np.floor(values))
    return bool(inside.all())
