"""Likelihood ratios against scipy's densities and against loops over all pairs."""

import numpy as np
import pytest
from scipy.stats import norm

from audits.privacy.likelihood_ratio import logit, offline, online, relative
from audits.privacy.reference_models import References

ROWS = 40


def references(models, online=False, seed=0):
    rng = np.random.default_rng(seed)
    given = rng.uniform(0.05, 0.95, (models, ROWS))
    taught = np.zeros(given.shape, dtype=bool)
    if online:
        for row in range(ROWS):
            taught[rng.permutation(models)[: models // 2], row] = True
    return References(given, taught, "drawn")


def own(seed=1):
    return np.random.default_rng(seed).uniform(0.05, 0.95, ROWS)


def test_log_odds_are_finite_at_the_ends():
    assert logit(np.array([0.5, 0.8])) == pytest.approx([0, np.log(4)])
    assert np.isfinite(logit(np.array([0.0, 1.0]))).all()


@pytest.mark.parametrize("models", [2, 8, 64])
def test_offline_is_scipys_distribution_in_deviations(models):
    """Of fewer than 32 models one spread is shared: pooled, with models - 1 degrees a row."""
    drawn, answers = references(models), own()
    logits = np.log(drawn.probabilities / (1 - drawn.probabilities))
    if models < 32:
        spread = np.full(ROWS, np.sqrt(logits.var(axis=0, ddof=1).mean()))
    else:
        spread = logits.std(axis=0, ddof=1)
    expected = norm.ppf(norm.cdf(logit(answers), logits.mean(axis=0), spread))
    assert offline(answers, drawn) == pytest.approx(expected, rel=1e-6)


def test_online_is_the_log_of_the_ratio_of_scipys_densities():
    drawn, answers = references(80, online=True), own()
    expected = []
    for row in range(ROWS):
        logits = logit(drawn.probabilities[:, row])
        taught = drawn.taught[:, row]
        laws = [(each.mean(), each.std(ddof=1)) for each in (logits[taught], logits[~taught])]
        inside, outside = (norm.logpdf(logit(answers[row]), *law) for law in laws)
        expected.append(inside - outside)
    assert online(answers, drawn) == pytest.approx(np.array(expected))


@pytest.mark.parametrize("is_online", [False, True])
def test_the_relative_attack_is_a_loop_over_pairs(is_online):
    """Zarifzadeh et al.: ratios of pairs; offline the mean is that of the untaught, mended."""
    drawn, answers = references(6, online=is_online), own()
    population = np.arange(0, ROWS, 3)
    marginal = np.empty(ROWS)
    for row in range(ROWS):
        taught = drawn.taught[:, row]
        without = drawn.probabilities[~taught, row].mean()
        marginal[row] = (1.3 * without + 0.7) / 2
        if is_online:
            marginal[row] = (without + drawn.probabilities[taught, row].mean()) / 2
    ratio = answers / marginal
    expected = [
        np.mean(
            [
                (ratio[row] > ratio[other]) + (ratio[row] == ratio[other]) / 2
                for other in population
                if other != row
            ]
        )
        for row in range(ROWS)
    ]
    assert relative(answers, drawn, population) == pytest.approx(np.array(expected))


def test_a_model_without_a_score_of_a_row_is_left_out_of_it():
    drawn, answers = references(5), own()
    given = drawn.probabilities.copy()
    given[4] = np.nan
    gaps = References(given, drawn.taught, "with gaps")
    four = References(given[:4], drawn.taught[:4], "four")
    assert offline(answers, gaps) == pytest.approx(offline(answers, four))
    population = np.arange(ROWS)
    assert relative(answers, gaps, population) == pytest.approx(relative(answers, four, population))


def test_one_model_orders_rows_by_how_far_they_are_above_it():
    drawn, answers = references(1), own()
    above = logit(answers) - logit(drawn.probabilities[0])
    assert np.array_equal(np.argsort(offline(answers, drawn)), np.argsort(above))
