"""Whether a document says how the boxes of an ONNX detector are read, and of nothing else."""

from collections.abc import Iterator

from audits.errors import Problem
from audits.specification.box_forms import stated_example
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NEEDED = ("boxes", "scores", "box_format", "relative")


def box_problems(spec: ModelSpec, model: ModelProfile) -> Iterator[Problem]:
    """What is not said of a graph that answers with boxes, or is said of another model."""
    stated = spec.boxes_stated
    if model.format != "onnx" or "Detector" not in model.capabilities:
        if stated:
            yield Problem(
                f"model.output.{stated[0]}",
                "says how boxes of an ONNX file are read, and this model has none",
                "leave it out", "does_not_fit",
            )  # fmt: skip
        return
    unsaid = [key for key in NEEDED if key not in stated]
    outputs = [port.name for port in model.outputs]
    if unsaid:
        yield Problem(
            "model.output", f"nothing says how its boxes are read ({', '.join(unsaid)})",
            stated_example(outputs), "boxes_not_stated",
        )  # fmt: skip
    for key in ("boxes", "scores", "labels"):
        name = getattr(spec.output, key, None)
        if name is not None and name not in outputs:
            yield Problem(
                f"model.output.{key}", f"the model has no output {name!r}",
                f"it has {', '.join(map(repr, outputs[:20]))}", "unknown_output",
            )  # fmt: skip
