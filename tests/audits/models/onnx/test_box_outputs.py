import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.errors import ModelFailure, Refused
from audits.models.onnx.box_outputs import BoxOutputs, box_outputs, holds_boxes, is_picture
from audits.models.onnx.session import Input
from audits.specification.document import ModelSpec

FLOAT = "tensor(float)"
PORTS = [Input("b", FLOAT, (None, 4)), Input("s", FLOAT, (None,))]
STATED = {"boxes": "b", "scores": "s", "box_format": "xyxy", "relative": True}


def outputs(form="xyxy", labels=None):
    return BoxOutputs("b", "s", labels, form, relative=False)


numbers = st.integers(0, 50)


@given(numbers, numbers, st.integers(1, 9), st.integers(1, 9))
def test_a_box_is_the_same_in_each_form(left, top, width, height):
    written = {
        "xyxy": [left, top, left + width, top + height],
        "xywh": [left, top, width, height],
        "cxcywh": [left + width / 2, top + height / 2, width, height],
    }
    for form, box in written.items():
        corners = outputs(form).corners(np.array([box], dtype=float))
        assert corners.tolist() == [written["xyxy"]]


def test_an_axis_of_pictures_is_taken_off():
    boxes, scores = np.arange(8.0).reshape(1, 2, 4), np.array([[0.1, 0.9]])
    plain = outputs(labels="l").of_one({"b": boxes[0], "s": scores[0], "l": np.array([1, 2])})
    together = outputs(labels="l").of_one({"b": boxes, "s": scores, "l": np.array([[1, 2]])})
    for one, other in zip(plain, together, strict=True):
        np.testing.assert_array_equal(one, other)


def test_outputs_that_do_not_belong_together_are_a_failure():
    with pytest.raises(ModelFailure, match=r"'b' \[2, 4\], 's' \[3\]"):
        outputs().of_one({"b": np.zeros((2, 4)), "s": np.zeros(3)})
    with pytest.raises(ModelFailure):
        outputs().of_one({"b": np.zeros((2, 5)), "s": np.zeros(2)})


@pytest.mark.parametrize("lacking", list(STATED))
def test_every_word_is_needed(lacking):
    stated = {key: value for key, value in STATED.items() if key != lacking}
    with pytest.raises(Refused) as refusal:
        box_outputs(PORTS, ModelSpec(output=stated))
    assert refusal.value.problems[0].code == "boxes_not_stated"


def test_an_output_that_is_not_there_is_named():
    with pytest.raises(Refused, match="no output 'c'") as refusal:
        box_outputs(PORTS, ModelSpec(output={**STATED, "scores": "c"}))
    assert refusal.value.problems[0].field == "model.output.scores"


def test_a_detector_is_told_by_the_name_of_its_boxes():
    named = [Input("boxes", FLOAT, (None, 4)), *PORTS[1:]]
    assert holds_boxes(named, ModelSpec())
    assert not holds_boxes(PORTS, ModelSpec())
    assert not holds_boxes(named, ModelSpec(task="regression"))
    assert not holds_boxes(named, ModelSpec(output={"name": "s"}))


def test_one_picture_may_go_in_without_an_axis_of_pictures():
    assert is_picture([Input("x", FLOAT, (None, 3, 8, 8))])
    assert is_picture([Input("x", FLOAT, (3, None, None))])
    assert not is_picture([Input("x", FLOAT, (None, 12, 5))])
    assert not is_picture([Input("x", FLOAT, (None, 3, 8, 8))] * 2)
