import json

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.fairness.detected import detected
from audits.specification.roles import Role
from tests import taggers
from tests.askable import album
from tests.audits.probes.published import category
from tests.subjects import Subject


def pictures(objects, detections, *more):
    columns = (
        Column("there", Role.OBJECTS, Texts.of(list(objects))),
        Column("seen", Role.DETECTIONS, Texts.of(list(detections))),
    )
    return Subject(Dataset((*columns, *more)))


def test_boxes_need_half_and_spans_all():
    boxes = detected(pictures(["[[0, 0, 4, 4]]"], ["[[0, 0, 4, 3]]"]), None)
    assert boxes.overlap == 0.5
    assert boxes.truths.right.tolist() == boxes.detections.right.tolist() == [True]
    spans = detected(pictures(["[[0, 4]]"], ["[[0, 3]]"]), None)
    assert spans.overlap == 1.0
    assert spans.truths.right.tolist() == spans.detections.right.tolist() == [False]
    assert detected(pictures(["[[0, 4]]"], ["[[0, 3]]"]), 0.7).truths.right.tolist() == [True]


def test_a_number_of_a_slip_of_writing_is_not_told():
    """Forty boxes by their centre, under the key of COCO's corners: all are missed."""
    truths, seen, rng = [], [], np.random.default_rng(1)
    for _ in range(40):
        left, top, wide, high = map(int, rng.integers([0, 0, 20, 20], [500, 350, 130, 130]))
        truths.append(f'[{{"bbox": [{left}, {top}, {wide}, {high}]}}]')
        seen.append(f'[{{"bbox": [{left + wide / 2}, {top + high / 2}, {wide}, {high}]}}]')
    with pytest.raises(NotApplicable, match=r"read as \[centre, middle, width, height\]"):
        detected(pictures(truths, seen), None)


def test_rows_of_one_id_are_one_picture():
    """Two people of a picture, each on a row; both rows say what was detected in it."""
    both = "[[0, 0, 4, 4], [8, 8, 9, 9]]"
    subject = pictures(
        ["[[0, 0, 4, 4]]", "[[5, 5, 7, 7]]", "[[8, 8, 9, 9]]"], [both, both, "[]"],
        category("picture", Role.ID, ("a", "a", "b")),
    )  # fmt: skip
    seen = detected(subject, None)
    assert seen.truths.right.tolist() == [True, False, False]
    assert seen.truths.cluster.tolist() == [0, 0, 1]
    # Each detection is counted once, however many rows its picture has.
    assert seen.detections.right.tolist() == [True, False]


def test_rows_of_one_picture_that_say_other_detections_are_refused():
    subject = pictures(
        ["[[0, 4]]", "[[5, 7]]"], ["[]", "[[5, 7]]"], category("text", Role.ID, ("a", "a"))
    )
    with pytest.raises(NotApplicable) as refused:
        detected(subject, None)
    assert refused.value.reason == "rows 1 and 2 are of one 'text' and say other detections"


def test_what_nobody_detected_in_is_unanswered_and_what_holds_nothing_is_not():
    seen = detected(pictures(["[[0, 4]]", "[[0, 4]]", "[]"], [None, "[]", "[[1, 2]]"]), None)
    assert seen.truths.answered.tolist() == [False, True]
    assert seen.detections.right.tolist() == [False]


def test_rows_that_do_not_say_what_is_there_are_told():
    subject = pictures(["[[0, 4]]", None], ["[[0, 4]]", "[[0, 4]]"])
    assert detected(subject, None).truths.row.tolist() == [0]
    assert subject.warnings == ["1 row does not say what is there: no number counts it"]


@pytest.mark.parametrize(
    ("objects", "reason"),
    [(["[]"], "no row has any object"),
     (["[[0, 4]", ], "row 1 of 'there' cannot be read: it is no JSON")],
)  # fmt: skip
def test_what_cannot_be_matched_is_no_question(objects, reason):
    with pytest.raises(NotApplicable) as refused:
        detected(pictures(objects, ["[]"]), None)
    assert refused.value.reason == reason
    assert "JSON" in refused.value.remedy or "a list of boxes" in refused.value.remedy


def test_a_cluster_of_the_table_is_wider_than_a_picture():
    subject = pictures(
        ["[[0, 4]]", "[[0, 4]]"], ["[]", "[]"], category("video", Role.CLUSTER, ("v", "v"))
    )
    assert detected(subject, None).truths.cluster.tolist() == [0, 0]


def asked(data, model, **more):
    return detected(Subject(data, model, **more), None)


def test_a_model_is_asked_where_nothing_is_recorded():
    data = taggers.table(40)
    seen = asked(data, taggers.CapitalLetters(taggers.NAMES["second"]))
    missed = [row for row, right in zip(seen.truths.row, seen.truths.right, strict=True)
              if not right]  # fmt: skip
    assert sorted(set(missed)) == list(range(1, 40, 2))
    assert seen.detections.right.all()


def test_what_is_recorded_wins_over_a_model():
    data = taggers.table(4)
    column = Column("seen", Role.DETECTIONS, Texts.of(["[]"] * 4))
    seen = asked(Dataset((*data.columns, column)), taggers.CapitalLetters())
    assert not seen.truths.right.any()


def test_rows_that_the_model_was_never_asked_are_unanswered_objects():
    data = taggers.table(12)
    first, last = data.take(np.arange(10)), data.take(np.arange(10, 12))
    seen = asked(first, taggers.CapitalLetters(), unanswered=last)
    assert len(seen.data) == 12
    assert {*seen.truths.row[~seen.truths.answered].tolist()} == {10, 11}
    assert seen.truths.right[seen.truths.answered].all()


def test_tagged_words_stand_in_the_text_that_the_model_reads():
    data = Dataset(
        (
            Column("text", Role.FEATURE, Texts.of(["Anna  sings", "so does Bo"])),
            Column("gold", Role.OBJECTS, Texts.of(
                ['[["Anna", "B-PER"], ["sings", "O"]]', "so O\ndoes O\nBo B-PER"])),
        )
    )  # fmt: skip
    seen = asked(data, taggers.CapitalLetters())
    assert seen.truths.right.tolist() == [True, True]
    wrong = Dataset((Column("text", Role.FEATURE, Texts.of(["Ann sings", "Bo"])), data["gold"]))
    with pytest.raises(NotApplicable, match="row 1 of 'gold' cannot be read: the word 'Anna'"):
        asked(wrong, taggers.CapitalLetters())


@pytest.mark.parametrize("side", ["gold", "seen"])
def test_words_with_tags_for_classes_are_asked_to_be_joined(side):
    """As transformers' pipeline answers where it joins nothing."""
    cells = {"gold": '[{"start": 0, "end": 9, "label": "PER"}]', "seen": "[]"}
    cells[side] = json.dumps(
        [{"entity": "B-PER", "start": 0, "end": 4}, {"entity": "I-PER", "start": 5, "end": 9}]
    )
    roles = {"gold": Role.OBJECTS, "seen": Role.DETECTIONS}
    data = Dataset(tuple(Column(n, roles[n], Texts.of([c] * 3)) for n, c in cells.items()))
    with pytest.raises(NotApplicable, match="words stand for objects") as refused:
        asked(data, None)
    assert "aggregation_strategy" in refused.value.remedy


def test_nothing_recorded_and_no_model_that_detects_says_what_to_give():
    data = Dataset((Column("gold", Role.OBJECTS, Texts.of(["[[0, 4]]"])),))
    with pytest.raises(NotApplicable, match="nothing says what was detected") as refused:
        asked(data, None)
    assert "the role detections" in refused.value.remedy


def test_a_box_beyond_its_picture_is_told_by_the_sizes_of_the_pictures():
    """Of 6 x 4 pixels; of a second one the first 4 are said to be its width."""
    shown = album([np.zeros((4, 6, 3), np.uint8)] * 2).columns
    subject = pictures(["[[0, 0, 6, 4]]", "[[0, 0, 4, 6]]"], ["[[0, 0, 6, 4]]"] * 2, *shown)
    detected(subject, None)
    (note,) = subject.warnings
    assert note.startswith("1 row holds a box beyond the edges of the picture")
    assert "row 2;" in note


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ('{"start": 0, "end": 4, "label": "PER"}', "[0, 4]"),
        ("[0, 4]", '{"start": 0, "end": 4, "label": "PER"}'),
        ('{"start": 0, "end": 4, "label": "PER"}', '{"start": 0, "end": 4, "label": "PERSON"}'),
    ],
)
def test_sides_without_a_class_in_common_are_no_equality_of_nothing(there, found):
    """Recall would be 0 in every group, and a rule on the difference would pass."""
    with pytest.raises(NotApplicable, match="no class stands on both sides"):
        detected(pictures([f"[{there}]"], [f"[{found}]"]), None)


def test_a_class_of_another_number_does_not_meet():
    """COCO's `category_id` on both sides: the box is there, as another class."""
    box = '{"bbox": [0, 0, 4, 4], "category_id": %d}'
    seen = detected(pictures([f"[{box % 1}, {box % 2}]"], [f"[{box % 2}]"]), None)
    assert seen.truths.right.tolist() == [False, True]
