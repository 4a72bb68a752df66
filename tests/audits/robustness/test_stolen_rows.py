"""A linear table: which cell moves the answer furthest is known."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.robustness.neural_copy import neural_copy
from audits.robustness.row_domains import Feasible, domains_of
from audits.robustness.stolen_rows import RowThief, as_inputs, each_once
from audits.specification.roles import Role
from tests.askable import two_classes

READS = ("age", "debt", "flag")


class Model:
    """Yes by a number and a category; another number, which is protected, counts as well."""

    classes, reads, fingerprint = ("no", "yes"), READS, "0" * 64

    def classify(self, features):
        score = features["debt"] / 20 + 1.5 * (features["flag"] == "b") + 0.2 * features["age"]
        return two_classes(1 / (1 + np.exp(-(score - 1.5))))


def table(rows=200):
    rng = np.random.default_rng(0)
    ages = Numbers(rng.random(rows))
    return Dataset(
        (
            Column("age", Role.PROTECTED, Categories.of(["x"] * rows), fed=ages),
            Column("debt", Role.FEATURE, Numbers(rng.integers(0, 40, rows).astype(float))),
            Column("flag", Role.FEATURE, Categories.of(list(rng.choice(["a", "b"], rows)))),
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def stolen():
    data = table()
    inputs = as_inputs(data.features(READS, slice(None)), READS)
    domains = domains_of(data, READS, np.arange(200), Feasible(), "f")
    thief = RowThief(Model(), domains, inputs, 2)
    codes = thief.ask(inputs)
    return thief, inputs, codes, neural_copy(thief.encoded(inputs), codes, 2, 0)


def test_it_asks_as_the_model_is_fed(stolen):
    thief, inputs, codes, _ = stolen
    data = table()
    assert codes.tolist() == Model().classify(data.features(READS, slice(None))).codes.tolist()
    assert thief.encoded(inputs).shape == (200, 6, 1, 1)  # two numbers with flags, two categories


def test_a_step_changes_one_cell_and_an_attack_so_many_as_may_be(stolen):
    thief, inputs, codes, copy = stolen
    moved = thief.moved(copy, inputs, codes, np.random.default_rng(0))
    attacked = thief.attacked(copy, inputs, codes)
    assert ((moved != inputs).sum(axis=1) <= 1).all()
    assert ((attacked != inputs).sum(axis=1) <= 2).all()
    assert (attacked[:, 0] == inputs[:, 0]).all()  # protected
    assert set(attacked[:, 1]) <= set(inputs[:, 1])  # values that rows have: whole numbers
    yes = codes == 1
    assert (attacked[yes, 1] <= inputs[yes, 1]).all()
    assert (attacked[yes, 2] == "a").all()
    turned = thief.ask(attacked) != codes
    assert turned.mean() > 0.95  # two cells turn every row of this model but the furthest


def test_the_control_changes_as_many_cells(stolen):
    thief, inputs, codes, copy = stolen
    attacked = thief.attacked(copy, inputs, codes)
    control = thief.control(inputs, attacked, np.random.default_rng(1))
    assert ((control != inputs).sum(axis=1) == (attacked != inputs).sum(axis=1)).all()
    assert (control[:, 0] == inputs[:, 0]).all()
    assert (thief.ask(control) != codes).mean() < (thief.ask(attacked) != codes).mean()


def test_a_row_that_stands_twice_is_taken_once():
    rows = np.array([[1.0, "a"], [np.nan, None], [1.0, "a"], [np.nan, None], [1.0, None]], object)
    assert each_once(rows).tolist() == [0, 1, 4]


def test_a_missing_number_is_a_flag_and_stays_missing(stolen):
    thief, inputs, codes, copy = stolen
    some = inputs[:4].copy()
    some[:, 1] = np.nan
    np.testing.assert_allclose(thief.encoded(some)[:, 2:4, 0, 0], [[0, 1]] * 4)
    attacked = thief.attacked(copy, some, codes[:4])
    assert np.isnan(attacked[:, 1].astype(float)).all()
