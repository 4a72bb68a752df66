import json

import numpy as np
import pytest

from audits.data.located_objects import Located, read_objects
from audits.fairness.near_misses import told_of_centres, told_of_misses, told_of_writing


def span(first, last, label="PER"):
    return Located(((float(first), float(last)),), label)


def box(left, top, right, bottom):
    return Located(((float(left), float(right)), (float(top), float(bottom))), "car")


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ((4, 7), "end a letter from its end"),  # the end is the last letter
        ((5, 9), "begins a few letters from them"),  # from 1 on
        ((6, 10), "begins a few letters from them"),  # two emoji before it, as JavaScript counts
        ((1, 2), None),  # tokens
        ((4, 6), None),
        ((4, 8, "LOC"), None),
    ],
)
def test_spans_that_are_counted_otherwise_are_told(truth, said):
    missed = [(span(*truth), [span(4, 8), span(40, 50, "LOC")])] * 20
    notes = [*told_of_misses(missed, 40)]
    assert len(notes) == (said is not None)
    assert all(note.startswith("20 of the 20 spans that were missed") for note in notes)
    assert all(said in note for note in notes)


def test_a_few_such_misses_are_misses():
    near, far = (span(4, 7), [span(4, 8)]), (span(4, 7), [])
    assert not [*told_of_misses([near] * 9, 9)]
    assert not [*told_of_misses([near] * 20 + [far] * 20, 100)]


@pytest.mark.parametrize(
    ("detected", "told"),
    [
        (box(0.1, 0.1, 0.3, 0.4), True),  # shares of the picture
        (box(50, 50, 60, 60), True),  # of a smaller picture
        (box(120, 120, 160, 160), False),  # touches
    ],
)
def test_boxes_that_touch_none_are_told(detected, told):
    missed = [(box(100, 100, 130, 140), [detected])] * 30
    assert len([*told_of_misses(missed, 30)]) == told
    assert not [*told_of_misses(missed, 60)]


def test_objects_that_stand_twice_are_told():
    one, other = span(0, 4), span(5, 9)
    (note,) = told_of_writing([(one, other), (one, other, one)], [(one,), None])
    assert note.startswith("1 row holds the same object twice (the first is row 2)")
    (note,) = told_of_writing([(one,), None], [(one, one), (other, other)])
    assert note.startswith("2 rows hold the same detection twice (the first is row 1)")


@pytest.mark.parametrize("corners", [True, False])
def test_corners_under_the_name_of_a_width_and_height_are_told(corners):
    draws, rows = np.random.default_rng(0), []
    for _ in range(40):
        left, top = draws.integers(10, 300, 2).tolist()
        width, height = draws.integers(20, 120, 2).tolist()
        far = (left + width, top + height) if corners else (width, height)
        rows.append(read_objects(f'[{{"bbox": {[left, top, *far]}}}]'))
    notes = [*told_of_writing(rows, [()] * 40)]
    assert len(notes) == corners
    assert all("call the key `box`" in note for note in notes)


def drawn(seed):
    """Boxes of a picture of 640 x 480, and detections a few pixels from them."""
    draws = np.random.default_rng(seed)
    while True:
        left, top = draws.integers(0, 500), draws.integers(0, 350)
        width, height = draws.integers(20, 130, 2)
        yield (left, top, left + width, top + height), draws.integers(-2, 3, 4)


def in_form(form, left, top, right, bottom):
    width, height = right - left, bottom - top
    return {
        "[left, top, right, bottom]": (left, top, right, bottom),
        "[top, left, bottom, right]": (top, left, bottom, right),
        "[left, top, width, height]": (left, top, width, height),
        "[centre, middle, width, height]": (left + width / 2, top + height / 2, width, height),
    }[form]


def missed_in(form, *, truths):
    """Pairs of which one side is written in this form and read as corners, where it can be."""
    pairs = []
    for corners, moved in drawn(13):
        own, other = (
            list(map(float, corners)),
            [float(c + m) for c, m in zip(corners, moved, strict=True)],
        )
        written = in_form(form, *(own if truths else other))
        if written[0] < written[2] and written[1] < written[3]:
            pair = (box(*written), box(*other)) if truths else (box(*own), box(*written))
            pairs.append((pair[0], [pair[1]]))
        if len(pairs) == 60:
            return pairs


@pytest.mark.parametrize("truths", [True, False])
@pytest.mark.parametrize(
    "form",
    ["[top, left, bottom, right]", "[left, top, width, height]", "[centre, middle, width, height]"],
)
def test_boxes_of_another_order_are_told_with_the_one_that_meets(form, truths):
    (note,) = told_of_misses(missed_in(form, truths=truths), 60)
    assert f"read as {form}" in note
    assert ("objects that are there" in note) is (truths or form == "[top, left, bottom, right]")
    assert note.startswith(("60 of the 60", "59 of the 60", "58 of the 60", "57 of the 60"))


def test_boxes_that_are_missed_otherwise_are_in_no_other_order():
    """Of 100 tables of 60 misses, wherever the detections of their class lie: none is told."""
    for seed in range(100):
        boxes = drawn(seed)
        missed = [(box(*next(boxes)[0]), [box(*next(boxes)[0])]) for _ in range(60)]
        assert not any("are read as" in note for note in told_of_misses(missed, 60))


def test_the_few_misses_of_a_good_tagger_may_be_full_stops():
    """Ends that are counted otherwise are so of all spans; a begin is seldom wrong by chance."""
    ends, begins = (span(4, 7), [span(4, 8)]), (span(5, 9), [span(4, 8)])
    assert [*told_of_misses([ends] * 20, 40)]
    assert not [*told_of_misses([ends] * 20, 200)]
    assert [*told_of_misses([begins] * 20, 200)]


def test_a_detector_that_hits_none_may_be_a_bad_one():
    draws = np.random.default_rng(0)
    for _ in range(20):
        there, seen = draws.uniform(0, 600, (2, 40, 2))
        missed = [
            (box(*one, *(one + 10)), [box(*other, *(other + 10))])
            for one, other in zip(there, seen, strict=True)
        ]
        assert not [*told_of_misses(missed, 40)]


def test_objects_that_fill_their_pictures_are_no_corners():
    draws, rows = np.random.default_rng(0), []
    for _ in range(40):
        width, height = draws.integers(400, 600, 2).tolist()
        left, top = (int(draws.integers(0, 640 - side)) for side in (width, height))
        rows.append(read_objects(f'[{{"bbox": {[left, top, width, height]}}}]'))
    assert not [*told_of_writing(rows, [()] * 40)]


def test_boxes_that_fill_their_pictures_overlap_in_any_order():
    """Of 640 x 480, each side nine tenths of its picture, missed because of their class's place."""
    draws, missed = np.random.default_rng(17), []
    for _ in range(40):
        own, other = (
            (left, top, left + 560.0, top + 420.0)
            for left, top in draws.integers(0, [80, 60], (2, 2)).astype(float)
        )
        missed.append((box(*own), [box(*other)]))
    assert not any("are read as" in note for note in told_of_misses(missed, 40))


def test_shares_that_fit_their_picture_by_their_centres_alone_are_told():
    """YOLO's form, of boxes anywhere in their picture; and COCO's, divided by its sizes."""
    rng = np.random.default_rng(4)
    sizes = rng.uniform(0.1, 0.5, (60, 2))
    corners = rng.uniform(0, 1, (60, 2)) * (1 - sizes)

    def rows(first):
        cells = [json.dumps([{"bbox": [*start, *size]}])
                 for start, size in zip(first.tolist(), sizes.tolist(), strict=True)]  # fmt: skip
        return [read_objects(cell) for cell in cells]

    note = told_of_centres(rows(corners + sizes / 2))
    assert "reach beyond their picture" in note
    assert told_of_centres(rows(corners)) is None
    assert told_of_centres(rows(corners * 640)) is None
