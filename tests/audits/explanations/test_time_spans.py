"""Spans of time: named by when they are, silenced one by one, and found by occlusion."""

import numpy as np
import pytest

from audits.data.sounds import Sound
from audits.errors import NotApplicable
from audits.explanations.occlusion import Occlusion
from audits.explanations.subject_to_explain import ExplanationTask
from audits.explanations.time_spans import SPANS, mean_step, span_instance
from audits.models import Answers
from audits.planning import forward_passes
from audits.probing.subject import Subject
from audits.specification.roles import Kind
from tests import sound_families

ZERO = np.zeros(1)


def test_a_sound_is_cut_into_spans_named_in_seconds():
    instance = span_instance(0, "file", Sound(np.ones(1_600, np.float32), 8_000), ZERO)
    assert len(instance.units) == SPANS
    assert instance.units[0] == "0.000 to 0.013 s"
    masks = np.ones((2, SPANS), dtype=bool)
    masks[1, 3] = False
    whole, without = instance.features(masks)["file"]
    np.testing.assert_array_equal(whole.samples, np.ones(1_600))
    np.testing.assert_array_equal(np.flatnonzero(without.samples == 0), np.arange(300, 400))
    assert without.rate == 8_000


def test_a_short_sequence_has_a_span_a_step_and_channels_have_their_own_mean():
    steps = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    instance = span_instance(0, "x", steps, np.array([-1.0, -2.0]))
    assert instance.units == ("step 1", "step 2", "step 3")
    masks = np.array([[True, False, True]])
    (made,) = instance.features(masks)["x"]
    np.testing.assert_array_equal(made, [[1, 10], [-1, -2], [3, 30]])
    assert instance.original(2)["x"] == [steps, steps]


def test_the_mean_step_leaves_missing_ones_out():
    arrays = [np.array([[1.0, np.nan]]), np.array([[3.0, 4.0], [5.0, np.nan]]), None]
    np.testing.assert_allclose(mean_step(arrays), [3.0, 4.0])


def test_the_mean_of_whole_steps_is_a_whole_one():
    arrays = [np.array([[1.0, 0.5], [2.0, 1.0], [2.0, 3.0]])]
    np.testing.assert_allclose(mean_step(arrays), [2.0, 1.5])  # 5 / 3 is no code of a step


def test_a_row_without_steps_is_not_explained():
    for content in (None, np.zeros((0, 1))):
        with pytest.raises(NotApplicable, match="row 3 has no steps"):
            span_instance(3, "x", content, ZERO)


class Burst:
    """P(yes) is how loud the loudest tenth of a second is."""

    classes = ("no", "yes")
    fingerprint = "0" * 64
    reads = ("file",)

    def classify(self, features):
        yes = np.array([
            min(1.0, max(float(np.abs(part).mean()) for part in np.array_split(one.samples, 10)))
            for one in features["file"]
        ])  # fmt: skip
        return Answers((yes >= 0.5).astype(np.intp), np.stack([1 - yes, yes], axis=1))


def test_occlusion_finds_the_moment_that_an_answer_rests_on():
    from audits.data.dataset import Dataset

    samples = np.full(1_600, 0.01, np.float32)
    samples[800:960] = 0.9  # spans 9 and 10 of 16, each of 100 frames
    data = Dataset((sound_families.column_of([Sound(samples, 8_000)]),))
    task = ExplanationTask(Subject(data, Burst()))
    assert task.kind is Kind.AUDIO
    explain = Occlusion().prepare(task.asker(), np.random.default_rng(0))
    explanation = explain(task.instance(0), 1)
    assert set(np.argsort(-explanation.weights)[:2]) == {8, 9}
    assert explanation.answer == pytest.approx(0.9, abs=1e-6)
    assert explanation.base == pytest.approx(0.0)


def test_plans_count_as_many_spans():
    assert forward_passes.SPANS == SPANS
