"""The trigger of a poisoned network is named and works on rows that the search never saw."""

import numpy as np
import pytest

from audits.data_quality.backdoor import picture_triggers
from audits.data_quality.backdoor.contrast import share_of_counts
from audits.data_quality.backdoor.picture_triggers import (
    Halves,
    best_triggers,
    reference_gaps,
)
from audits.data_quality.backdoor.pictures import PictureModel, Pictures
from audits.data_quality.backdoor.reference_networks import toward
from tests.audits.data_quality.backdoor.poisoned import TARGET, digits, network

PIXELS, LABELS = digits()
SEEN, JUDGING = (Pictures(PIXELS[rows], LABELS[rows]) for rows in
                 (slice(1000, 1200), slice(1200, 1400)))  # fmt: skip
HALVES = Halves(SEEN, JUDGING, SEEN.pixels)
CLASSES = tuple("0123456789")


def asked(model):
    return PictureModel(
        lambda pixels: model.classify_pixels(pixels).codes,
        lambda pixels, codes: model.gradient(
            pixels, lambda scores, batch: toward(scores, codes[batch])
        )[1],
    )


@pytest.mark.parametrize(("form", "gap"), [("patch", 0.4), ("blend", 0.4)])
def test_the_form_and_the_target_that_were_planted_come_first(form, gap):
    every = best_triggers(asked(network(form)), HALVES, CLASSES, 40, np.random.default_rng(0))
    best = max(every, key=lambda one: one.planted.chosen_by)
    assert best.planted.target == str(TARGET)
    assert best.planted.gap > gap
    assert best.planted.own[1] == int((JUDGING.labels != TARGET).sum())


def test_a_clean_network_has_no_such_gap():
    every = best_triggers(asked(network()), HALVES, CLASSES, 40, np.random.default_rng(0))
    assert max(one.planted.gap for one in every) < 0.3
    assert {one.planted.form for one in every} == {"patch", "mask", "blend"}
    assert all(share_of_counts(one.planted.control) < 1 for one in every)


def test_references_are_searched_alike_and_remembered():
    def gaps(seed):
        return reference_gaps(
            HALVES, SEEN, CLASSES, 4, 2, np.random.default_rng(seed), lambda done: None
        )

    picture_triggers._SEARCHED.clear()
    assert len(gaps(0)) == 2
    assert gaps(0) == gaps(0)
    assert len(picture_triggers._SEARCHED) == 1
    assert gaps(1) != gaps(0)
    nobody = Pictures(SEEN.pixels[:1], SEEN.labels[:1])
    assert reference_gaps(HALVES, nobody, CLASSES, 4, 2, np.random.default_rng(0), print) == ()
