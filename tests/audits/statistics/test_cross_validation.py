"""What held-out rows say of rules that another sample would have taught otherwise."""

import numpy as np
import pytest

from audits.explanations.linear_probes import read_layer
from audits.statistics.cross_validation import share_evidence, worth_of
from audits.statistics.proportions import clopper_pearson


def test_it_is_nadeau_and_bengios_correction():
    # (1 / k + n2 / n1) over 1 / k: five folds 2.25, ten folds 1 + 10 / 9, one half 2.
    assert worth_of(100, 100, 5) == pytest.approx(1 / 2.25)
    assert worth_of(90, 90, 10) == pytest.approx(9 / 19)
    assert worth_of(50, 100, 1) == pytest.approx(1 / 2)
    assert worth_of(0, 100, 1) == 1


def test_the_skill_on_new_rows_is_missed_no_more_often_than_said():
    """Truth: rules of four fifths of the rows, fitted by numpy, judged on rows never sampled."""
    rng = np.random.default_rng(4)
    rows, draws = 60, 400

    def drawn(count):
        codes = rng.integers(0, 2, count)
        return (rng.normal(size=(count, 3)) + 0.25 * codes[:, None]).astype(np.float32), codes

    unseen, wanted = drawn(20_000)
    right = []
    for _ in range(draws):
        layer, codes = drawn(rows * 4 // 5)
        middle, mean = codes.mean(), layer.mean(axis=0)
        seen = layer - mean
        penalty = np.eye(3) * (seen**2).mean()
        line = np.linalg.solve(seen.T @ seen + penalty, seen.T @ (codes - middle))
        right.append((((unseen - mean) @ line + middle > 0.5) == wanted).mean())
    truth, missed, plain = np.mean(right), np.zeros(2), np.zeros(2)
    for _ in range(draws):
        read = read_layer(*drawn(rows), rng)
        for tally, worth in ((missed, worth_of(rows, rows, 5)), (plain, 1.0)):
            lower, upper = clopper_pearson(share_evidence(read.correct, rows, worth), 0.95)
            tally += lower > truth, upper < truth
    assert (missed / draws <= 0.035 + 2 * np.sqrt(0.035 * 0.965 / draws)).all()
    # As of one fixed rule, one side is missed twice as often as said.
    assert (plain / draws).max() > 0.05
