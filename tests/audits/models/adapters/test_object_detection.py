import numpy as np
import pytest
from PIL import Image

from audits.errors import Refused
from audits.models.adapters.object_detection import HEAD
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import detector_families
from tests.adapter_examples import Example, pictures, texts

SIZES = ((64, 64), (50, 90), (64, 64), (120, 70), (90, 50))


def example(folder):
    """A detector that sees the colours of a picture."""
    spec = ModelSpec(inputs={"image": ["said"]}, threshold=0.4)
    data = pictures("said", 6)
    return Example(detector_families.built("yolos", folder / "model"), spec, data, texts())


def drawn():
    rng = np.random.default_rng(0)
    return [rng.integers(0, 256, (*size, 3), dtype=np.uint8) for size in SIZES]


def pipeline(folder, threshold):
    """What transformers' own pipeline finds: class, score, and corners in whole pixels."""
    import transformers

    asked = transformers.pipeline(
        "object-detection", model=str(folder), image_processor=str(folder)
    )
    return [
        [(e["label"], e["score"], tuple(e["box"].values()))
         for e in asked(Image.fromarray(picture), threshold=threshold)]
        for picture in drawn()
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", ["detr", "deformable_detr"])
def test_it_finds_what_the_pipeline_of_transformers_finds(tmp_path, family):
    folder = detector_families.built(family, tmp_path / "model")
    model = open_model(folder, ModelSpec(threshold=0.4), scratch=tmp_path)
    detections = model.detect({"image": drawn()})
    assert sum(map(len, detections)) > 20
    for own, expected in zip(detections, pipeline(folder, 0.4), strict=True):
        assert [o.label for o in own] == [e[0] for e in expected]
        assert [o.score for o in own] == pytest.approx([e[1] for e in expected], abs=1e-5)
        corners = [tuple(int(end) for ends in zip(*o.ends, strict=True) for end in ends)
                   for o in own]  # fmt: skip
        assert corners == [e[2] for e in expected]


def test_its_profile_says_from_which_score_on_a_box_counts(tmp_path):
    folder = detector_families.built("yolos", tmp_path / "model")
    profile = inspect_model(folder, scratch=tmp_path)
    assert (profile.task, profile.capabilities) == ("object-detection", ("Detector", "Countable"))
    assert (
        "boxes with a score over 0.5, nothing else being stated" in dict(profile.reading)["answer"]
    )
    stated = inspect_model(folder, ModelSpec(threshold=0.8), scratch=tmp_path)
    assert "boxes with a score over 0.8, as stated" in dict(stated.reading)["answer"]


def test_a_higher_threshold_leaves_boxes_out(tmp_path):
    folder = detector_families.built("conditional_detr", tmp_path / "model")
    low, high = (
        open_model(folder, ModelSpec(threshold=t), scratch=tmp_path).detect({"image": drawn()})
        for t in (0.3, 0.7)
    )
    scores = [one.score for own in low for one in own]
    assert 0 < sum(map(len, high)) == sum(score > 0.7 for score in scores) < len(scores)


def test_a_processor_that_makes_no_boxes_is_refused(tmp_path):
    folder = detector_families.built("yolos", tmp_path / "model")
    path = folder / "preprocessor_config.json"
    path.write_text(path.read_text().replace("YolosImageProcessor", "ViTImageProcessor"))
    with pytest.raises(Refused) as refusal:
        open_model(folder, ModelSpec(), scratch=tmp_path)
    assert refusal.value.problems[0].code == "wrong_processor"


def test_weights_and_graphs_have_openers_of_their_own():
    assert HEAD.weights().opened is not HEAD.graph().opened
