"""Which inputs and outputs of a file a row can be asked by."""

import numpy as np
import pytest

from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.adapter_examples import Answered
from tests.tflite_files import BIAS, SPEC, VALUES, WEIGHTS, Made, Step, dense, lazily, table, write

_ = lazily("ai_edge_litert")


def test_inputs_of_one_column_each_are_found_by_their_names(tmp_path):
    tensors = [
        Made("serving_default_hours:0", (1, 1), open=(-1, 1)),
        Made("serving_default_age:0", (1, 1), open=(-1, 1)),
        Made("both", (1, 2), open=(-1, 2)),
        Made("w", (1, 2), np.array([[2.0, 1.0]])),
        Made("b", (1,), np.array([0.5])),
        Made("out", (1, 1), open=(-1, 1)),
    ]
    steps = [Step("CONCATENATION", (0, 1), (2,)), Step("FULLY_CONNECTED", (2, 3, 4), (5,))]
    path = write(tmp_path / "m.tflite", tensors, steps, (0, 1), (5,))
    opened = open_model(path, ModelSpec(), scratch=tmp_path)
    expected = 2 * VALUES[:, 1] + VALUES[:, 0] + 0.5
    np.testing.assert_allclose(Answered(opened, table(), ModelSpec()).to(), expected, atol=1e-6)


def test_one_of_several_outputs_is_named_in_the_document(tmp_path):
    tensors = [
        Made("rows", (1, 2), open=(-1, 2)),
        Made("w", (1, 2), WEIGHTS[:1]),
        Made("b", (1,), BIAS[:1]),
        Made("score", (1, 1), open=(-1, 1)),
        Made("share", (1, 1), open=(-1, 1)),
    ]
    steps = [Step("FULLY_CONNECTED", (0, 1, 2), (3,)), Step("LOGISTIC", (3,), (4,))]
    path = write(tmp_path / "m.tflite", tensors, steps, (0,), (3, 4))
    with pytest.raises(Refused, match=r"score, share.*output: \{name: score\}"):
        inspect_model(path, ModelSpec(inputs=SPEC.inputs), scratch=tmp_path)
    for name, task in (("score", "regression"), ("share", "classification")):
        spec = ModelSpec(inputs=SPEC.inputs, output={"name": name})
        assert inspect_model(path, spec, scratch=tmp_path).task == task


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ending": "LOGISTIC"}, "several labels at once"),
        ({"ending": "CUSTOM"}, r"LiteRT alone does not know.*TFLITE_BUILTINS"),
    ],
)
def test_what_no_row_can_be_asked_is_refused_with_a_remedy(tmp_path, change, words):
    with pytest.raises(Refused, match=words):
        open_model(dense(tmp_path / "m.tflite", **change), SPEC, scratch=tmp_path)
