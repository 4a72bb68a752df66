"""Evolution on a model whose surest input is known."""

import numpy as np

from audits.robustness.nothing import CHILDREN, Confidence, evolved


class Ones:
    """P(class 1) is the share of ones in a row of bits."""

    def __init__(self):
        self.asked = 0

    def ask(self, inputs):
        self.asked += len(inputs)
        share = np.array([np.mean(bits) for bits in inputs])
        return np.stack([1 - share, share], axis=1)

    def changed(self, parent, rng):
        made = parent.copy()
        made[rng.integers(len(made))] ^= 1
        return made


def test_it_climbs_to_the_surest_input_and_is_counted():
    source, targets = Ones(), np.array([0, 1, 1])
    parents = [np.array([0, 1] * 5) for _ in targets]
    made = evolved(source, parents, targets, np.random.default_rng(0), 40)
    assert [bits.mean() for bits in made] == [0.0, 1.0, 1.0]
    assert source.asked == 3 + 40 * 3 * CHILDREN
    assert parents[0].mean() == 0.5


def test_nothing_is_taken_that_is_less_sure():
    source = Ones()
    start = [np.ones(6, dtype=int)]
    (made,) = evolved(source, start, np.array([1]), np.random.default_rng(0), 5)
    assert made is start[0]


def test_an_input_without_an_answer_is_no_confidence():
    sure = Confidence.of(np.array([[0.2, 0.8], [np.nan, np.nan]]))
    assert sure.top.tolist() == [0.8, 0.0]
    assert sure.codes[0] == 1
