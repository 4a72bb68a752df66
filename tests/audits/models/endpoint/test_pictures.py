"""What is no picture, or too large for a request, and how the report says that they went."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from audits.errors import NotApplicable, Refused
from audits.models.endpoint.pictures import DataUri, Pictures
from audits.specification.document import Preprocessing
from audits.specification.endpoint import Descriptor


def pictures(form, datatypes=None, **preprocessing):
    descriptor = Descriptor("https://m.example", form, datatypes=datatypes or {})
    return Pictures(descriptor, Preprocessing(**preprocessing))


def decoded(address):
    content = base64.b64decode(address.uri.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(content)))


def test_sounds_and_sequences_are_not_sent():
    with pytest.raises(NotApplicable, match="holds sounds or sequences"):
        pictures("oip", layout="nchw").sent("x", [np.zeros(8)])


def test_pictures_of_16_bits_keep_their_fractions_as_tensors_and_lose_them_as_png():
    fine = np.full((2, 2, 3), 127.4, dtype=np.float32)
    (tensor,) = pictures("oip", layout="nchw", scale=1.0).sent("x", [fine])
    np.testing.assert_allclose(tensor, 127.4, atol=1e-5)
    (address,) = pictures("openai").sent("x", [fine])
    assert isinstance(address, DataUri)
    assert np.unique(decoded(address)).tolist() == [127]


def test_a_stated_size_and_grey_hold_for_both():
    wide = np.zeros((10, 20, 3), dtype=np.uint8)
    (tensor,) = pictures("oip", layout="nchw", size=(4, 6), channels=1).sent("x", [wide])
    assert tensor.shape == (1, 4, 6)
    (address,) = pictures("openai", size=(4, 6), channels=1).sent("x", [wide])
    assert decoded(address).shape == (4, 6)


@pytest.mark.parametrize(("form", "given"), [("oip", {"layout": "nchw"}), ("openai", {})])
def test_what_is_too_large_for_a_request_is_refused_with_the_sizes(form, given):
    """1,200 x 1,200 pixels of noise: 60 MB as numbers, and no smaller as PNG than they are."""
    noise = np.random.default_rng(0).integers(0, 256, (1200, 1200, 3), dtype=np.uint8)
    with pytest.raises(Refused, match="which may have 4,194,304") as refused:
        pictures(form, **given).sent("x", [noise])
    (problem,) = refused.value.problems
    assert problem.field == "model.preprocessing.size"


def test_the_report_says_how_they_were_sent():
    tensor = pictures("oip", layout="nhwc", size=(8, 8), mean=[0.5], std=[0.5]).words
    assert tensor == "8 x 8, RGB, channels last, values times 1/255, mean [0.5], std [0.5]"
    assert "sizes as they are" in pictures("openai").words
