"""What onnxruntime or a graph objects to, in words that say what to do."""

from dataclasses import dataclass

import pytest

from audits.models.onnx.refusals import input_problems, loading

KNOWN = ("tensor(float)", "tensor(string)")


@dataclass
class Input:
    name: str
    shape: tuple = (None, 1)
    type: str = "tensor(float)"


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ([Input("input_ids"), Input("attention_mask")], "needs_tokenizer"),
        ([], "input_shape"),
        ([Input("x", type="tensor(complex64)")], "input_type"),
        ([Input("mel_spectrogram", (None, 80, 300))], "input_sound"),
        ([Input("x"), Input("h0")], "input_state"),
        ([Input("x", (None, 1, 2, 3, 4))], "input_shape"),
    ],
)
def test_what_no_row_of_a_table_can_give_is_told(inputs, code):
    (problem,) = input_problems(inputs, KNOWN)
    assert problem.code == code
    assert problem.remedy


@pytest.mark.parametrize("shape", [(None,), (None, 4), (None, 5, 3), (None, 3, 224, 224)])
def test_columns_sequences_and_pictures_are_no_problem(shape):
    assert list(input_problems([Input("x", shape)], KNOWN)) == []
    assert list(input_problems([Input("state", shape)], KNOWN)) == []
    assert list(input_problems([Input("waveform", shape)], KNOWN)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Unsupported model IR version: 99, max supported IR version: 10",
         "it is written in version 99 of the format, and this onnxruntime reads up to 10"),
        ("ai.foo:Bar(-1) is not a registered function/op",
         "it needs the operator ai.foo:Bar, which onnxruntime does not have"),
        ("Could not find an implementation for Conv(11) node",
         "onnxruntime cannot compute its operator Conv with numbers of this type"),
        ("INVALID_PROTOBUF : Protobuf parsing failed", "its bytes cannot be read as an ONNX file"),
        ("[ONNXRuntimeError] : 1 : FAIL : Node (x) has a wrong shape\nmore",
         "onnxruntime does not accept the graph; in its words: “Node (x) has a wrong shape”"),
    ],
)  # fmt: skip
def test_what_onnxruntime_wrote_is_put_into_words(text, reason):
    (problem,) = loading(text).problems
    assert (problem.reason, problem.code) == (reason, "bad_onnx")
