import pytest

from audits.language.sentence_answers import BATCH, answers_to
from tests.audits.language.continuing import Scoring


def test_answers_come_in_the_order_asked_whatever_the_batches():
    # Two batches, the longest sentence first.
    sentences = [
        "bad " + "x" * (2 * BATCH - row) if row % 3 else "fine" for row in range(2 * BATCH)
    ]
    done = []
    found = answers_to(Scoring({"bad": 0.7}, "t"), "t", sentences, done.append)
    assert found.codes.tolist() == [int(row % 3 > 0) for row in range(2 * BATCH)]
    assert found.probabilities[:, 1] == pytest.approx([0.7 * (row % 3 > 0) for row in range(128)])
    assert done == [0.5, 1.0]


def test_a_model_without_probabilities_gives_none():
    assert answers_to(Scoring({}, "t", certain=False), "t", ["a", "b"]).probabilities is None
