"""Kappa is scikit-learn's, its error the jackknife's, and rules on it err no more than they say."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from audits.data.dataset import Categories, Column, Dataset
from audits.errors import NotApplicable
from audits.fairness.grades import Graded, graded
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.bounded_means import mean_limits


def drawn(rng, rows, shares=(0.15, 0.4, 0.3, 0.15), noise=0.6):
    truth = rng.choice(len(shares), rows, p=shares).astype(float)
    answered = np.clip(truth + np.rint(rng.normal(0, noise, rows)), 0, len(shares) - 1)
    return Graded(np.arange(rows), truth, answered, None, len(shares) - 1)


def kappa(rows, whose=None):
    return rows.kappa(np.ones(len(rows.truth), dtype=bool) if whose is None else whose)


@pytest.mark.parametrize("seed", range(4))
def test_kappa_is_that_of_scikit_learn(seed):
    rows = drawn(np.random.default_rng(seed), 120)
    theirs = cohen_kappa_score(rows.truth, rows.answered, weights="quadratic")
    assert kappa(rows).value == pytest.approx(theirs, abs=1e-12)


def test_its_error_is_that_of_leaving_out_each_row():
    rows = drawn(np.random.default_rng(7), 250)
    without = [kappa(rows, np.arange(250) != row).value for row in range(250)]
    error = np.sqrt(249 * np.var(without))
    assert kappa(rows).error == pytest.approx(error, rel=0.01)


def test_one_grade_throughout_agrees_on_nothing():
    rows = Graded(np.arange(3), np.ones(3), np.ones(3), None, 2)
    assert kappa(rows) is None
    assert kappa(drawn(np.random.default_rng(0), 5), np.zeros(5, dtype=bool)) is None


def test_limits_that_decide_hold_the_truth():
    """Of 400 tables at most 4.75 % miss on a side, where 2.5 % are meant."""
    rng = np.random.default_rng(5)
    truth = kappa(drawn(rng, 400_000)).value
    missed = [0, 0]
    for _ in range(400):
        own = kappa(drawn(rng, 60))
        low, high = mean_limits((*own.evidence, -1.0, 1.0), 0.95)
        missed[0] += low > truth
        missed[1] += high < truth
    assert max(missed) <= 19


def subject(label, answers, *more):
    columns = (
        Column("grade", Role.LABEL, Categories.of(label)),
        Column("answer", Role.PREDICTION, Categories.of(answers)),
    )
    return Subject(Dataset((*columns, *more)))


def test_grades_are_read_in_their_order():
    rows = graded(subject(["low", "high", None], ["mid", "high", "low"]), ("low", "mid", "high"))
    assert rows.truth.tolist() == [0, 2]
    assert rows.answered.tolist() == [1, 2]


def test_a_class_that_is_no_grade_is_named():
    with pytest.raises(NotApplicable, match="huge"):
        graded(subject(["low", "huge"], ["low", "low"]), ("low", "high"))


def test_rows_of_a_cluster_stay_together():
    person = Column("person", Role.CLUSTER, Categories.of(["a", "a", "b", "b"]))
    rows = graded(subject(list("lhlh"), list("lhhl"), person), ("l", "h"))
    whose = np.ones(4, dtype=bool)
    off = rows.mean(np.abs(rows.errors(whose)), whose)
    # Sums of -1/4 and 1/4 about the mean of one half: 2 x 1/16 x 2 / 1 by hand.
    assert off.error == pytest.approx(0.5)
    assert off.clusters == 2


def test_grades_are_numbers_as_they_are_compared():
    """A file's 1.0 is the class 1."""
    data = Dataset(
        (
            Column("y", Role.LABEL, Categories.of(["1", "0.5", "2"])),
            Column("p", Role.PREDICTION, Categories.of(["1", "1", "2"])),
        )
    )
    rows = graded(Subject(data), ("0.5", "1.0", "2.0"))
    assert rows.truth.tolist() == [1, 0, 2]
    assert rows.answered.tolist() == [1, 1, 2]
