import tracemalloc

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.probes.fairness.calibration import calibration
from audits.probes.fairness.ranking import ranking
from audits.probing import scored_rows as module
from audits.probing.scored_rows import scored
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.calibration import calibration_error


def subject(label, score, **columns):
    held = [
        Column("label", Role.LABEL, label, positive="1"),
        Column("score", Role.SCORE, Numbers(np.asarray(score, dtype=float))),
        *(Column(name, role, values) for name, (role, values) in columns.items()),
    ]
    return Subject(Dataset(tuple(held)))


def test_rows_without_a_score_or_a_label_are_left_out_with_a_warning():
    found = subject(Categories.of(["1", None, "0", "1"]), [0.5, 0.5, np.nan, 0.25])
    held = scored(found)
    assert held.used == 2
    assert held.everyone().up.scores.tolist() == [0.25, 0.5]
    assert held.everyone().rows_negative == 0
    assert found.warnings == ["2 rows lack a score or a label: no curve counts them"]


def test_no_row_with_both_is_refused():
    with pytest.raises(NotApplicable, match="no row has both"):
        scored(subject(Categories.of(["1", None]), [np.nan, 0.5]))


@pytest.mark.parametrize("block", [7, 1 << 17])
def test_each_group_has_its_own_rows_in_order(monkeypatch, block):
    monkeypatch.setattr(module, "BLOCK", block)
    rng = np.random.default_rng(4)
    score, label = rng.random(200), rng.integers(0, 3, 200).astype(np.int8) - 1
    weight = rng.random(200)
    group = rng.integers(0, 5, 200).astype(np.int8)
    levels = Categories(label, ("0", "1"))
    held = scored(subject(levels, score, w=(Role.WEIGHT, Numbers(weight))))
    groups = list(held.groups(group, 6))
    assert [len(found.up.scores) > 10 for found in groups] == [True] * 5 + [False]
    for at, found in enumerate(groups):
        for side, value in ((found.up, 1), (found.down, 0)):
            rows = np.flatnonzero((group == at) & (label == value))
            rows = rows[np.argsort(score[rows])]
            assert side.scores.tolist() == score[rows].tolist()
            assert side.weights_of(slice(None)).tolist() == weight[rows].tolist()


def test_the_scores_of_the_data_are_left_as_they_are():
    score = np.random.default_rng(5).random(300)
    before = score.copy()
    data = subject(Categories.of(["0", "1"] * 150), score)
    list(ranking(data, smallest_group=30, confidence=0.95))
    calibration_error(scored(data).everyone(), 20, np.random.default_rng(0))
    assert (score == before).all()


def test_a_row_costs_at_most_twenty_bytes_beside_the_data():
    rows = 1_000_000
    rng = np.random.default_rng(6)
    label = Categories(rng.integers(0, 2, rows).astype(np.int8), ("0", "1"))
    group = Categories(rng.integers(0, 4, rows).astype(np.int8), ("a", "b", "c", "d"))
    data = subject(label, rng.random(rows), g=(Role.PROTECTED, group))
    # What does not grow with the rows: merged blocks, bins and draws.
    fixed = 24_000_000
    tracemalloc.start()
    try:
        list(ranking(data, smallest_group=30, confidence=0.95))
        list(calibration(data, smallest_group=30, confidence=0.95, draws=100))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (peak - fixed) / rows < 20
