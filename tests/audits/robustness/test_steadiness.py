import numpy as np

from audits.probing.subject import Subject
from audits.robustness.asking import Asker
from audits.robustness.attacked_rows import rows_to_attack
from audits.robustness.masking import ONE_ANSWER, UNSTEADY
from audits.robustness.steadiness import one_answer, steadiness
from tests.pixel_models import LinearPixels, gallery, linear


def signs_of(model):
    attacked = rows_to_attack(Subject(gallery(rows=30), model), Asker(model, "picture"), 30)
    signs = steadiness(Asker(model, "picture"), attacked, np.random.default_rng(0))
    return {sign.term: sign.violated for sign in signs}


def test_nothing_shows_on_a_plain_model():
    assert signs_of(linear()) == {UNSTEADY: False, ONE_ANSWER: False}


def test_one_answer_to_everything_is_a_sign():
    model = LinearPixels(np.zeros((2, 108)), np.array([0.0, 1.0]))
    assert signs_of(model) == {UNSTEADY: False, ONE_ANSWER: True}


def test_an_attack_on_a_model_of_one_answer_shows_nothing():
    flat = linear()
    flat.weights, flat.bias = 0 * flat.weights, np.array([0.0, 1.0])
    nothing, some = np.zeros(5, dtype=bool), np.array([False, True])
    held = Subject(gallery(rows=30), flat)
    assert one_answer(held, nothing).startswith("all 30 rows, and whatever was made of them, are")
    assert one_answer(held, some) is None
    assert one_answer(Subject(gallery(rows=30), linear()), nothing) is None
