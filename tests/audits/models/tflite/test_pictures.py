"""A graph that takes the means of colours, which Pillow and numpy compute as well."""

import numpy as np
import pytest
from scipy.special import softmax

from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.adapter_examples import Answered, pictures
from tests.tflite_files import Made, Step, lazily, write

_ = lazily("ai_edge_litert")


def picture(path, dtype="float32", step=None):
    """The means of red, green and blue of an 8 x 8 picture: a mean over its places."""
    tensors = [
        Made("photo", (1, 8, 8, 3), dtype=dtype, step=step, open=(-1, 8, 8, 3)),
        Made("axes", (2,), np.array([1, 2]), "int32"),
        Made("out", (1, 3), dtype=dtype, step=step, open=(-1, 3)),
    ]
    return write(path, tensors, [Step("MEAN", (0, 1), (2,))], (0,), (2,), ["red", "green", "blue"])


@pytest.mark.parametrize(("dtype", "step"), [("float32", None), ("uint8", 1 / 255)])
def test_a_picture_is_prepared_as_the_document_says_and_classes_come_from_the_file(
    tmp_path, dtype, step
):
    from PIL import Image

    data = pictures("photo", 6)
    opened = open_model(picture(tmp_path / "m.tflite", dtype, step), ModelSpec(), scratch=tmp_path)
    assert opened.classes == ("red", "green", "blue")
    images = data.features(("photo",), slice(None))["photo"]
    scaled = [
        np.asarray(Image.fromarray(item).resize((8, 8), Image.Resampling.BILINEAR)) / 255
        for item in images
    ]
    expected = softmax(np.mean(scaled, axis=(1, 2)), axis=1)
    found = Answered(opened, data, ModelSpec()).to()
    np.testing.assert_allclose(found, expected, atol=1e-6 if step is None else 2 / 255)
