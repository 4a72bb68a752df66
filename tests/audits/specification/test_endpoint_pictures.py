"""What of pictures may be sent, and how many at once, by hand."""

import pytest

from audits.specification.document import ModelSpec, Preprocessing
from audits.specification.endpoint import Descriptor, describe
from audits.specification.endpoint_pictures import (
    MOST_REQUEST_BYTES,
    MOST_WORDS_BYTES,
    most_request_bytes,
    picture_bytes,
    picture_problems,
    pictures_a_request,
)

URL = "https://m.example/v1"
LABELS = ["no", "yes"]


def problems(inputs=None, preprocessing=None, **endpoint):
    spec = ModelSpec(
        url=URL, labels=LABELS, endpoint=endpoint, inputs=inputs or {"x": ["photo"]},
        preprocessing=preprocessing or {},
    )  # fmt: skip
    return {one.field: one for one in picture_problems(spec, describe(spec), ["photo"])}


def test_bytes_are_numbers_with_what_parts_them():
    assert picture_bytes((3, 2, 2), whole=True) == 12 * len("255,")
    assert picture_bytes((3, 2, 2), whole=False) == 12 * len("-0.123456789,") + 12
    assert most_request_bytes(Descriptor(URL, "oip", task="classification")) == MOST_REQUEST_BYTES
    assert most_request_bytes(Descriptor(URL, "openai", task="text-generation")) == MOST_WORDS_BYTES


@pytest.mark.parametrize(
    ("size", "datatypes", "batch", "rows"),
    [
        ((32, 32), {}, 16, 16),  # 43,008 bytes each
        ((32, 32), {}, 64, 24),
        ((224, 224), {}, 16, 1),  # 2.1 MB, and one goes all the same
        ((224, 224), {"x": "UINT8"}, 16, 1),  # 602,112
        ((64, 64), {"x": "UINT8"}, 64, 21),
        (None, {}, 16, 1),
    ],
)
def test_as_many_go_together_as_a_mebibyte_holds(size, datatypes, batch, rows):
    descriptor = Descriptor(URL, "oip", batch=batch, datatypes=datatypes)
    assert pictures_a_request(descriptor, Preprocessing(size=size)) == rows


def test_a_tensor_needs_to_be_told_where_its_colours_stand():
    assert set(problems(form="oip")) == {"model.preprocessing.layout"}
    stated = {"layout": "nchw"}
    assert problems(form="oip", preprocessing=stated) == {}
    both = problems({"x": ["photo", "age"]}, stated, form="oip", datatypes={"x": "INT64"})
    assert set(both) == {"model.inputs.x", "model.endpoint.datatypes.x"}


@pytest.mark.parametrize(
    ("endpoint", "field"),
    [
        ({"form": "sagemaker", "layout": "csv"}, "model.endpoint.layout"),
        ({"form": "mlflow"}, "model.endpoint.layout"),
        ({"form": "sagemaker"}, "model.inputs"),
        ({"form": "sagemaker", "layout": "records"}, None),
    ],
)
def test_a_row_must_have_a_place_for_a_picture(endpoint, field):
    found = problems({"x": ["photo"], "age": ["age"]}, {"layout": "nhwc"}, **endpoint)
    assert set(found) == ({field} if field else set())


def test_a_chat_takes_pictures_as_files():
    asked = {"form": "openai", "model": "m", "prompt": "{x}"}
    assert problems(preprocessing={"size": [8, 8]}, **asked) == {}
    wrong = problems(preprocessing={"layout": "nchw", "mean": [0.5]}, **asked, api="completions")
    assert set(wrong) == {
        "model.endpoint.api", "model.preprocessing.layout", "model.preprocessing.mean",
    }  # fmt: skip
