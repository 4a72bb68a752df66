import numpy as np
import pytest
from scipy import stats

from audits.language.word_associations import effect_size
from audits.statistics.intervals import limits, one_sided_p, scaled
from audits.statistics.union_effects import evidence_of, of_effect, varies

METHOD = "noncentral-t-union (exact)"


def test_of_equal_groups_it_ends_at_two_as_weats_d_does():
    assert of_effect(0.0, 0.5) == 0
    assert of_effect(1e6, 0.5) == pytest.approx(2)
    assert of_effect(-1e6, 0.2) == pytest.approx(-2.5)
    # Of normal values an effect of 2 within is sqrt(2) over the union: 2 / sqrt(1 + 1).
    assert of_effect(2.0, 0.5) == pytest.approx(2**0.5)


def test_of_many_values_it_is_the_samples_own_figure():
    rng = np.random.default_rng(0)
    first, second = rng.normal(1, 1, 40_000), rng.normal(0, 1, 40_000)
    interval = limits(METHOD, evidence_of(first, second), 0.95)
    assert effect_size(first, second) in interval
    assert interval.upper - interval.lower < 0.04
    assert of_effect(1.0, 0.5) in interval


@pytest.mark.parametrize(("words", "effect"), [(8, 0.0), (8, 1.5), (25, 0.5), (25, 3.0)])
def test_it_covers(words, effect):
    rng = np.random.default_rng([words, int(10 * effect)])
    truth, covered = of_effect(effect, 0.5), 0
    for _ in range(400):
        first, second = rng.normal(effect, 1, words), rng.normal(0, 1, words)
        covered += truth in limits(METHOD, evidence_of(first, second), 0.95)
    assert covered >= 0.93 * 400


@pytest.mark.parametrize(
    ("words", "deviations"), [((8, 24), (1, 0.5)), ((32, 8), (1, 2)), ((8, 8), (1, 0.33))]
)
def test_lists_of_unlike_length_and_spread_are_covered(words, deviations):
    """By the pooled deviation alone 84, 81 and 94 % were: a rule at the truth failed in 8 to 10."""
    rng, covered = np.random.default_rng(words), 0
    within = np.average(np.square(deviations), weights=np.array(words) - 1) ** 0.5
    truth = of_effect(0.8, words[0] / sum(words))
    for _ in range(400):
        first = rng.normal(0.8 * within, deviations[0], words[0])
        second = rng.normal(0, deviations[1], words[1])
        covered += truth in limits(METHOD, evidence_of(first, second), 0.95)
    assert covered >= 0.93 * 400


def test_the_test_at_nothing_is_the_less_sure_of_students_and_welchs():
    rng = np.random.default_rng(1)
    first, second = rng.normal(0.5, 1, 9), rng.normal(0, 1, 12)
    students = stats.ttest_ind(first, second, alternative="greater").pvalue
    welch = stats.ttest_ind(first, second, alternative="greater", equal_var=False)
    variances, freedoms = np.array([first.var(ddof=1), second.var(ddof=1)]), np.array([8, 11])
    of_pooled = (freedoms @ variances) ** 2 / (freedoms @ variances**2)
    unlike = stats.t.sf(welch.statistic, min(welch.df, of_pooled))
    assert one_sided_p(METHOD, evidence_of(first, second), 0.0, above=True) == pytest.approx(
        max(students, unlike), rel=1e-6
    )


@pytest.mark.parametrize(
    ("bound", "above", "expected"),
    [(2.1, True, 1), (2.1, False, 0), (-2.1, True, 0), (-2.1, False, 1)],
)
def test_beyond_what_is_possible_nothing_is_uncertain(bound, above, expected):
    evidence = evidence_of(np.arange(5.0), np.arange(5.0) + 1)
    assert one_sided_p(METHOD, evidence, bound, above=above) == pytest.approx(expected, abs=1e-12)


def test_more_words_draw_it_in():
    evidence = evidence_of(np.arange(8.0), np.arange(8.0) + 3)
    wide, narrow = (limits(METHOD, e, 0.95) for e in (evidence, scaled(METHOD, evidence, 50)))
    assert narrow.upper - narrow.lower < (wide.upper - wide.lower) / 5


def test_equal_values_do_not_vary():
    assert not varies(np.ones(5), np.zeros(5))
    assert varies(np.ones(5), np.arange(5.0))
