"""What a pattern of differences is consistent with."""

import numpy as np
import pytest

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
    NOTHING,
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
