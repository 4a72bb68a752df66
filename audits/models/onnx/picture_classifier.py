"""A classifier of one picture that shows what it holds inside: gradients back to places, layers.

Both through its conversion to torch, after that gave the session's answers on the rows at hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.content_order import evenly
from audits.data.dataset import Features
from audits.errors import NotApplicable
from audits.models import Attributed
from audits.models.onnx.classifiers import OnnxClassifier
from audits.models.onnx.graph_reading import Node
from audits.models.onnx.pixel_inputs import check_agreement
from audits.models.onnx.torch_conversion import Converted
from audits.models.torch_integration import integrate

REMEDY = (
    "explain it by its answers (`explanations.lime`, `explanations.occlusion`), which need no "
    "gradients, or export the network with other operators"
)
# Layers that are looked at, at most; of a deeper network so many, spread evenly.
MOST_LAYERS = 16
_WEIGHTED = frozenset({"Conv", "ConvTranspose", "Gemm", "MatMul"})
# What belongs to the layer before it, where nothing else reads that.
_FOLLOWING = frozenset(
    {
        "BatchNormalization", "InstanceNormalization", "LayerNormalization", "Relu", "Clip",
        "LeakyRelu", "Elu", "Selu", "Gelu", "HardSwish", "HardSigmoid", "Sigmoid", "Tanh",
        "Softplus", "Mish", "PRelu", "Add", "Identity", "Dropout", "Cast",
    }
)  # fmt: skip


@dataclass
class OnnxPictureClassifier(OnnxClassifier):
    """A classifier of one picture and nothing else: `audits.models.Attributable` and `Layered`."""

    def attribute(self, features: Features, target: int, *, baseline: Features) -> Attributed:
        """What each place of one picture added to P(target), its colours together.

        features, baseline: of that row alone. Raises `NotApplicable` where the graph has no slopes.
        """
        import torch
        from captum.attr import IntegratedGradients

        picture, blank = self.pixels(features), self.pixels(baseline)
        with _explaining():
            forward = self.slopes(np.concatenate([picture, blank])).forward

        def answer(pixels: Any) -> Any:
            return torch.softmax(forward(pixels), dim=1)[:, target]

        weights, ends = integrate(
            IntegratedGradients(answer), torch.from_numpy(picture), torch.from_numpy(blank), answer
        )
        return Attributed(weights.sum(axis=1)[0], (), ends[1], ends[0])

    def layers(self, features: Features) -> NDArray[np.float32]:
        """Shape (layers, rows, width): the picture, then each layer, averaged over places.

        Narrow layers are filled up with zeros, from which nothing can be read.
        """
        pooled = [
            value.reshape(*value.shape[:2], -1).mean(axis=2) if value.ndim != 3
            else value.mean(axis=1)
            for value in self._activations(features)
        ]  # fmt: skip
        width = max(value.shape[1] for value in pooled)
        filled = [np.pad(value, ((0, 0), (0, width - value.shape[1]))) for value in pooled]
        return np.stack(filled).astype(np.float32)

    def maps(self, features: Features) -> list[NDArray[np.float32]]:
        """The size of each layer's activation by place, shape (rows, height, width)."""
        return [
            np.linalg.norm(value, axis=1).astype(np.float32)
            for value in self._activations(features)
            if value.ndim == 4
        ]

    def _activations(self, features: Features) -> list[NDArray[np.float32]]:
        """The pixels and each layer's values, shape (rows, channels, ...) or (rows, width)."""
        import torch

        pixels = self.pixels(features)
        name, _ = self._only_picture()
        with _explaining():
            graph, ending = self.conversion
            answers = self.classify_pixels(pixels).probabilities
            names = layers_of(graph)
            with torch.no_grad():
                fed = {name: self.as_fed(torch.from_numpy(pixels))}
                values = graph.values(fed, [*names, graph.output])
                scores = self.as_scores(values[graph.output], ending)
            assert answers is not None  # there are scores, or nothing was converted
            check_agreement(scores.to(torch.float64).numpy(), answers)
        layers = [values[each].float().numpy() for each in names]
        return [
            pixels,
            *(layer for layer in layers if layer.ndim > 1 and len(layer) == len(pixels)),
        ]


@contextmanager
def _explaining() -> Iterator[None]:
    """What stands in the way of a conversion, with what an explanation can do instead."""
    try:
        yield
    except NotApplicable as error:
        raise NotApplicable(error.reason, REMEDY) from error


def layers_of(graph: Converted) -> list[str]:
    """Names of what the layers hold, from the input on, without the scores at the end.

    A layer is a node that multiplies with weights, and what directly follows it: a bias, a
    normalisation, an activation.
    """
    readers: dict[str, list[Node]] = {}
    for _, node in graph.steps:
        for name in node.inputs:
            readers.setdefault(name, []).append(node)
    names = [
        _end_of(node.outputs[0], readers, graph.constants)
        for _, node in graph.steps
        if node.operator in _WEIGHTED and any(name in graph.constants for name in node.inputs)
    ]
    inner = [name for name in dict.fromkeys(names) if name != graph.output]
    return [inner[index] for index in evenly(np.arange(len(inner)), MOST_LAYERS)]


def _end_of(name: str, readers: Mapping[str, Sequence[Node]], constants: Mapping[str, Any]) -> str:
    while len(reading := readers.get(name, ())) == 1:
        (node,) = reading
        others = [other for other in node.inputs if other and other != name]
        if node.operator not in _FOLLOWING or not all(other in constants for other in others):
            break
        name = node.outputs[0]
    return name
