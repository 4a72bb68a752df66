import pytest

from audits.data.located_objects import Located
from audits.fairness.strange_objects import are_tokens, told_of_strange


def spans(*written):
    return tuple(Located(((float(first), float(last)),), label) for first, last, label in written)


def test_a_class_that_is_never_detected_is_told_with_those_that_are():
    truths = [spans((0, 4, "PERSON")), spans((0, 4, "PERSON"), (5, 10, "LOC")), None]
    (note,) = told_of_strange(truths, [spans((0, 4, "PER"), (5, 10, "LOC")), (), None], [None] * 3)
    assert note == (
        "2 objects of 'PERSON', which nothing was detected as, can only be missed: detections are "
        "of 'LOC', 'PER'"
    )


def test_objects_without_a_class_are_not_those_with_one():
    (note,) = told_of_strange([spans((0, 4, None))], [spans((0, 4, "PER"))], [None])
    assert "1 object of no class" in note


@pytest.mark.parametrize("found", [spans((0, 4, "PER")), (), None])
def test_nothing_is_told_where_classes_meet_or_nothing_was_detected(found):
    assert not [*told_of_strange([spans((0, 4, "PER"))], [found], [(10,)])]


def test_a_span_beyond_its_text_is_told_with_its_row():
    truths = [spans((5, 10, "PER")), spans((5, 11, "PER")), spans((0, 90, "PER"))]
    (note,) = told_of_strange(truths, [spans((0, 4, "PER"))] * 3, [(10,), (10,), None])
    assert note.startswith("1 row holds a span beyond the end of the text")
    assert "row 2" in note


def boxes(*written):
    return tuple(
        Located(((float(left), float(right)), (float(top), float(bottom))), "car")
        for left, top, right, bottom in written
    )


def test_a_box_beyond_its_picture_is_told_with_its_row_and_rounding_is_let():
    truths = [boxes((0, 0, 64, 48)), boxes((0, 0, 48, 64)), boxes((-1, 0, 65, 49)), None]
    truths.append(boxes((-9, 0, 20, 20)))
    (note,) = told_of_strange(truths, [boxes((0, 0, 9, 9))] * 5, [(64, 48)] * 5)
    assert note.startswith("2 rows hold boxes beyond the edges of the picture")
    assert "row 2, 5; places are pixels of the file" in note
    assert not [*told_of_strange(truths, [boxes((0, 0, 9, 9))] * 5, [None] * 5)]


def test_boxes_in_shares_of_their_picture_are_told():
    truths = [boxes((0.1, 0.2, 0.9, 1)), boxes((0, 0, 0.5, 0.5))]
    (note,) = told_of_strange(truths, [boxes((6, 9, 58, 48))] * 2, [(64, 48)] * 2)
    assert "multiply them by its width and height" in note


def test_boxes_have_no_text():
    box = boxes((0, 0, 99, 99))
    assert not [*told_of_strange([box], [box], [(10,)])]


def test_boxes_that_fit_with_both_axes_exchanged_are_told_so():
    """Of a photograph of 48 x 64 as it is seen, drawn on the 64 x 48 that are stored."""
    truths = [boxes((2, 2, 60, 40)), boxes((9, 9, 20, 20))]
    (note,) = told_of_strange(truths, [boxes((0, 0, 9, 9))] * 2, [(48, 64)] * 2)
    assert "row 1" in note
    assert "With width and height exchanged each would fit" in note
    (note,) = told_of_strange([boxes((2, 2, 90, 40))], [boxes((0, 0, 9, 9))], [(48, 64)])
    assert "exchanged" not in note


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["B-PER", "I-PER", "B-LOC"], True),  # transformers' "none"
        (["PER", "O"], True),  # and without `ignore_labels`
        (["B-PER", "LOC"], False),
        (["E-mail", "S-Bahn"], False),
        (["PER", None], False),
        ([], False),
    ],
)
def test_words_with_their_tags_are_no_objects(labels, expected):
    rows = [spans(*((4 * at, 4 * at + 3, label) for at, label in enumerate(labels))), None]
    assert are_tokens(rows) is expected
    assert not are_tokens([boxes((0, 0, 9, 9))])
