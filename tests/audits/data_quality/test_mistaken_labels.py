"""Three readings of how many labels are wrong, and an interval over all."""

import os
from collections import Counter

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits

from audits.data_quality.held_out_probabilities import Labelled, Source
from audits.data_quality.mistaken_labels import mistakes_of
from audits.measurement import Estimate, Undetermined
from audits.probing.surrogates import cross_validated
from audits.statistics.intervals import deciding, one_sided_p
from audits.statistics.proportions import wilson
from audits.statistics.shares import Stated
from tests.audits.data_quality.mislabelled import CASES, recorded, stored, two_classes

STATED = Stated(0.95, 30)


def of(labels, probabilities):
    classes = tuple(f"c{place}" for place in range(probabilities.shape[1]))
    data = recorded(labels, probabilities)
    places = np.arange(len(labels))
    return mistakes_of(Labelled(data, places, labels, probabilities, classes, Source.RECORDED))


def overall(labels, probabilities):
    everyone = np.ones(len(labels), dtype=bool)
    return of(labels, probabilities).rate("rate", (), everyone, STATED)


def test_the_interval_reaches_over_its_readings():
    labels, probabilities, _ = two_classes(1000, 0.1, 2)
    mistakes = of(labels, probabilities)
    measured = mistakes.rate("rate", (), np.ones(1000, dtype=bool), STATED)
    sure, confident = mistakes.sure.rows, mistakes.confident >= 0
    first = wilson((mistakes.sure.differing(labels).sum(), sure.sum()), 0.95)
    wrong = confident & (mistakes.confident != labels)
    second = wilson((wrong.sum(), confident.sum()), 0.95)
    assert measured.value == wrong.sum() / confident.sum()
    assert measured.sample_size == confident.sum()
    *_, explained, _ = measured.evidence
    assert 0 <= explained <= measured.evidence[0]
    third = wilson((explained, sure.sum()), 0.95)
    assert measured.interval.lower == pytest.approx(min(first[0], second[0], third[0]))
    assert measured.interval.upper == pytest.approx(max(first[1], second[1]))


@pytest.mark.parametrize("case", CASES)
def test_the_planted_share_lies_in_the_interval(case):
    labels, probabilities, flipped = stored(case)
    assert len(flipped) / len(labels) in overall(labels, probabilities).interval


@pytest.mark.parametrize("rate", [0.02, 0.2])
def test_it_covers_what_was_planted_in_drawn_rows(rate):
    kinds = Counter()
    for seed in range(150):
        labels, probabilities, truth = two_classes(400, rate, seed, overlap=0.2)
        measured = overall(labels, probabilities)
        if isinstance(measured, Estimate):
            kinds[truth in measured.interval] += 1
    assert kinds[True] / kinds.total() >= 0.95
    assert kinds.total() >= 140


def overlapping(rows, rate, apart, rng):
    """Two normal classes with turned labels, and the true probabilities."""
    truth = rng.random(rows) < 0.5
    score = apart * (rng.normal(size=rows) + np.where(truth, apart, -apart) / 2)
    positive = 1 / (1 + np.exp(-score))
    labels = np.where(rng.random(rows) < rate, ~truth, truth).astype(int)
    return labels, np.stack([1 - positive, positive], axis=1)


@pytest.mark.parametrize(
    ("rate", "apart", "bound"), [(0.05, 2.0, 0.05), (0.1, 2.0, 0.1), (0.0, 1.5, 0.01)]
)
def test_classes_that_overlap_do_not_break_a_bound_that_holds(rate, apart, bound):
    """At most .05 of audits, where the first two readings alone break it in .2 and more."""
    rng = np.random.default_rng(5)
    broken = Counter()
    for _ in range(60):
        measured = overall(*overlapping(1000, rate, apart, rng))
        if not isinstance(measured, Estimate):
            continue
        method = deciding(measured.method)
        for evidence in (measured.evidence, measured.evidence[:4]):
            broken[len(evidence)] += one_sided_p(method, evidence, bound, above=True) <= 0.025
    assert broken[6] <= 3
    assert broken[4] >= 9


def test_mistakes_beyond_what_overlap_explains_break_a_bound():
    rng = np.random.default_rng(6)
    labels, probabilities = overlapping(3000, 0.2, 2.0, rng)
    measured = overall(labels, probabilities)
    assert 0.05 < measured.interval.lower < 0.2 < measured.interval.upper


@pytest.mark.long
@pytest.mark.skipif(not os.environ.get("EVENHAND_LONG"), reason="minutes")
@pytest.mark.parametrize("percent", [2, 5, 10, 20])
@pytest.mark.parametrize(("name", "times"), [("breast_cancer", 200), ("digits", 60)])
def test_it_covers_what_was_planted_in_real_rows(name, times, percent):
    data = {"breast_cancer": load_breast_cancer, "digits": load_digits}[name]()
    classes = len(data.target_names)
    inside = 0
    for seed in range(times):
        rng = np.random.default_rng([percent, seed])
        given = data.target.copy()
        rows = rng.choice(len(given), round(percent / 100 * len(given)), replace=False)
        given[rows] = (given[rows] + rng.integers(1, classes, len(rows))) % classes
        answers = cross_validated(data.data, given, classes, "linear", rng, lambda done: None)
        measured = overall(given, answers)
        inside += isinstance(measured, Estimate) and len(rows) / len(given) in measured.interval
    assert inside / times >= 0.95


def test_groups_with_worse_labels_are_told_apart():
    worse = two_classes(600, 0.25, 1)
    better = two_classes(600, 0.02, 2)
    labels = np.r_[worse[0], better[0]]
    first = np.arange(1200) < 600
    mistakes = of(labels, np.concatenate([worse[1], better[1]]))
    group, other = (("sex", "f"),), (("sex", "m"),)
    gap = mistakes.difference("gap", group, other, (first, ~first), STATED)
    assert gap.interval.lower > 0.15
    assert worse[2] - better[2] in gap.interval
    assert gap.reference == other


def test_few_rows_and_none_are_undetermined():
    labels, probabilities, _ = two_classes(400, 0.1, 3)
    mistakes = of(labels, probabilities)
    few = mistakes.rate("rate", (), np.arange(400) < 40, STATED)
    assert isinstance(few, Undetermined)
    assert "where 30 are needed" in few.reason
    assert few.raw is not None
    none = np.zeros(400, dtype=bool)
    assert "0 rows" in mistakes.rate("rate", (), none, STATED).reason
    both = (none, ~none)
    assert "0 rows" in mistakes.difference("gap", (), (), both, STATED).reason


def test_what_says_nothing_of_mistakes_stays_in_raw():
    rng = np.random.default_rng(2)
    positive, labels = rng.random(400), (rng.random(400) < 0.3).astype(int)
    measured = overall(labels, np.stack([1 - positive, positive], axis=1))
    assert isinstance(measured, Undetermined)
    assert "most frequent" in measured.reason
    assert measured.raw is not None
