"""The simple model that stands beside the audited one, written out so that it can be read."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from audits.data.inputs_as_numbers import Named
from audits.measurement import Exhibit
from audits.tradeoffs.simple_models import LOGISTIC, Answered, Simple

MOST_WEIGHTS = 12


def written_out(simple: Simple, named: Sequence[Named], classes: Sequence[str]) -> Exhibit | None:
    """Its rules or weights as a table; None where one label was all there was to learn.

    named: what each column is that it reads. classes: by code.
    """
    fitted = simple.fitted[simple.best]
    if simple.best == LOGISTIC and hasattr(fitted, "steps"):
        return _weights(fitted, named, classes, simple.rows)
    if hasattr(fitted, "tree_"):
        return _rules(simple, fitted, named, classes)
    return None


def facts(answered: Answered, columns: Sequence[str], reads: str) -> Exhibit:
    """Which simple model was chosen, who taught it, and what it reads. reads: whose columns."""
    often = ", ".join(
        name if len(answered.choices) == 1 else f"{name} ({times} times)"
        for name, times in answered.choices.items()
    )
    named = ", ".join(columns[:12]) + (" ..." if len(columns) > 12 else "")
    answers = {
        "Chosen": often,
        "Why": "the smallest within one standard error of the best, by rows that neither taught "
        "nor judge it",
        "Taught by": answered.source,
        "Reads": f"{len(columns)} columns, {reads}: {named}",
    }
    pairs = [{"question": question, "answer": answer} for question, answer in answers.items()]
    return Exhibit("facts", "The simple model beside it", {"facts": pairs})


def _rules(simple: Simple, fitted: Any, named: Sequence[Named], classes: Sequence[str]) -> Exhibit:
    tree = fitted.tree_
    rows: list[list[str]] = []

    def walk(node: int, conditions: tuple[str, ...]) -> None:
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left < 0:
            shares = np.asarray(tree.value[node][0])
            shares = shares / shares.sum()
            code = int(fitted.classes_[int(shares.argmax())])
            rows.append(
                [" and ".join(conditions) or "always", classes[code],
                 f"{int(tree.n_node_samples[node]):,}", f"{shares.max():.0%}"]
            )  # fmt: skip
            return
        column = int(tree.feature[node])
        bound, to_left = float(tree.threshold[node]), bool(tree.missing_go_to_left[node])
        for child, below in ((left, True), (right, False)):
            with_missing = bool(simple.missing[column]) and below == to_left
            walk(child, (*conditions, _condition(named[column], bound, below, with_missing)))

    walk(0, ())
    return Exhibit(
        "sentences", f"What it says: {simple.best}",
        {
            "head": ["where", "answer", "rows taught", "of these with that label"],
            "rows": rows, "numeric": [2, 3], "left_out": 0,
            "caption": f"Learned from {simple.rows:,} rows; a row is in one line alone.",
        },
    )  # fmt: skip


def _condition(name: Named, bound: float, below: bool, with_missing: bool) -> str:
    if name.level is not None:
        return f"{name.column} is {'not ' if below else ''}{name.level}"
    missing = " or missing" if with_missing else ""
    return f"{name.column} {'<=' if below else '>'} {bound:.6g}{missing}"


def _weights(fitted: Any, named: Sequence[Named], classes: Sequence[str], taught: int) -> Exhibit:
    """Of two classes the weights of the second; of more, of the class each moves most."""
    learner = fitted[-1]
    coefficients = np.asarray(learner.coef_)
    names = [
        f"{one.column} is {one.level}" if one.level is not None else one.column for one in named
    ]
    # The imputer adds a column for each that is missing somewhere.
    imputer = fitted[0]
    if imputer.indicator_ is not None:
        names += [f"{names[index]} is missing" for index in imputer.indicator_.features_]
    towards = np.abs(coefficients).argmax(axis=0)
    largest = np.argsort(-np.abs(coefficients).max(axis=0), kind="stable")
    rows = []
    for index in largest[:MOST_WEIGHTS].tolist():
        which = int(towards[index])
        code = int(learner.classes_[1 if len(coefficients) == 1 else which])
        rows.append([names[index], f"{coefficients[which, index]:+.3f}", classes[code]])
    return Exhibit(
        "sentences", "What it says: logistic regression",
        {
            "head": ["column", "weight", "towards"], "rows": rows, "numeric": [1],
            "left_out": max(0, len(names) - MOST_WEIGHTS),
            "caption": f"Log-odds for one standard deviation of the column, learned from "
            f"{taught:,} rows; the largest first.",
        },
    )  # fmt: skip
