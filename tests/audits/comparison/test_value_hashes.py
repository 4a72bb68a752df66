"""The same value has the same bits in every file, and other values have others."""

import numpy as np

from audits.comparison.value_hashes import Coder, mix64
from audits.data.dataset import Categories, Numbers, Texts

ALL = slice(0, None)


def test_a_text_is_the_same_as_a_category_or_as_a_text():
    words = ["b", None, "a", "b", "ő"]
    first, second = Coder(Categories.of(words)).of(ALL), Coder(Texts.of(words)).of(ALL)
    assert np.array_equal(first, second)
    assert len(set(first.tolist())) == 4


def test_numbers_that_are_equal_are_the_same():
    values = np.array([0.0, -0.0, np.nan, -np.nan, 1.5, 1.5 + 1e-15])
    found = Coder(Numbers(values)).of(ALL).tolist()
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert len(set(found)) == 4


def test_the_finaliser_is_splitmix64s():
    """The first outputs for the seed 1234567, from Steele's generator as Java has it."""
    gamma = 0x9E3779B97F4A7C15
    seeds = np.array([(1234567 + at * gamma) % (1 << 64) for at in range(3)], dtype=np.uint64)
    assert mix64(seeds).tolist() == [
        6457827717110365317, 3203168211198807973, 9817491932198370423,
    ]  # fmt: skip
