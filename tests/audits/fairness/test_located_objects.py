import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.fairness.located_objects import Located, NotLocated, matched, overlap, read_objects

BOX = ((10.0, 40.0), (20.0, 60.0))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([[10, 20, 40, 60]], Located(BOX)),
        ([{"box": [10, 20, 40, 60], "label": "person", "score": 0.9}], Located(BOX, "person", 0.9)),
        # As the pipelines of transformers write boxes, spans of classes and spans of tokens.
        ([{"score": 0.9, "label": "cat", "box": {"xmin": 10, "ymin": 20, "xmax": 40, "ymax": 60}}],
         Located(BOX, "cat", 0.9)),
        ([{"entity_group": "PER", "score": 1, "word": "Anna", "start": 0, "end": 4}],
         Located(((0.0, 4.0),), "PER", 1)),
        ([{"entity": "B-PER", "start": 0, "end": 4}], Located(((0.0, 4.0),), "B-PER")),
        # COCO's bbox is left, top, width and height.
        ([{"bbox": [10, 20, 30, 40], "category": 7}], Located(BOX, "7")),
        ([[3, 9]], Located(((3.0, 9.0),))),
    ],
)  # fmt: skip
def test_what_detectors_and_taggers_write_is_read(written, expected):
    assert read_objects(json.dumps(written)) == (expected,)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("person at 3", "it is no JSON"),
        ('{"box": [1, 2, 3, 4]}', "it is no list"),
        ("[[1, 2, 3]]", "[1, 2, 3] is neither a box nor a span"),
        ("[[4, 2, 3, 5]]", "[4, 2, 3, 5] ends before it begins, or where it does"),
        ("[[0, 2], [0, 0, 2, 2]]", "it mixes boxes and spans"),
        ('[{"box": [0, 0, 1, 1], "score": "high"}]', 'the score "high" is no number'),
        ("[[0, NaN]]", "[0, NaN] is neither a box nor a span"),
        ("[true]", "true is neither a box nor a span"),
        ('[{"label": "person"}]', "[null, null] is neither a box nor a span"),
    ],
)
def test_what_is_no_box_and_no_span_says_why(cell, why):
    with pytest.raises(NotLocated) as refused:
        read_objects(cell)
    assert str(refused.value) == why


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
