import numpy as np
import pytest

from audits.perturbations.norm_balls import Norm, sizes
from audits.robustness.asking import Asker
from audits.robustness.losses import CROSS_ENTROPY
from audits.robustness.neural_copy import neural_copy
from audits.robustness.stolen_pictures import STEP, PictureThief
from audits.robustness.threat import threat_of
from tests.pixel_models import linear

MODEL = linear()
PICTURES = (0.5 + 0.2 * np.random.default_rng(0).standard_normal((60, 3, 6, 6))).astype(np.float32)
PICTURES = PICTURES.clip(0, 1)
CODES = MODEL.classify_pixels(PICTURES).codes
COPY = neural_copy(PICTURES, CODES, 2, 0)


def thief(norm="linf", epsilon=0.05):
    return PictureThief(Asker(MODEL, "picture"), threat_of(norm, epsilon, "labels"), 10)


def test_pictures_are_moved_one_step_up_the_copys_loss():
    moved = thief().moved(COPY, PICTURES, CODES, np.random.default_rng(0))
    assert np.abs(moved - PICTURES).max() <= STEP + 1e-6
    assert moved.min() >= 0
    before, after = (CROSS_ENTROPY.value(COPY.scores(p), CODES) for p in (PICTURES, moved))
    assert (after > before).mean() > 0.95


@pytest.mark.parametrize(("norm", "epsilon"), [("linf", 0.05), ("l2", 0.4)])
def test_what_is_made_and_its_control_are_of_one_size(norm, epsilon):
    one = thief(norm, epsilon)
    made = one.attacked(COPY, PICTURES, CODES)
    noisy = one.control(PICTURES, made, np.random.default_rng(0))
    for changed in (made, noisy):
        assert sizes(changed - PICTURES, Norm(norm)).max() <= epsilon + 1e-5
        assert changed.min() >= 0
        assert changed.max() <= 1
    before, after = (CROSS_ENTROPY.value(COPY.scores(p), CODES) for p in (PICTURES, made))
    assert (after > before).all()
