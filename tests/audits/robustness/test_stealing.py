"""Answers asked are counted, and a simple model is copied."""

import numpy as np

from audits.robustness.losses import CROSS_ENTROPY
from audits.robustness.stealing import STEP, augmented, steal
from tests.pixel_models import linear

MODEL = linear()
PICTURES = (0.5 + 0.2 * np.random.default_rng(0).standard_normal((60, 3, 6, 6))).astype(np.float32)
PICTURES = PICTURES.clip(0, 1)


def stolen(**more):
    asked = []

    def ask(pixels):
        asked.append(len(pixels))
        return MODEL.classify_pixels(pixels).codes

    settings = {"rounds": 3, "most_queries": 10**6, "rng": np.random.default_rng(1)} | more
    return steal(ask, PICTURES, 2, **settings), asked


def test_pictures_double_from_round_to_round():
    rounds, asked = stolen()
    assert asked == [60, 60, 120, 240]
    assert [each.queries for each in rounds] == [60, 120, 240, 480]


def test_the_budget_is_kept():
    rounds, asked = stolen(most_queries=150)
    assert sum(asked) == 150 == rounds[-1].queries
    _, asked = stolen(most_queries=40)
    assert asked == [40]


def test_the_copy_agrees_with_a_linear_model_beyond_chance():
    rounds, _ = stolen()
    fresh = np.random.default_rng(9).random((400, 3, 6, 6)).astype(np.float32)
    answers = MODEL.classify_pixels(fresh).codes
    # Four standard errors over one half.
    assert (rounds[-1].copy.scores(fresh).argmax(axis=1) == answers).mean() > 0.6


def test_a_model_of_one_answer_cannot_be_copied():
    rounds = steal(
        lambda pixels: np.zeros(len(pixels), dtype=np.intp), PICTURES, 2, rounds=3,
        most_queries=1000, rng=np.random.default_rng(0),
    )  # fmt: skip
    assert rounds == []


def test_pictures_are_moved_one_step_up_the_copys_loss():
    rounds, _ = stolen(rounds=0)
    copy, codes = rounds[0].copy, MODEL.classify_pixels(PICTURES).codes
    moved = augmented(copy, PICTURES, codes)
    assert np.abs(moved - PICTURES).max() <= STEP + 1e-6
    assert moved.min() >= 0
    before, after = (CROSS_ENTROPY.value(copy.scores(p), codes) for p in (PICTURES, moved))
    assert (after > before).mean() > 0.95
