import pytest

from audits.errors import NotApplicable
from audits.models.onnx.exported_detectors import ExportedDetector
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import detector_families
from tests.audits.models.adapters.test_object_detection import drawn, pipeline

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The folder, and what transformers' pipeline found before it was exported."""
    folder = detector_families.built("detr", tmp_path_factory.mktemp("boxes") / "model")
    expected = pipeline(folder, 0.4)
    detector_families.as_optimum(folder)
    return folder, expected


def test_it_finds_what_the_network_found_that_was_exported(exported, tmp_path):
    folder, expected = exported
    model = open_model(folder, ModelSpec(threshold=0.4), scratch=tmp_path)
    assert isinstance(model, ExportedDetector)
    detections = model.detect({"image": drawn()})
    assert sum(map(len, detections)) > 20
    for own, found in zip(detections, expected, strict=True):
        assert [o.label for o in own] == [e[0] for e in found]
        assert [o.score for o in own] == pytest.approx([e[1] for e in found], abs=1e-4)


def test_another_number_of_threads_finds_the_same(exported, tmp_path):
    model = open_model(exported[0], ModelSpec(threshold=0.4), scratch=tmp_path)
    with model.asked_by(2) as other:
        assert [len(own) for own in other.detect({"image": drawn()})] == [
            len(own) for own in model.detect({"image": drawn()})
        ]


def test_it_is_not_computed_in_another_precision(exported, tmp_path):
    model = open_model(exported[0], ModelSpec(), scratch=tmp_path)
    with pytest.raises(NotApplicable, match="float64"), model.asked_in("float64"):
        pass


def test_its_profile_is_that_of_a_detector(exported, tmp_path):
    profile = inspect_model(exported[0], scratch=tmp_path)
    assert profile.task == "object-detection"
    assert "output 'logits' of model.onnx" in dict(profile.reading)["answer"]
