import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.located_objects import Located
from audits.fairness.matched_objects import matched, overlap

BOX = ((10.0, 40.0), (20.0, 60.0))


def test_overlaps_by_hand():
    assert overlap(Located(((0, 4),)), Located(((2, 6),))) == pytest.approx(2 / 6)
    one, other = Located(((0, 2), (0, 2))), Located(((1, 3), (1, 3)))
    assert overlap(one, other) == pytest.approx(1 / 7)
    assert overlap(one, one) == 1.0
    assert overlap(one, Located(((5, 6), (5, 6)))) == 0.0
    assert overlap(one, Located(((0, 2),))) == 0.0


spans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 8)).map(lambda s: Located(((s[0], s[0] + s[1]),))),
    max_size=6,
)


@given(spans, spans, st.sampled_from([0.3, 0.5, 1.0]))
def test_each_is_matched_once_and_only_where_they_overlap_enough(truths, detections, least):
    met, right = matched(truths, detections, least)
    assert met.sum() == right.sum()
    for flags, own, others in ((met, truths, detections), (right, detections, truths)):
        for flag, one in zip(flags, own, strict=True):
            assert not flag or max(overlap(one, other) for other in others) >= least


@given(spans, st.sampled_from([0.3, 1.0]))
def test_what_is_detected_as_it_is_is_found_whole(truths, least):
    met, right = matched(truths, truths, least)
    assert met.all()
    assert right.all()


def test_the_surest_detection_comes_first_and_classes_must_agree():
    truth = [Located(BOX, "cat")]
    near = Located(((10.0, 40.0), (20.0, 58.0)), "cat", 0.5)
    sure = Located(((10.0, 40.0), (20.0, 50.0)), "cat", 0.9)
    dog = Located(BOX, "dog", 0.99)
    met, right = matched(truth, [near, sure, dog], 0.5)
    assert met.tolist() == [True]
    assert right.tolist() == [False, True, False]
    # Without scores the one that overlaps most.
    plain = [Located(one.ends, one.label) for one in (near, sure)]
    assert matched(truth, plain, 0.5)[1].tolist() == [True, False]


def test_nothing_there_and_nothing_detected():
    assert [len(flags) for flags in matched([], [], 0.5)] == [0, 0]
    assert matched([], [Located(BOX)], 0.5)[1].tolist() == [False]
    assert matched([Located(BOX)], [], 0.5)[0].tolist() == [False]
    assert np.array_equal(matched([Located(BOX)], [Located(BOX)], 1.0)[0], [True])
