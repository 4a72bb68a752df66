"""A linear model, of whose answers under the best patch each is known."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Dataset
from audits.errors import NotApplicable, Refused
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Answers
from audits.probes.robustness.patch import patch
from audits.probing.subject import Subject
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import rows_to_attack
from audits.robustness.patch_placing import placed
from audits.statistics.paired_shares import newcombe_paired
from tests.pixel_models import LinearPixels, gallery

SIDE = 6
# Red speaks for yes and blue against it, wherever they are; half of each is neither.
WEIGHT = np.repeat([1.0, 0.0, -1.0], SIDE * SIDE)
MODEL = LinearPixels(np.stack([-WEIGHT, WEIGHT]), np.zeros(2))


def subject(model=MODEL):
    held = gallery(200)
    codes = MODEL.classify(held.features(("picture",), slice(None))).codes
    picture, label, sex = held.columns
    answers = np.array(["no", "yes"], dtype=object)[codes]
    label = replace(label, values=Categories.of(list(answers)))
    return Subject(Dataset((picture, label, sex)), model)


def measured(held, **parameters):
    yielded = list(patch(held, steps=30, **parameters))
    return {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}, [
        one for one in yielded if isinstance(one, Exhibit)
    ]


def test_what_it_breaks_is_what_arithmetic_says():
    held = subject()
    numbers, shown = measured(held, target="yes", areas=(0.2,), area=0.1)
    attacked = rows_to_attack(held, asker_of(held), 400)
    places = np.arange(1, len(attacked), 2)
    pixels, labels = attacked.pixels[places], attacked.labels[places]
    for area in (0.1, 0.2):
        laid = placed(len(places), (SIDE, SIDE), area, held.rng(f"patch judged {area:g}"))
        # The best patch is all red: what it covers adds one and takes off what was there.
        gain = (laid.covered * (1 - (pixels[:, 0] - pixels[:, 2]))).sum(axis=(1, 2))
        margin = (pixels[:, 0] - pixels[:, 2]).sum(axis=(1, 2)) + gain
        turned = (margin > 0) & (labels == 0)
        found = numbers["patch_success_rate", (("fraction", f"{area:g}"),)]
        assert found.value == pytest.approx(turned.sum() / len(labels))
        assert found.sample_size == len(labels) == 100
    assert numbers["patch_clean_accuracy", ()].value == 1.0
    at_area = numbers["patch_success_rate", (("fraction", "0.1"),)].value
    assert numbers["patch_success_rate", ()].value == at_area
    assert [one.kind for one in shown] == ["curve", "pairs", "pairs", "facts", "facts"]


def test_the_patch_is_tested_against_random_pixels_on_the_same_rows():
    numbers, _ = measured(subject(), areas=(), area=0.2)
    group = (("fraction", "0.2"),)
    effect = numbers["patch_effect", group]
    assert isinstance(effect, Estimate)
    difference = (
        numbers["patch_success_rate", group].value - numbers["patch_control_rate", group].value
    )
    assert effect.value == pytest.approx(difference)
    # Newcombe's method 10 on the same counts is another interval for the same difference.
    more, fewer, rows = effect.evidence
    other = newcombe_paired(0, more, fewer, rows - more - fewer, 0.95)
    assert (effect.interval.lower, effect.interval.upper) == pytest.approx(other, abs=0.06)


def test_of_a_model_of_one_answer_nothing_is_shown():
    flat = LinearPixels(0 * MODEL.weights, np.array([0.0, 1.0]))
    numbers, _ = measured(subject(flat), areas=(0.1,))
    for name, group in (("patch_accuracy", ()), ("patch_effect", (("fraction", "0.1"),))):
        one = numbers[name, group]
        assert isinstance(one, Undetermined)
        assert "are answered with the same class" in one.reason
    assert isinstance(numbers["patch_clean_accuracy", ()], Estimate)


def test_what_cannot_be_is_told():
    with pytest.raises(Refused, match="maybe"):
        measured(subject(), target="maybe")

    class Closed:
        classes, reads, fingerprint = ("no", "yes"), ("picture",), "0" * 64

        def classify(self, features):
            rows = len(features["picture"])
            return Answers(np.zeros(rows, dtype=np.intp), None)

    with pytest.raises(NotApplicable, match="gradients"):
        measured(subject(Closed()))
