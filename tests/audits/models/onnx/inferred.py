"""What ONNX's own inference tells of a graph, beside what ours does."""

import onnx
from onnx import shape_inference

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
