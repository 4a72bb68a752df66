"""Which columns or words matter over many rows."""

from dataclasses import dataclass

import numpy as np
import pytest

from audits.explanations.explanation import Explanation
from audits.explanations.importance import global_importance
from audits.measurement import Undetermined


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


def test_named_terms_are_measured_behind_the_twenty_and_rare_ones_say_so():
    units = tuple(f"w{at:02}" for at in range(25))
    rows = explained(units, *[[25.0 - at for at in range(25)]] * 3) + explained(("rare",), [1])
    named = frozenset({"w24", "w03", "rare", "nowhere"})
    found = list(global_importance("m", rows, 0.95, blocks={}, named=named))
    assert [m.group[0][1] for m in found] == [*units[:20], "w24", "rare"]
    assert found[20].value == pytest.approx(1 / sum(range(1, 26)))
    assert isinstance(found[21], Undetermined)
    assert (found[21].sample_size, "3 are needed" in found[21].reason) == (1, True)
