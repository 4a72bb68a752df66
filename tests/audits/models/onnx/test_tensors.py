"""Where the numbers of an ONNX tensor lie."""

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from audits.models.onnx.tensors import Strip, Tensors, strip_of


def place_of(tensor):
    content = tensor.SerializeToString()
    tensors = Tensors(memoryview(content))
    name, strip = tensors.tensor(0, len(content))
    return content, name, strip, tensors.matrices


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_raw_numbers_are_where_they_were_written(dtype):
    values = np.random.default_rng(0).normal(size=(3, 4)).astype(dtype)
    content, name, strip, matrices = place_of(numpy_helper.from_array(values, "w"))
    assert name == "w"
    held = np.frombuffer(content, dtype, strip.count, strip.start)
    np.testing.assert_array_equal(held.reshape(3, 4), values)
    assert matrices == {strip}


def test_typed_numbers_are_found_too():
    tensor = onnx.helper.make_tensor("w", onnx.TensorProto.FLOAT, [2, 2], [1.0, 2.0, 3.0, 4.0])
    content, _, strip, _ = place_of(tensor)
    held = [np.frombuffer(content, "float32", 1, strip.start + k * strip.stride)[0]
            for k in range(strip.count)]  # fmt: skip
    assert held == [1.0, 2.0, 3.0, 4.0]


def test_a_row_has_no_rows_and_columns_and_a_bias_of_bytes_is_no_weight():
    *_, strip, matrices = place_of(numpy_helper.from_array(np.ones(4, "float32"), "b"))
    assert strip is not None
    assert matrices == set()
    *_, strip, _ = place_of(numpy_helper.from_array(np.ones(4, "int8"), "zero"))
    assert strip is None
    *_, strip, _ = place_of(numpy_helper.from_array(np.ones((), "float32"), "one"))
    assert strip is None


def test_external_numbers_are_named_by_file_and_offset():
    tensor = onnx.TensorProto(name="w", data_type=1, dims=[2, 3], data_location=1)
    for key, value in (("location", "m.data"), ("offset", "64")):
        tensor.external_data.add(key=key, value=value)
    *_, strip, _ = place_of(tensor)
    assert strip == Strip("m.data", 64, 4, 6, 4)


def test_a_count_that_does_not_fit_its_shape_is_no_place():
    tensor = numpy_helper.from_array(np.ones((2, 2), "float32"), "w")
    tensor.dims[0] = 3
    assert place_of(tensor)[2] is None


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], None),
        ([(8, 24)], Strip("", 8, 4, 4, 4)),
        ([(8, 12), (13, 17), (18, 22)], Strip("", 8, 5, 3, 4)),
        ([(8, 12), (13, 17), (19, 23)], None),
        ([(8, 12), (13, 18)], None),
    ],
)
def test_numbers_at_equal_distances_are_a_strip(places, expected):
    assert strip_of(places, 4) == expected
