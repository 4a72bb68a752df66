"""Numbers stored as small whole ones, in and out."""

import numpy as np

from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.adapter_examples import Answered
from tests.tflite_files import SPEC, Made, Step, lazily, table, write

_ = lazily("ai_edge_litert")


def small(path):
    """Bytes in, bytes out: value = step * (stored - zero); 1 x hours - 1 x age."""
    tensors = [
        Made("rows", (1, 2), dtype="int8", step=0.05, zero=10, open=(-1, 2)),
        Made("w", (1, 2), np.array([[-127, 127]]), "int8", 1 / 127),
        Made("b", (1,), np.array([0]), "int32", 0.05 / 127),
        Made("out", (1, 1), dtype="int8", step=0.1, zero=-5, open=(-1, 1)),
    ]
    return write(path, tensors, [Step("FULLY_CONNECTED", (0, 1, 2), (3,))], (0,), (3,))


def test_bytes_are_read_as_the_numbers_that_they_stand_for(tmp_path):
    spec = ModelSpec(inputs=SPEC.inputs)
    opened = open_model(small(tmp_path / "m.tflite"), spec, scratch=tmp_path)
    values = np.array([[1.0, 3.0], [0.0, 0.5], [-2.0, 2.0], [1.0, np.nan]])
    answers = Answered(opened, table(values), spec).to()
    np.testing.assert_allclose(answers[:3], [2.0, 0.5, 4.0], atol=0.051)
    assert np.isnan(answers[3])  # bytes have no sign for what is missing
    assert dict(opened.reading)["small numbers"].startswith("rows, out")


def test_a_fraction_is_never_cut_to_a_whole_number(tmp_path):
    tensors = [
        Made("rows", (1, 2), dtype="int32", open=(-1, 2)),
        Made("floats", (1, 2), open=(-1, 2)),
        Made("w", (1, 2), np.array([[1.0, 10.0]])),
        Made("b", (1,), np.array([0.0])),
        Made("out", (1, 1), open=(-1, 1)),
    ]
    steps = [Step("CAST", (0,), (1,)), Step("FULLY_CONNECTED", (1, 2, 3), (4,))]
    path = write(tmp_path / "m.tflite", tensors, steps, (0,), (4,))
    spec = ModelSpec(inputs=SPEC.inputs)
    opened = open_model(path, spec, scratch=tmp_path)
    asked = np.array([[2.0, 3.0], [2.5, 3.0], [2.0**31, 3.0], [-(2.0**31), 0.0]])
    answers = Answered(opened, table(asked), spec).to()
    assert answers[0] == 32
    assert np.isnan(answers[1:3]).all()  # the greatest of 32 bits is one less
    assert answers[3] == -(2.0**31)
