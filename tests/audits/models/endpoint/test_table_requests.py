"""Rows as each form takes them, against the examples of the tools' own pages."""

import numpy as np
import pytest

from audits.errors import NotApplicable, Refused
from audits.models.endpoint.table_requests import Batch, question_of, request_of
from audits.specification.endpoint import Descriptor, Words

FEATURES = {
    "age": np.array([30.0, np.nan, 41.5]),
    "job": np.array(["clerk", None, 'say "{age}"'], dtype=object),
}
INPUTS = {"age": ("age",), "job": ("job",)}


def body(form, layout="", inputs=INPUTS, rows=slice(0, 3), **more):
    descriptor = Descriptor("https://m.example", form, layout=layout, **more)
    return request_of(descriptor, Batch.of(inputs, FEATURES, rows))


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
    asked = [question_of(descriptor, Batch.of(INPUTS, FEATURES, slice(i, i + 1))) for i in range(3)]
    assert asked == ["Aged 30, works as clerk.", "Aged unknown, works as unknown.",
                     'Aged 41.5, works as say "{age}".']  # fmt: skip


def test_pictures_are_not_sent():
    with pytest.raises(NotApplicable, match="holds pictures"):
        Batch.of({"p": ("p",)}, {"p": [np.zeros((2, 2, 3))]}, slice(0, 1))


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
