"""What the nodes before an output say about it, read from the scanned graph."""

from audits.models.onnx.file import OnnxFile

# Nodes that change how numbers lie or are typed, and not what they mean.
_CARRYING = frozenset(
    {"Squeeze", "Unsqueeze", "Reshape", "Flatten", "Identity", "Cast", "CastLike", "Dropout"}
)
# What picks a class by its index: the first input is the table of classes.
_PICKING = frozenset({"ArrayFeatureExtractor", "Gather", "GatherND"})
_MOST_STEPS = 64


def ending(file: OnnxFile, output: str) -> str:
    """The operator whose result an output shows, behind reshaping; "" where it is an input."""
    return file.producers.get(_behind(file, output), "")


def table_of(file: OnnxFile, output: str) -> tuple[str, ...]:
    """The classes in the order of their indices, where a label is picked from a table of them."""
    node = _behind(file, output)
    sources = file.sources.get(node, ())
    if file.producers.get(node) not in _PICKING or not sources:
        return ()
    return file.tables.get(_behind(file, sources[0]), ())


def comes_from(file: OnnxFile, output: str, other: str) -> bool:
    """Whether an output is made of the other by nothing but a softmax, a sigmoid or their logs."""
    node = _behind(file, output)
    if file.producers.get(node) not in ("Softmax", "Sigmoid", "LogSoftmax", "Log", "Exp"):
        return False
    return any(_behind(file, name) == _behind(file, other) for name in file.sources.get(node, ()))


def _behind(file: OnnxFile, name: str) -> str:
    for _ in range(_MOST_STEPS):
        if file.producers.get(name) not in _CARRYING or not file.sources.get(name):
            break
        name = file.sources[name][0]
    return name
