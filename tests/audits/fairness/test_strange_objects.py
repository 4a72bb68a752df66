import pytest

from audits.data.located_objects import Located
from audits.fairness.strange_objects import told_of_strange

TEXT = "Anna sings"


def spans(*written):
    return tuple(Located(((float(first), float(last)),), label) for first, last, label in written)


def test_a_class_that_is_never_detected_is_told_with_those_that_are():
    truths = [spans((0, 4, "PERSON")), spans((0, 4, "PERSON"), (5, 10, "LOC")), None]
    (note,) = told_of_strange(truths, [spans((0, 4, "PER"), (5, 10, "LOC")), (), None], None)
    assert note == (
        "2 objects of 'PERSON', which nothing was detected as, can only be missed: detections are "
        "of 'LOC', 'PER'"
    )


def test_objects_without_a_class_are_not_those_with_one():
    (note,) = told_of_strange([spans((0, 4, None))], [spans((0, 4, "PER"))], None)
    assert "1 object of no class" in note


@pytest.mark.parametrize("found", [spans((0, 4, "PER")), (), None])
def test_nothing_is_told_where_classes_meet_or_nothing_was_detected(found):
    assert not [*told_of_strange([spans((0, 4, "PER"))], [found], [TEXT])]


def test_a_span_beyond_its_text_is_told_with_its_row():
    truths = [spans((5, 10, "PER")), spans((5, 11, "PER")), spans((0, 90, "PER"))]
    (note,) = told_of_strange(truths, [spans((0, 4, "PER"))] * 3, [TEXT, TEXT, None])
    assert note.startswith("1 row holds a span beyond the end of the text")
    assert "row 2" in note


def test_boxes_have_no_text():
    box = (Located(((0.0, 99.0), (0.0, 99.0)), "car"),)
    assert not [*told_of_strange([box], [box], [TEXT])]
