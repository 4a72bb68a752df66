"""Ways of looking for dependence at once."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from scipy import stats

from audits.confounds.combined_test import View, crossed_with, scores, views, whitened
from audits.confounds.regress_on_label import given
from tests.audits.confounds.simulated import category, number


def test_a_single_column_is_crossed_in_other_orders_as_by_plain_sums():
    draw = np.random.default_rng(4)
    orders = draw.permuted(np.tile(np.arange(50), (7, 1)), axis=1)
    for answers, nuisances in ((1, 1), (3, 1), (1, 2), (2, 3)):
        view = View(draw.normal(size=(50, nuisances)), draw.normal(size=(50, answers)), 1.0)
        expected = [
            [
                [sum(view.answer[:, a] * view.nuisance[order, k]) for k in range(nuisances)]
                for a in range(answers)
            ]
            for order in orders
        ]
        assert view.crossed(orders) == pytest.approx(np.array(expected))


def test_whitened_columns_are_orthonormal_and_span_the_same():
    columns = np.random.default_rng(0).normal(size=(40, 3))
    columns = np.column_stack([columns, columns[:, 0] + columns[:, 1], np.zeros(40)])
    white = whitened(columns)
    assert white.shape == (40, 3)
    assert white.T @ white == pytest.approx(np.eye(3), abs=1e-12)
    assert white @ (white.T @ columns) == pytest.approx(columns, abs=1e-9)
    assert whitened(np.zeros((5, 2))).shape == (5, 0)


@drawn(st.lists(st.integers(-5, 5), min_size=2, max_size=30))
def test_scores_are_the_normal_quantiles_of_mid_ranks(values):
    numbers = np.array(values, dtype=float)
    expected = stats.norm.ppf((stats.rankdata(numbers) - 0.5) / len(numbers))
    assert scores(numbers) == pytest.approx(expected, abs=1e-12)


def test_surprise_is_the_logarithm_of_the_chi_square_tail():
    """One column against one: rows times r² is chi-square with one degree (to first order)."""
    draw = np.random.default_rng(1)
    view = View(whitened(draw.normal(size=(30, 1))), whitened(draw.normal(size=(30, 1))), 0.94)
    correlation = float(view.answer[:, 0] @ view.nuisance[:, 0])
    found = view.surprise(view.crossed(np.arange(30)[None, :]))
    assert found == pytest.approx([stats.chi2.logsf(30 * correlation**2, 1) - np.log(0.94)])


def test_far_in_the_tail_a_stronger_dependence_is_still_more_surprising():
    white = whitened(np.random.default_rng(2).normal(size=(5000, 1)))
    view = View(white, white, 1.0)
    weak, strong = view.surprise(np.array([[[0.9]], [[1.0]]]))
    assert strong < weak < -600


@pytest.mark.parametrize(
    ("nuisance", "answer", "weights"),
    [
        ("number", "number", [0.5, 0.47, 0.03]), ("category", "number", [0.5, 0.5]),
        ("number", "category", [0.5, 0.47, 0.03]), ("category", "category", [0.5]),
    ],
)  # fmt: skip
def test_the_error_rate_is_shared_among_the_views_that_a_kind_allows(nuisance, answer, weights):
    draw = np.random.default_rng(3)
    label = category(draw.integers(0, 2, 60))
    make = {"number": lambda: number(draw.normal(size=60)),
            "category": lambda: category(draw.integers(0, 2, 60))}  # fmt: skip
    held, answers = make[nuisance](), make[answer]()
    strata = given(label, held.indicators())
    left, right = (strata.residuals(side.indicators()) for side in (held, answers))
    assert [view.weight for view in views(held, answers, left, right, strata)] == pytest.approx(
        weights
    )


def test_a_nuisance_of_many_places_is_crossed_a_few_draws_at_a_time():
    """All at once these draws are 192 MB; those of 300 zip codes ended the audit."""
    rng = np.random.default_rng(0)
    answer, table = rng.normal(size=(500, 2)), rng.normal(size=(500, 120))
    rows = np.array([rng.permutation(500) for _ in range(400)])
    tracemalloc.start()
    crossed = crossed_with(answer, table, rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 80e6
    for draw in (0, 199, 399):
        np.testing.assert_allclose(crossed[draw], answer.T @ table[rows[draw]])
