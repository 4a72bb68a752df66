"""Which columns or words matter over many rows."""

from dataclasses import dataclass

import numpy as np
import pytest

from audits.explanations.explanation import Explanation
from audits.explanations.importance import global_importance


@dataclass
class Row:
    units: tuple
    row: int = 0


def explained(units, *weights):
    return [(Row(units), Explanation(k, 0, np.array(w, dtype=float), 0.5, 0.5))
            for k, w in enumerate(weights)]  # fmt: skip


def values(rows):
    return {m.group[0][1]: m.value for m in global_importance("m", rows, 0.95, blocks={})}


def test_shares_of_the_weight_are_averaged_over_rows():
    found = values(explained(("a", "b"), [1, -3], [1, 1], [0.5, 0.0]))
    assert found == pytest.approx({"a": (0.25 + 0.5 + 1) / 3, "b": (0.75 + 0.5 + 0) / 3})
    assert list(found) == ["a", "b"]


def test_a_row_without_weight_says_nothing_and_a_rare_word_neither():
    rows = explained(("a",), [1], [1], [1]) + explained(("a", "rare"), [0, 0], [1, 1])
    assert values(rows) == pytest.approx({"a": (3 + 0.5) / 4})


def test_what_a_unit_adds_counts_where_a_weight_is_a_slope():
    effects = np.array([3.0, 1.0])
    rows = [
        (Row(("a", "b")), Explanation(k, 0, np.ones(2), 0.5, 0.5, effects=effects))
        for k in range(3)
    ]
    assert values(rows) == pytest.approx({"a": 0.75, "b": 0.25})
