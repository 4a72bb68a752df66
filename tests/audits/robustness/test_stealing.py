"""Answers asked are counted, and a simple model is copied."""

import numpy as np

from audits.robustness.asking import Asker
from audits.robustness.stealing import steal
from audits.robustness.stolen_pictures import PictureThief
from audits.robustness.threat import threat_of
from tests.pixel_models import LinearPixels, linear

MODEL = linear()
PICTURES = (0.5 + 0.2 * np.random.default_rng(0).standard_normal((60, 3, 6, 6))).astype(np.float32)
PICTURES = PICTURES.clip(0, 1)


class Counting(PictureThief):
    """A thief that says how many it asked at once."""

    def ask(self, inputs):
        self.asked.append(len(inputs))
        return super().ask(inputs)


def thief(model=MODEL):
    made = Counting(Asker(model, "picture"), threat_of("linf", 0.1, "labels"), 5)
    object.__setattr__(made, "asked", [])
    return made


def stolen(**more):
    counting = thief()
    settings = {"rounds": 3, "most_queries": 10**6, "rng": np.random.default_rng(1)} | more
    return steal(counting, PICTURES, 2, **settings), counting.asked


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
    flat = LinearPixels(np.zeros_like(MODEL.weights), np.array([1.0, 0.0]))
    settings = {"rounds": 3, "most_queries": 1000, "rng": np.random.default_rng(0)}
    assert steal(thief(flat), PICTURES, 2, **settings) == []
