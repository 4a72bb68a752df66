"""An ONNX graph computed by torch, node by node, so that it can be differentiated.

Used only after it gave the session's answers on the audit's own rows
(`audits.models.onnx.pixel_inputs`). Operators that are not on the list are named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audits.errors import ModelFailure, NotApplicable
from audits.models.onnx import torch_shape_operators  # noqa: F401  (its operators are registered)
from audits.models.onnx.graph_reading import Graph, Node, read_graph
from audits.models.onnx.protobuf import Broken
from audits.models.onnx.torch_operators import Operator, Tensor, operators

REMEDY = (
    "attack it by its answers (`robustness.score_attack`, `robustness.decision_attack`), which "
    "need no gradients, or export the network with other operators"
)
# What hands on the numbers of one node as they are; behind these a softmax is looked for.
_CARRYING = frozenset({"Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast", "Dropout"})


@dataclass(frozen=True)
class Converted:
    """Called with a tensor for each input, gives the output of this name.

    steps: the nodes that this output needs, each with what computes it. constants: tensors by name.
    last: by name of a value, the last step that reads it; after it the value is let go.
    """

    steps: tuple[tuple[Operator, Node], ...]
    constants: Mapping[str, Tensor]
    output: str
    last: Mapping[str, int]

    def __call__(self, fed: Mapping[str, Tensor]) -> Tensor:
        """fed: by input its tensor. What torch cannot compute is a `NotApplicable` that names the
        operator."""
        return self.values(fed, (self.output,))[self.output]

    def values(self, fed: Mapping[str, Tensor], names: Sequence[str]) -> Mapping[str, Tensor]:
        """By name some of the graph's values, each of its own shape (...).

        fed: by input its tensor. names: of the values.
        """
        values: dict[str, Tensor] = dict(fed)
        asked_for: dict[str, Tensor] = {}
        for index, (compute, node) in enumerate(self.steps):
            inputs = [self._value(values, name) for name in node.inputs]
            results = computed(compute, node, inputs)
            values.update(zip(node.outputs, results, strict=False))
            asked_for |= {name: values[name] for name in node.outputs if name in names}
            for name in node.inputs:
                if self.last.get(name) == index:
                    values.pop(name, None)
        return {
            name: asked_for[name] if name in asked_for else self._value(values, name)
            for name in names
        }

    def _value(self, values: Mapping[str, Tensor], name: str) -> Tensor:
        if not name:
            return None
        if name in values:
            return values[name]
        if name not in self.constants:
            raise ModelFailure(f"the graph reads {name!r}, which nothing computes")
        return self.constants[name]


def computed(compute: Operator, node: Node, inputs: Sequence[Tensor]) -> Sequence[Tensor]:
    """What a node gives; raises `NotApplicable` where torch cannot compute it so, and
    `MemoryError` where there is too little memory."""
    try:
        result = compute(node, inputs)
    except (NotImplementedError, KeyError, TypeError, ValueError, RuntimeError) as error:
        if "memory" in str(error):
            raise MemoryError(str(error)[:200]) from error
        detail = str(error).strip().partition("\n")[0][:120]
        raise NotApplicable(
            f"the graph's operator {node.operator} is not converted for gradients here ({detail})",
            REMEDY,
        ) from error
    return result if isinstance(result, tuple) else (result,)


def convert(path: Path, output: str, *, keeps_ending: bool = False) -> tuple[Converted, str]:
    """The conversion of what an output needs, and the operator of a last step that was left off.

    A softmax or sigmoid at the end is left off and named, so that gradients do not vanish where it
    saturates; "" where there is none, or keeps_ending says that it stays. Raises `NotApplicable`
    naming operators that are not on the list, and `ModelFailure` where the file's bytes cannot be
    read.
    """
    import torch

    try:
        graph = read_graph(path)
    except (Broken, OSError, ValueError, IndexError) as error:
        raise ModelFailure(f"the graph cannot be read for gradients: {error}") from error
    makers = {name: node for node in graph.nodes for name in node.outputs if name}
    output, ending = (output, "") if keeps_ending else _before_ending(makers, output)
    needed = _needed(graph, makers, output)
    _check(needed)
    known = operators()
    constants = {
        name: torch.from_numpy(array) if array.ndim else torch.tensor(array)
        for name, array in graph.constants.items()
    }
    steps: list[tuple[Operator, Node]] = []
    _colours_last(needed, constants)
    for node in needed:
        if all(not name or name in constants for name in node.inputs):
            inputs = [constants[name] if name else None for name in node.inputs]
            results = computed(known[node.operator], node, inputs)
            constants.update(zip(node.outputs, results, strict=False))
        else:
            steps.append((known[node.operator], node))
    last = {name: index for index, (_, node) in enumerate(steps) for name in node.inputs}
    last.pop(output, None)
    read = {name for _, node in steps for name in node.inputs} | {output}
    read_constants = {name: tensor for name, tensor in constants.items() if name in read}
    return Converted(tuple(steps), read_constants, output, last), ending


def _colours_last(nodes: Sequence[Node], constants: dict[str, Tensor]) -> None:
    """Kernels of convolutions as they lie best in memory: the values of a place side by side.

    What is computed from them lies so too, forward and back, which takes convolutions and pools two
    thirds to four fifths of the time on a CPU (benchmarks/bench_attack_speed.py).
    """
    import torch

    for node in nodes:
        kernel = constants.get(node.inputs[1]) if node.operator == "Conv" else None
        if kernel is not None and kernel.ndim == 4:
            _, colours, height, width = kernel.shape
            # Said in full: of one colour, or of 1 x 1, either order counts as the other.
            strides = (colours * height * width, 1, colours * width, colours)
            laid = torch.empty_strided(kernel.shape, strides, dtype=kernel.dtype)
            constants[node.inputs[1]] = laid.copy_(kernel)


def _before_ending(makers: Mapping[str, Node], output: str) -> tuple[str, str]:
    name = output
    while name in makers and makers[name].operator in _CARRYING:
        name = makers[name].inputs[0]
    node = makers.get(name)
    if node is not None and node.operator in ("Softmax", "Sigmoid"):
        return node.inputs[0], node.operator
    return output, ""


def _needed(graph: Graph, makers: Mapping[str, Node], output: str) -> list[Node]:
    """The nodes that the output is computed from, in the order of the file."""
    waiting, needed = [output], set[int]()
    while waiting:
        node = makers.get(waiting.pop())
        if node is not None and id(node) not in needed:
            needed.add(id(node))
            waiting += [name for name in node.inputs if name]
    return [node for node in graph.nodes if id(node) in needed]


def _check(nodes: Sequence[Node]) -> None:
    known = operators()
    unknown = sorted(
        {
            node.operator if node.domain in ("", "ai.onnx") else f"{node.domain}.{node.operator}"
            for node in nodes
            if node.operator not in known or node.domain not in ("", "ai.onnx")
        }
    )
    if unknown:
        some = ", ".join(unknown[:6]) + (" ..." if len(unknown) > 6 else "")
        names = (
            f"operator {some}, which is" if len(unknown) == 1 else f"operators {some}, which are"
        )
        raise NotApplicable(f"the graph has the {names} not converted for gradients", REMEDY)
