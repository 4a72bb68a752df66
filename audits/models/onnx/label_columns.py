"""One label of an ONNX graph that answers several at once: a column of its outputs by itself.

The column is taken in the graph, by a node more behind the output, so that whatever asks such a
model again (gradients, bounds, smaller forms) finds a graph of one answer like any other. A node is
added by bytes behind the file's: fields of a message that stand twice are merged (protobuf's
encoding; onnx.proto, public schema).
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp
from weakref import finalize

from audits.errors import Refused
from audits.models.onnx.graph import ending
from audits.models.onnx.outputs import Outputs, Port, is_label
from audits.models.onnx.session import Runtime
from audits.specification.document import ModelSpec
from audits.specification.members import ABSENT, PRESENT
from audits.specification.profiles import LabelColumns

_FLOATS = {"tensor(float)": 1, "tensor(float16)": 10, "tensor(double)": 11}
_WHOLE = {"tensor(int32)": 6, "tensor(int64)": 7}
_CLASSES = (ABSENT, PRESENT)
_INT64, _INTEGER_ATTRIBUTE = 7, 2


@dataclass(frozen=True)
class _Source:
    """Where a label's column lies. tensor: what is read. form: how. kind: of its numbers."""

    tensor: str
    form: str  # matrix (rows, labels), stack (labels, rows, 2), or list of (rows, 2)
    kind: int


def label_columns(runtime: Runtime) -> tuple[LabelColumns, ...]:
    """Outputs with a column for each of several labels."""
    if any(is_label(port) for port in runtime.outputs):
        return ()
    labels, scores = _candidates(runtime)
    if labels:
        # Scores beside labels are the labels' own.
        return tuple(LabelColumns(port.name, _count(port), (), is_sure=True) for port in labels)
    columns = []
    for port in scores:
        operator = ending(runtime.file, port.name)
        if operator not in ("Softmax", "LogSoftmax"):  # of these one class in several is meant
            sure = operator == "Sigmoid" or len(port.shape) == 3
            columns.append(LabelColumns(port.name, _count(port), (), is_sure=sure))
    return tuple(columns)


def _candidates(runtime: Runtime) -> tuple[list[Port], list[Port]]:
    """Outputs of whole numbers that may be labels, and of scores.

    Whole numbers beside scores of another width are something else, such as places of the best.
    """
    scores: list[Port] = [p for p in runtime.outputs if _scores(runtime, p) is not None]
    widths = {_count(port) for port in scores}
    labels: list[Port] = [
        port
        for port in runtime.outputs
        if _is_matrix(port) and (not widths or widths & {None, port.shape[1]})
    ]
    return labels, scores


def one_label(path: Path, spec: ModelSpec, runtime: Runtime) -> tuple[Runtime, Outputs]:
    """A session over the graph with the label's column as an output, and how it is read.

    spec: with `output.column`. runtime: over the file as it is. Raises `Refused` where there is no
    such column, or several outputs could hold it.
    """
    column = spec.label_column
    assert column is not None
    labels, scores = _ports(runtime, spec)
    sources = {}
    if labels is not None:
        sources["label"] = _Source(labels.name, "matrix", _WHOLE[labels.type])
    if scores is not None and (source := _scores(runtime, scores)) is not None:
        sources["score"] = source
    for port in (labels, scores):
        count = None if port is None else _count(port)
        if port is not None and count is not None and column >= count:
            raise Refused.because(
                "model.output.column", f"output {port.name!r} has {count} columns",
                f"give one from 0 to {count - 1}", "no_such_column",
            )  # fmt: skip
    names = {what: f"{source.tensor}[{column}]" for what, source in sources.items()}
    added = b"".join(_added(names[what], source, column) for what, source in sources.items())
    own = _with(runtime, path, added)
    operator = "" if scores is None else ending(runtime.file, scores.name)
    single = "score" in sources and sources["score"].form == "matrix"
    form = {"probability": "probabilities", "logit": "logits"}.get(spec.meaning or "")
    if form is None and operator == "Sigmoid":
        form = "probabilities"
    return own, Outputs(
        "classification", names.get("label"), names.get("score"), _CLASSES, _CLASSES, (), form,
        operator, single=single,
    )  # fmt: skip


def _ports(runtime: Runtime, spec: ModelSpec) -> tuple[Port | None, Port | None]:
    """The outputs of labels and of scores; by its name one, and the scores of named labels."""
    labels, scores = _candidates(runtime)
    if spec.output_name is not None and spec.output_name not in [port.name for port in labels]:
        labels, scores = [], [port for port in scores if port.name == spec.output_name]
    elif spec.output_name is not None:
        labels = [port for port in labels if port.name == spec.output_name]
    if spec.meaning is not None:
        labels, scores = (labels, []) if spec.meaning == "label" else ([], scores)
    if len(labels) > 1 or len(scores) > 1 or not (labels or scores):
        known = ", ".join(repr(port.name) for port in runtime.outputs[:20])
        raise Refused.because(
            "model.output.name", "which output holds the labels is not clear",
            f"name it; the outputs are {known}", "outputs_several",
        )  # fmt: skip
    return next(iter(labels), None), next(iter(scores), None)


def _is_matrix(port: Port) -> bool:
    return port.type in _WHOLE and len(port.shape) == 2 and (port.shape[1] or 0) > 1


def _count(port: Port) -> int | None:
    """How many labels, where the file says it."""
    if len(port.shape) == 3:
        return port.shape[0]
    return port.shape[1] if len(port.shape) == 2 else None


def _scores(runtime: Runtime, port: Port) -> _Source | None:
    """What a label's scores are read from: scikit-learn's exporters write them in four ways."""
    if port.type.startswith("seq(map("):
        before = runtime.file.sources.get(port.name, ())
        has_matrix = runtime.file.producers.get(port.name) == "ZipMap" and bool(before)
        several = any(_is_matrix(other) for other in runtime.outputs)
        return _Source(before[0], "matrix", 1) if has_matrix and several else None
    if port.type.startswith("seq(tensor(") and port.type[4:-1] in _FLOATS:
        return _Source(port.name, "list", _FLOATS[port.type[4:-1]])
    if port.type not in _FLOATS:
        return None
    if len(port.shape) == 3 and port.shape[2] == 2 and (port.shape[0] or 0) > 1:
        return _Source(port.name, "stack", _FLOATS[port.type])
    if len(port.shape) == 2 and (port.shape[1] or 0) > 1:
        return _Source(port.name, "matrix", _FLOATS[port.type])
    return None


def _with(runtime: Runtime, path: Path, added: bytes) -> Runtime:
    """A session over a copy of the file with these bytes behind it, kept as long as the session."""
    with ExitStack() as undone:
        folder = Path(mkdtemp(prefix="label-"))
        undone.callback(rmtree, folder, ignore_errors=True)
        copy = folder / path.name
        for name in ("", *sorted(runtime.file.external)):
            target = folder / name if name else copy
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(path.parent / name if name else path, target)
        with copy.open("ab") as file:
            file.write(added)
        session = Runtime(copy, threads=runtime.threads)
        finalize(session, undone.pop_all().close)
    return session


def _added(name: str, source: _Source, column: int) -> bytes:
    """A graph's fields: the node that takes the column, its constant, and the output."""
    index = f"{name} at"
    is_matrix = source.form == "matrix"
    dims = _number(1, 1) if is_matrix else b""
    constant = dims + _number(2, _INT64) + _text(8, index) + _bytes(9, column.to_bytes(8, "little"))
    operator = "SequenceAt" if source.form == "list" else "Gather"
    axis = _text(1, "axis") + _number(3, int(is_matrix)) + _number(20, _INTEGER_ATTRIBUTE)
    node = _text(1, source.tensor) + _text(1, index) + _text(2, name) + _text(4, operator)
    if operator == "Gather":
        node += _bytes(5, axis)
    width = _number(1, 1 if is_matrix else 2)
    shape = _bytes(1, _text(2, "rows")) + _bytes(1, width)
    kind = _bytes(1, _number(1, source.kind) + _bytes(2, shape))
    output = _text(1, name) + _bytes(2, kind)
    return _bytes(7, _bytes(1, node) + _bytes(5, constant) + _bytes(12, output))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    return bytes(_septets(value))


def _septets(value: int) -> Iterator[int]:
    while value > 0x7F:
        yield value & 0x7F | 0x80
        value >>= 7
    yield value


__all__: Sequence[str] = ("label_columns", "one_label")
