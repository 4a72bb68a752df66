"""An attacker who chooses labels needs fewer than chance, and no label counts twice."""

import numpy as np
import pytest

from audits.data_quality.poisoning.turning import TRIED, Parted, Rowed, by_size, repeated, turned_at

RNG = np.random.default_rng(3)
INPUTS = np.concatenate([RNG.normal(size=(600, 4)), np.ones((600, 1))], axis=1)
LABELS = (INPUTS[:, 0] + 0.3 * RNG.normal(size=600) > 0).astype(float)
ROWS = Rowed(INPUTS, LABELS)
EVERYONE = np.ones(600, dtype=bool)


def test_rows_are_parted_into_a_half_and_two_quarters():
    parted = Parted.drawn(600, np.random.default_rng(0))
    assert [len(rows) for rows in (parted.taught, parted.seen, parted.judging)] == [300, 150, 150]
    every = np.concatenate([parted.taught, parted.seen, parted.judging])
    assert sorted(every.tolist()) == list(range(600))


def test_chosen_labels_turn_it_sooner_than_random_ones():
    worst, random = (
        [1.0 if one is None else one
         for one in repeated(ROWS, EVERYONE, 0.05, chosen, 10, np.random.default_rng(0), print)]
        for chosen in (True, False)
    )  # fmt: skip
    assert np.median(worst) <= 0.15
    assert np.median(random) >= 2 * np.median(worst)


def test_at_random_symmetric_mistakes_turn_it_near_half_alone():
    """With labels turned at random below a half, the best answer stays what it was."""
    turned = [
        1.0 if one is None else one
        for one in repeated(ROWS, EVERYONE, 0.05, False, 10, np.random.default_rng(1), print)
    ]
    assert np.median(turned) >= 0.3


def test_accuracy_of_a_group_is_the_targets_own():
    group = INPUTS[:, 1] > 0.5
    parted = Parted.drawn(600, np.random.default_rng(2))
    share = turned_at(ROWS, parted, group, 0.05, True, np.random.default_rng(2))
    assert share is not None
    assert share <= 0.2


def test_sizes_are_counted_from_small_to_large():
    counts = dict(by_size([0.01, 0.0105, None, 0.5]))
    assert list(counts) == list(TRIED)
    assert counts[0.005] == 0
    assert counts[0.01] == 1
    assert counts[0.015] == 2
    assert counts[0.5] == 3


def test_shares_are_of_whole_rows():
    few = Rowed(INPUTS[:40], LABELS[:40])
    parted = Parted.drawn(40, np.random.default_rng(0))
    share = turned_at(few, parted, EVERYONE[:40], 0.01, True, np.random.default_rng(0))
    assert share is not None
    assert share * 20 == pytest.approx(round(share * 20))
