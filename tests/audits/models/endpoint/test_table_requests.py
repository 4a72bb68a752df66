"""Rows as each form takes them, against the examples of the tools' own pages."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from audits.errors import Refused
from audits.models.endpoint.pictures import Pictures
from audits.models.endpoint.table_requests import Batch, question_of, request_of
from audits.specification.document import Preprocessing
from audits.specification.endpoint import Descriptor, Words

FEATURES = {
    "age": np.array([30.0, np.nan, 41.5]),
    "job": np.array(["clerk", None, 'say "{age}"'], dtype=object),
}
INPUTS = {"age": ("age",), "job": ("job",)}


def body(form, layout="", inputs=INPUTS, rows=slice(0, 3), **more):
    descriptor = Descriptor("https://m.example", form, layout=layout, **more)
    return request_of(descriptor, Batch.of(inputs, FEATURES, rows, pictures(descriptor)))


def pictures(descriptor, **preprocessing):
    return Pictures(descriptor, Preprocessing(**preprocessing))


def test_the_open_inference_protocol_has_a_tensor_an_input():
    assert body("oip") == {
        "inputs": [
            {"name": "age", "datatype": "FP64", "shape": [3, 1], "data": [30.0, None, 41.5]},
            {"name": "job", "datatype": "BYTES", "shape": [3, 1],
             "data": ["clerk", None, 'say "{age}"']},
        ]
    }  # fmt: skip
    wide = body("oip", inputs={"x": ("age", "age")}, rows=slice(0, 1), datatypes={"x": "INT32"})
    assert wide == {"inputs": [{"name": "x", "datatype": "INT32", "shape": [1, 2],
                                "data": [30, 30]}]}  # fmt: skip


@pytest.mark.parametrize(
    ("inputs", "datatypes", "field"),
    [({"x": ("age", "job")}, {}, "model.inputs.x"),
     ({"age": ("age",)}, {"age": "INT64"}, "model.endpoint.datatypes.age"),
     ({"age": ("age",)}, {"age": "BOOL"}, "model.endpoint.datatypes.age")],
)  # fmt: skip
def test_a_tensor_that_cannot_hold_its_columns_is_refused(inputs, datatypes, field):
    with pytest.raises(Refused) as refused:
        body("oip", inputs=inputs, datatypes=datatypes)
    assert refused.value.problems[0].field == field


@pytest.mark.parametrize(
    ("form", "layout", "expected"),
    [
        ("sagemaker", "lists", {"instances": [[30.0, "clerk"], [None, None]]}),
        ("sagemaker", "features",
         {"instances": [{"features": [30.0, "clerk"]}, {"features": [None, None]}]}),
        ("sagemaker", "records",
         {"instances": [{"age": 30.0, "job": "clerk"}, {"age": None, "job": None}]}),
        ("sagemaker", "csv", {"csv": "30,clerk\n,\n"}),
        ("mlflow", "split",
         {"dataframe_split": {"columns": ["age", "job"], "data": [[30.0, "clerk"], [None, None]]}}),
        ("mlflow", "records",
         {"dataframe_records": [{"age": 30.0, "job": "clerk"}, {"age": None, "job": None}]}),
        ("mlflow", "inputs", {"inputs": [[30.0, "clerk"], [None, None]]}),
        ("mlflow", "instances", {"instances": [[30.0, "clerk"], [None, None]]}),
    ],
)  # fmt: skip
def test_each_layout(form, layout, expected):
    assert body(form, layout, rows=slice(0, 2)) == expected


def test_an_input_of_one_column_goes_by_its_own_name():
    sent = body(
        "mlflow", "split", inputs={"years": ("age",), "x": ("job", "age")}, rows=slice(0, 1)
    )
    assert sent["dataframe_split"]["columns"] == ["years", "job", "age"]


def test_a_question_is_written_about_one_row_and_holds_no_places_of_its_own():
    words = Words(prompt="Aged {age}, works as {job}.")
    descriptor = Descriptor("https://m.example", "openai", words=words)
    batches = [Batch.of(INPUTS, FEATURES, slice(i, i + 1), pictures(descriptor)) for i in range(3)]
    assert [question_of(descriptor, batch) for batch in batches] == [
        ["Aged 30, works as clerk."], ["Aged unknown, works as unknown."],
        ['Aged 41.5, works as say "{age}".'],
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "fits"), [(127.0, True), (128.0, False), (0.5, False)])
def test_whole_numbers_are_sent_within_their_range(value, fits):
    batch = Batch({"x": ("x",)}, {"x": [value]}, 1)
    descriptor = Descriptor("https://m.example", "oip", datatypes={"x": "INT8"})
    if fits:
        (tensor,) = request_of(descriptor, batch)["inputs"]
        assert tensor["data"] == [127]
        return
    with pytest.raises(Refused):
        request_of(descriptor, batch)


# Two pictures of one row and two columns, as values of 0 to 255.
SHOWN = {
    "photo": [
        np.array([[[0, 51, 255], [102, 0, 0]]], dtype=np.uint8),
        np.array([[[255, 255, 255], [0, 0, 51]]], dtype=np.uint8),
    ],
    "age": np.array([30.0, 41.0]),
}


def shown(form, inputs, *, rows_as="", datatypes=None, **preprocessing):
    descriptor = Descriptor("https://m.example", form, layout=rows_as, datatypes=datatypes or {})
    sent = pictures(descriptor, **preprocessing)
    return request_of(descriptor, Batch.of(inputs, SHOWN, slice(0, 2), sent))


def test_a_picture_is_a_tensor_of_the_open_inference_protocol():
    (first,) = shown("oip", {"x": ("photo",)}, layout="nchw")["inputs"]
    assert (first["name"], first["datatype"], first["shape"]) == ("x", "FP32", [2, 3, 1, 2])
    assert first["data"] == pytest.approx([0, 0.4, 0.2, 0, 1, 0, 1, 0, 1, 0, 1, 0.2], abs=1e-7)
    given = {"x": ("photo",), "age": ("age",)}
    last, age = shown("oip", given, layout="nhwc", datatypes={"x": "UINT8"})["inputs"]
    assert (last["datatype"], last["shape"]) == ("UINT8", [2, 1, 2, 3])
    assert last["data"] == [0, 51, 255, 102, 0, 0, 255, 255, 255, 0, 0, 51]
    assert age["data"] == [30.0, 41.0]


@pytest.mark.parametrize(
    ("form", "rows_as", "key"),
    [("sagemaker", "lists", "instances"), ("mlflow", "inputs", "inputs"),
     ("mlflow", "instances", "instances")],
)  # fmt: skip
def test_a_picture_alone_is_its_row(form, rows_as, key):
    """As TensorFlow Serving and MLflow write tensors: nested lists, a row each."""
    sent = shown(form, {"x": ("photo",)}, rows_as=rows_as, layout="nhwc", scale=1.0)
    assert sent == {key: [[[[0, 51, 255], [102, 0, 0]]], [[[255, 255, 255], [0, 0, 51]]]]}


def test_a_picture_stands_by_its_name_beside_others():
    given = {"x": ("photo",), "age": ("age",)}
    sent = shown("sagemaker", given, rows_as="records", layout="nhwc", scale=1.0)
    assert sent["instances"][1] == {"x": [[[255, 255, 255], [0, 0, 51]]], "age": 41.0}


def test_pictures_of_different_sizes_are_one_tensor_only_at_a_stated_size():
    features = {"photo": [np.zeros((2, 2, 3), np.uint8), np.zeros((3, 2, 3), np.uint8)]}
    descriptor = Descriptor("https://m.example", "oip")
    inputs, rows = {"x": ("photo",)}, slice(0, 2)
    with pytest.raises(Refused, match="different sizes"):
        request_of(
            descriptor, Batch.of(inputs, features, rows, pictures(descriptor, layout="nchw"))
        )
    sized = pictures(descriptor, layout="nchw", size=(4, 4))
    (tensor,) = request_of(descriptor, Batch.of(inputs, features, rows, sized))["inputs"]
    assert tensor["shape"] == [2, 3, 4, 4]


def test_a_question_is_cut_where_a_picture_stands_in_it():
    words = Words(prompt="Aged {age}. See {photo} and answer.")
    descriptor = Descriptor("https://m.example", "openai", words=words)
    given = {"age": ("age",), "photo": ("photo",)}
    batch = Batch.of(given, SHOWN, slice(0, 1), pictures(descriptor))
    before, picture, after = question_of(descriptor, batch)
    assert (before, after) == ("Aged 30. See ", " and answer.")
    kind, _, content = picture.uri.partition(",")
    assert kind == "data:image/png;base64"
    read = np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))
    np.testing.assert_array_equal(read, SHOWN["photo"][0])
