"""What a pattern of differences is consistent with."""

import numpy as np
import pytest

from audits.models.generator import Sampling
from audits.reproducibility.repeats import (
    AGAIN,
    BY_ITSELF,
    IN_PROCESS,
    ON_CPU,
    PROCESS,
    REVERSED,
    THREADS,
    Repeat,
)
from audits.reproducibility.sources import (
    AT_RANDOM,
    BY_COMPANY,
    BY_DEVICE,
    BY_SIZE,
    BY_START,
    BY_THREADS,
    DRAWN,
    NOTHING,
    SEED_NOT_KEPT,
    SERVED,
    source,
)


def pattern(*differing):
    return {
        name: Repeat(name, np.zeros(3) == 1, np.full(3, name in differing), 0.0)
        for name in (*IN_PROCESS, PROCESS, ON_CPU)
    }


@pytest.mark.parametrize(
    ("differing", "words"),
    [
        ((), NOTHING),
        ((AGAIN, BY_ITSELF, REVERSED, THREADS, PROCESS), AT_RANDOM),
        ((BY_ITSELF, REVERSED), BY_COMPANY),
        ((BY_ITSELF,), BY_SIZE),
        ((THREADS,), BY_THREADS),
        ((PROCESS,), BY_START),
        ((ON_CPU,), BY_DEVICE),
        ((BY_ITSELF, THREADS), f"{BY_SIZE}; and {BY_THREADS}"),
    ],
)
def test_each_pattern_has_its_words(differing, words):
    assert source(pattern(*differing)) == words


def test_what_was_not_tried_tells_nothing():
    assert source({}) == NOTHING


@pytest.mark.parametrize(
    ("sampling", "is_served", "words"),
    [
        (Sampling(9, 0.7, None), True, DRAWN),
        (Sampling(9, None, None), True, DRAWN),
        (Sampling(9, 0.7, 4), True, SEED_NOT_KEPT),
        (Sampling(9, 0.0, None), True, SERVED),
        (Sampling(9, 0.0, 0), False, AT_RANDOM),
        (None, False, AT_RANDOM),
    ],
)
def test_words_that_are_drawn_are_told_by_how(sampling, is_served, words):
    told = source(pattern(AGAIN), sampling=sampling, is_served=is_served)
    assert told == words.format(how=sampling and sampling.words)
    assert source(pattern(BY_ITSELF), sampling=sampling, is_served=is_served) == BY_SIZE
