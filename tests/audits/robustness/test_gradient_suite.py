from itertools import pairwise

import numpy as np
import pytest

from audits.robustness.asking import Asker
from audits.robustness.gradient_suite import Effort, Suite, curve
from audits.robustness.masking import FLAT, UNBOUNDED
from audits.robustness.threat import threat_of
from tests.pixel_models import linear, margins


@pytest.fixture
def suite():
    rng = np.random.default_rng(5)
    model = linear()
    pixels = rng.uniform(0.3, 0.7, (60, 3, 6, 6)).astype(np.float32)
    labels = model.classify_pixels(pixels).codes
    return Suite(
        Asker(model, "picture"), model.slopes(pixels), threat_of("linf", 0.02, "gradients"),
        Effort(10, 2), pixels, labels, lambda purpose: np.random.default_rng(len(purpose)),
    )  # fmt: skip


def test_the_curve_falls_and_its_stated_point_is_that_of_the_attacks_alone(suite):
    needed = margins(linear(), suite.pixels, suite.labels, 1)
    stated = suite.alone("pgd", 0.02)
    points = curve(suite, ("pgd",), (0.01, 0.02, 0.04), stated)
    assert [size for size, _ in points] == [0.01, 0.02, 0.04]
    for (size, turned), (_, more) in pairwise(points):
        assert not (turned & ~more).any()
        assert not turned[needed > size].any()
        assert turned[needed < 0.98 * size].all()


def test_a_row_that_a_smaller_change_turned_is_not_asked_again(suite):
    stated = suite.alone("fgsm", 0.02)
    asked = suite.asker.asked
    small = suite.broken("fgsm", 0.01, np.zeros(60, dtype=bool))
    assert suite.asker.asked == asked + 60
    suite.broken("fgsm", 0.04, small | stated)
    assert suite.asker.asked == asked + 60 + int((~(small | stated)).sum())


def test_what_was_made_turns_the_row(suite):
    turned = suite.alone("pgd", 0.02)
    assert set(suite.made) == set(np.flatnonzero(turned).tolist())
    made = np.stack([suite.made[row] for row in sorted(suite.made)])
    answered = linear().classify_pixels(made).codes
    assert (answered != suite.labels[sorted(suite.made)]).all()


def test_every_check_is_counted_over_the_rows(suite):
    signs = {s.term: s for s in suite.signs({"pgd": suite.alone("pgd", 0.02)})}
    assert {FLAT, UNBOUNDED} <= signs.keys()
    assert all(sign.rows == 60 and not sign.violated for sign in signs.values())
