"""What ONNX's own inference tells of a graph, beside what ours does."""

import onnx
from onnx import TensorProto, helper, numpy_helper, shape_inference

from audits.models.onnx.graph_reading import read_graph
from audits.models.onnx.graph_shapes import shapes_of
from audits.models.onnx.shapes import MOST_NUMBERS


def told_both_ways(path):
    """Of each tensor whose shape ONNX infers, that and ours."""
    model = onnx.load(path)
    given = {item.name for item in model.graph.initializer}
    fed = {
        item.name: tuple(d.dim_value for d in item.type.tensor_type.shape.dim)
        for item in model.graph.input
        if item.name not in given
    }
    ours = shapes_of(read_graph(path, most_numbers=MOST_NUMBERS), fed)
    inferred = shape_inference.infer_shapes(model, data_prop=True).graph
    for item in (*inferred.value_info, *inferred.output):
        dims = item.type.tensor_type.shape.dim
        if item.type.tensor_type.HasField("shape") and all(d.HasField("dim_value") for d in dims):
            yield item.name, tuple(d.dim_value for d in dims), ours.get(item.name)


def check_one(path, operator, fed, attributes, arrays):
    """A graph of this operator alone: each of its outputs has the shape that ONNX infers."""
    names = [f"c{at}" for at in range(len(arrays))]
    outputs = ["y", "y2"] if operator in ("Split", "TopK") else ["y"]
    node = helper.make_node(operator, [*fed, *names], outputs, **attributes)
    graph = helper.make_graph(
        [node], "g", [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in
                      fed.items()],
        [], [numpy_helper.from_array(a, n) for n, a in zip(names, arrays, strict=True)],
    )  # fmt: skip
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in outputs)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    pairs = list(told_both_ways(path))
    assert {name for name, *_ in pairs} == set(outputs)
    for _, expected, ours in pairs:
        assert ours is not None
        assert ours.shape == expected
