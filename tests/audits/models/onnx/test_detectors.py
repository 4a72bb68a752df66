"""Boxes of a network whose answers are known without asking it: bright cells of a picture."""

import numpy as np
import pytest

from audits.errors import ModelFailure, NotApplicable, Refused
from audits.models.onnx.detectors import OnnxDetector
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import bright_cells
from tests.bright_cells import COLOURS, drawn, exported, stated

pytestmark = pytest.mark.filterwarnings("ignore")
PICTURE = drawn({(0, 1): ("red", 255), (3, 2): ("blue", 204), (2, 2): ("green", 100)})
EXPECTED = [("red", ((8, 16), (0, 8)), 1.0), ("blue", ((16, 24), (24, 32)), 0.8)]


def opened(path, output, **spec):
    spec = {"labels": list(COLOURS), **spec}
    return open_model(path, ModelSpec(output=output, **spec), scratch=path.parent)


def found(model, *pictures):
    return [
        [(o.label, o.ends, pytest.approx(o.score, abs=1e-3)) for o in own]
        for own in model.detect({"image": list(pictures)})
    ]


@pytest.mark.parametrize("form", ["xyxy", "xywh", "cxcywh"])
@pytest.mark.parametrize("relative", [False, True])
def test_each_form_of_boxes_is_read_as_it_is_stated(tmp_path, form, relative):
    path = exported(tmp_path / "m.onnx", form, relative)
    model = opened(path, stated(form, relative))
    assert isinstance(model, OnnxDetector)
    assert found(model, PICTURE) == [EXPECTED]


@pytest.mark.parametrize("relative", [False, True])
def test_boxes_are_in_pixels_of_the_file_whatever_the_network_takes(tmp_path, relative):
    path = exported(tmp_path / "m.onnx", "xyxy", relative)
    large = drawn({(1, 3): ("green", 255)}, height=64, width=128)
    (own,) = found(opened(path, stated("xyxy", relative)), large)
    assert [each[:2] for each in own] == [("green", ((96, 128), (16, 32)))]


def test_a_graph_of_one_picture_without_an_axis_for_it_is_torchvisions_form(tmp_path):
    path = exported(tmp_path / "m.onnx", batch=False)
    dark = drawn({})
    assert found(opened(path, stated()), PICTURE, dark) == [EXPECTED, []]


def test_of_scores_by_class_the_best_is_taken(tmp_path):
    path = exported(tmp_path / "m.onnx", by_class=True)
    assert found(opened(path, stated(labels=None)), PICTURE) == [EXPECTED]


def test_the_threshold_is_the_documents_or_a_half(tmp_path):
    path = exported(tmp_path / "m.onnx")
    kinds = {
        threshold: [
            own[0] for own in found(opened(path, stated(), threshold=threshold), PICTURE)[0]
        ]
        for threshold in (None, 0.3, 0.9)
    }
    assert kinds == {None: ["red", "blue"], 0.3: ["red", "green", "blue"], 0.9: ["red"]}


def test_classes_without_a_name_are_their_numbers_and_too_few_names_a_failure(tmp_path):
    path = exported(tmp_path / "m.onnx")
    numbered = open_model(path, ModelSpec(output=stated()), scratch=tmp_path)
    assert [own[0] for own in found(numbered, PICTURE)[0]] == ["0", "2"]
    with pytest.raises(ModelFailure, match="class number 2, and `labels` names 2"):
        opened(path, stated(), labels=["red", "green"]).detect({"image": [PICTURE]})


def test_scores_that_are_none_are_a_failure(tmp_path):
    model = opened(exported(tmp_path / "m.onnx"), stated(), preprocessing={"scale": 1})
    with pytest.raises(ModelFailure, match="no scores of 0 to 1"):
        model.detect({"image": [PICTURE]})


def test_what_its_boxes_are_is_never_guessed(tmp_path):
    path = exported(tmp_path / "m.onnx")
    with pytest.raises(Refused) as refusal:
        open_model(path, ModelSpec(), scratch=tmp_path)
    (problem,) = refusal.value.problems
    assert problem.code == "boxes_not_stated"
    assert "boxes: boxes, scores: scores, labels: labels, box_format: xyxy" in problem.remedy
    with pytest.raises(Refused, match="no output 'labelz'"):
        opened(path, stated(labels="labelz"))


def test_its_profile_says_what_it_is_before_anything_is_stated(tmp_path):
    path = exported(tmp_path / "m.onnx")
    profile = inspect_model(path, scratch=tmp_path)
    assert (profile.task, profile.capabilities) == ("object-detection", ("Detector", "Countable"))
    assert [port.name for port in profile.outputs] == ["boxes", "scores", "labels"]


def test_what_is_read_stands_in_words(tmp_path):
    reading = dict(opened(exported(tmp_path / "m.onnx"), stated()).reading)
    assert reading["answer"] == (
        "boxes of output 'boxes' (left, top, right, bottom, in pixels of the picture as fed), "
        "scores of output 'scores', classes of output 'labels', with a score over 0.5, nothing "
        "else being stated"
    )
    assert reading["classes"] == "red, green, blue"
    assert reading["pictures"].startswith("input 'image': 32 x 32, RGB, channels first")


def test_a_row_whose_numbers_are_none_has_no_answer(tmp_path):
    model = opened(exported(tmp_path / "m.onnx"), stated(), preprocessing={"scale": float("1e38")})
    huge = np.full((32, 32, 3), 255, dtype=np.uint8)
    assert model.detect({"image": [huge]}).tolist() == [None]


def test_it_is_not_computed_in_another_precision(tmp_path):
    model = opened(exported(tmp_path / "m.onnx"), stated())
    with pytest.raises(NotApplicable, match="bfloat16"), model.asked_in("bfloat16"):
        pass


def test_a_classifier_of_pictures_with_four_classes_is_none(tmp_path):
    path = exported(tmp_path / "m.onnx", names=["embedding", "scores", "other"])
    assert inspect_model(path, scratch=tmp_path).task == "classification"
    assert bright_cells.CELL == 8
