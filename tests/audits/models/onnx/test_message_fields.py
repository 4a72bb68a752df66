"""Fields of tensors and nodes, as the onnx package writes and reads them."""

import numpy as np
from onnx import helper, numpy_helper

from audits.models.onnx.message_fields import FLOATS, RAW, node_fields, tensor_fields
from audits.models.onnx.protobuf import Message


def test_the_fields_of_a_tensor_are_those_that_the_onnx_package_reads():
    tensor = numpy_helper.from_array(np.arange(6, dtype="int64").reshape(2, 3), "w")
    content = tensor.SerializeToString()
    fields = tensor_fields(Message(memoryview(content)), 0, len(content))
    assert (fields.name, fields.kind, fields.dims) == ("w", tensor.data_type, (2, 3))
    ((begin, end),) = fields.places[RAW]
    assert content[begin:end] == tensor.raw_data
    assert fields.external == {}


def test_numbers_one_by_one_are_packed_in_one_field_and_others_are_passed_over():
    tensor = helper.make_tensor("w", 1, [3], [1.0, 2.0, 3.0])
    content = tensor.SerializeToString()
    message = Message(memoryview(content))
    ((begin, end),) = tensor_fields(message, 0, len(content)).places[FLOATS]
    assert np.frombuffer(content[begin:end], "<f4").tolist() == [1, 2, 3]
    assert tensor_fields(message, 0, len(content), {RAW}).places == {}


def test_the_fields_of_a_node_are_those_that_the_onnx_package_reads():
    node = helper.make_node("Gemm", ["x", "", "b"], ["y"], domain="ai.onnx.ml", alpha=0.5, transB=1)
    content = node.SerializeToString()
    fields = node_fields(Message(memoryview(content)), 0, len(content))
    assert (fields.operator, fields.domain) == ("Gemm", "ai.onnx.ml")
    assert (fields.inputs, fields.outputs) == (("x", "", "b"), ("y",))
    assert [content[begin:end] for begin, end in fields.attributes] == [
        attribute.SerializeToString() for attribute in node.attribute
    ]
