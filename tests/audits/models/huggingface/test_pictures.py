"""A folder's own processor: what it makes of pictures is what its file says, by hand."""

import json

import numpy as np
import pytest

from audits.errors import Refused
from audits.models.huggingface.pictures import Pictures

HALVED = {
    "image_processor_type": "ViTImageProcessor", "size": {"height": 2, "width": 2},
    "do_resize": False, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
    "image_mean": [0.5] * 3, "image_std": [0.5] * 3,
}  # fmt: skip


@pytest.fixture
def pictures(tmp_path):
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(HALVED))
    return Pictures(tmp_path, "file")


def test_pixels_are_scaled_as_the_file_says(pictures):
    white, black = np.full((2, 2, 3), 255, np.uint8), np.zeros((2, 2, 3), np.uint8)
    values = pictures.tensors({"file": [white, black]})["pixel_values"].numpy()
    assert values.shape == (2, 3, 2, 2)  # (255 / 255 - .5) / .5 and (0 - .5) / .5
    np.testing.assert_allclose(values[0], 1.0, atol=1e-6)
    np.testing.assert_allclose(values[1], -1.0, atol=1e-6)


def test_that_pictures_of_16_bits_are_rounded_is_told_once_there_was_one(pictures):
    pictures.tensors({"file": [np.zeros((2, 2, 3), np.uint8)]})
    assert "16 bits" not in pictures.description()
    pictures.tensors({"file": [np.full((2, 2, 3), 0.4, np.float32)]})
    pictures.tensors({"file": [np.zeros((2, 2, 3), np.uint8)]})
    assert "16 bits are rounded" in pictures.description()


def test_a_column_without_pictures_is_refused(pictures):
    with pytest.raises(Refused) as refused:
        pictures.tensors({"file": np.array(["a", "b"])})
    assert refused.value.problems[0].code == "does_not_fit"
