"""Detectors of every family against transformers' own pipeline, most in the long form."""

import os

import numpy as np
import pytest

from audits.models.huggingface.allowed_types import DETECTOR_TYPES
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests import detector_families
from tests.audits.models.adapters.test_object_detection import drawn, pipeline

pytestmark = pytest.mark.filterwarnings("ignore")
FAMILIES = sorted(DETECTOR_TYPES if os.environ.get("EVENHAND_LONG") else {"rt_detr", "yolos"})


@pytest.mark.parametrize("family", FAMILIES)
def test_it_finds_what_the_pipeline_finds(family, tmp_path):
    folder = detector_families.built(family, tmp_path / "model")
    model = open_model(folder, ModelSpec(threshold=0.4), scratch=tmp_path)
    detections = model.detect({"image": drawn()})
    assert sum(map(len, detections)) > 10
    for own, found in zip(detections, pipeline(folder, 0.4), strict=True):
        assert [o.label for o in own] == [e[0] for e in found]
        assert [o.score for o in own] == pytest.approx([e[1] for e in found], abs=1e-4)


def test_boxes_are_in_pixels_of_the_file(tmp_path):
    """A picture of twice the size is resized to the same tensor: its boxes are twice as large."""
    folder = detector_families.built("rt_detr", tmp_path / "model")
    model = open_model(folder, ModelSpec(threshold=0.4), scratch=tmp_path)
    plain = np.full((32, 40, 3), 90, dtype=np.uint8)
    large = np.full((64, 80, 3), 90, dtype=np.uint8)
    small, double = model.detect({"image": [plain, large]})
    assert len(small) == len(double) > 0
    for one, other in zip(small, double, strict=True):
        np.testing.assert_allclose(2 * np.array(one.ends), np.array(other.ends), rtol=1e-4)
