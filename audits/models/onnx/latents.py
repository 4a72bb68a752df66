"""A Perceiver in an ONNX graph: torch's exporters keep the names of weights and unroll the blocks.

So how often a block is applied is how often the graph reads one of its weights. What an optimiser
renamed is not recognised, nor a batch of fixed size, whose latents the newer exporter computes
beforehand; nothing is said of those.
"""

import re
from collections import Counter
from pathlib import Path

from audits.models.latents import Latents
from audits.models.onnx.file import OnnxFile
from audits.models.onnx.graph_reading import Graph, read_graph
from audits.models.onnx.protobuf import Broken

_LATENTS = "embeddings.latents"
_LAYER = re.compile(r"\.self_attends\.(\d+)\.")
_INPUT = ".encoder.cross_attention."


def latents_in(path: Path, scanned: OnnxFile) -> Latents | None:
    """What a Perceiver's graph is made of; None of any other, or of one that cannot be read.

    scanned: of the file, so that only a graph that reads latents is read as a whole.
    """
    if not any(name.endswith(_LATENTS) for names in scanned.sources.values() for name in names):
        return None
    try:
        graph = read_graph(path, most_numbers=1)
    except (Broken, OSError, ValueError, IndexError):
        return None  # a line of the report less; what must be read says so itself
    return _counted(graph)


def _counted(graph: Graph) -> Latents | None:
    origin: dict[str, str] = {}  # the older exporter hands a weight on under another name
    reads, weights = Counter[str](), set[str]()
    for node in graph.nodes:
        names = [origin.get(name, name) for name in node.inputs]
        if node.operator == "Identity":
            origin[node.outputs[0]] = names[0]
        else:
            reads.update(names)
            # Without a module's name these read positions and frequencies, which nothing learnt.
            spreads = node.operator in ("Expand", "Mul")
            weights.update(name for name in names if "." in name or not spreads)
    sizes = {
        name: array.size
        for name, array in graph.constants.items()
        if array.dtype.kind == "f" and array.ndim and name in weights
    }
    arrays = [graph.constants[name].shape for name in sizes if name.endswith(_LATENTS)]
    layers: dict[str, list[int]] = {}
    for name in sizes:
        if layer := _LAYER.search(name):
            layers.setdefault(layer[1], []).append(reads[name])
    inputs = [reads[name] for name in sizes if _INPUT in name]
    if len(arrays) != 1 or len(arrays[0]) != 2 or not layers or not inputs:
        return None
    # Weights that happen to be equal are stored as one, and are read oftener than each is used.
    blocks = min(times for counts in layers.values() for times in counts)
    return Latents(
        count=arrays[0][0],
        width=arrays[0][1],
        inputs_read=min(inputs),
        layers=len(layers),
        blocks=blocks,
        numbers=sum(sizes.values()),
        shared=sum(size for name, size in sizes.items() if reads[name] > 1) if blocks > 1 else 0,
    )
