"""An exported network beside its tokenizer or processor, asked as a folder of transformers is.

How such folders are opened stands in `audits.models.onnx.optimum_folders`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, Self, cast

from audits.data.dataset import Features
from audits.models import Operations
from audits.models.huggingface.classifiers import Answering, FolderRegressor
from audits.models.onnx.compression import Compressing
from audits.models.onnx.operations import count_operations
from audits.models.onnx.other_precision import InOtherPrecision
from audits.models.onnx.quantisation import Fed
from audits.models.onnx.session import Runtime
from audits.models.output_reading import HALF_TOLERANCE, TOLERANCE


class Graph:
    """An exported network, called as transformers calls its own: tensors in, `logits` out.

    column: of them the one of a label, where several labels are answered at once; None, all.
    """

    def __init__(
        self,
        runtime: Runtime,
        config: Any,
        output: str,
        *,
        column: int | None = None,
        unread: tuple[str, ...] = (),
    ) -> None:
        self.runtime, self.config, self.output = runtime, config, output
        self.column, self.unread = column, unread

    def __call__(self, **prepared: Any) -> Any:
        import torch

        fed = {
            item.name: prepared[item.name].numpy().astype(item.dtype)
            for item in self.runtime.inputs
        }
        (logits,) = self.runtime.run([self.output], fed)
        if self.column is not None:
            logits = logits[:, self.column : self.column + 1]
        return SimpleNamespace(logits=torch.from_numpy(logits))

    def parameters(self) -> list[Any]:
        """None are counted one by one; the file knows how many there are."""
        return []

    def named_modules(self) -> list[Any]:
        """None: a graph has nodes."""
        return []


@dataclass
class Exported:
    """What differs from a network of torch: no device to move to, and the file's own numbers."""

    network: Any
    encode: Callable[[Features], Mapping[str, Any]]

    def prepare(self, features: Features) -> Mapping[str, Any]:
        """The tensors that the graph takes, by name."""
        return self.encode(features)

    @property
    def may_grow(self) -> bool:
        """The batch stays: it is asked on the CPU."""
        return False

    @property
    def parameters(self) -> int:
        """Numbers learnt, as far as the file counts them."""
        return int(self.network.runtime.file.parameters)

    @property
    def engine(self) -> str:
        """What runs the graph: name, version, device and threads."""
        return str(self.network.runtime.engine)

    def operations(self, features: Features) -> Operations:
        """Counted for one row. features: of that row, for the shapes of what is fed."""
        fed = {name: tuple(tensor.shape) for name, tensor in self.encode(features).items()}
        return count_operations(self.network.runtime.path, fed)

    @contextmanager
    def asked_by(self, threads: int) -> Iterator[Self]:
        """A second session over the same graph, with so many threads."""
        own: Runtime = self.network.runtime
        yield self._through(Runtime(own.path, threads=threads, scanned=own.file))

    @contextmanager
    def asked_in(self, precision: str) -> Iterator[Self]:
        """The same graph computed by torch in another precision.

        precision: a name of torch's. Raises `NotApplicable` where torch cannot, or answers
        otherwise in the graph's own.
        """
        yield self._through(InOtherPrecision(self.network.runtime, self.network.output, precision))

    def _through(self, runtime: Runtime) -> Self:
        graph = Graph(runtime, self.network.config, self.network.output)
        return cast(Self, replace(cast(Any, self), network=graph, warnings=[]))

    @property
    def tolerance(self) -> float:
        """How far answers of one row may lie apart by rounding alone."""
        return HALF_TOLERANCE if self.network.runtime.file.halves else TOLERANCE

    @property
    def head(self) -> str:
        """What the answer comes from."""
        return f"output {self.network.output!r} of {self.network.runtime.path.name}"


@dataclass
class ExportedClassifier(Exported, Answering, Compressing):
    """Answers with a class."""

    @property
    def session(self) -> Runtime:
        """The session that answers."""
        runtime: Runtime = self.network.runtime
        return runtime

    def over(self, session: Runtime) -> Self:
        """The same folder's preparation before another graph."""
        graph = Graph(session, self.network.config, self.network.output)
        alone = "DynamicQuantizeLinear" in session.file.operators
        most = 1 if alone else self.most_together
        # Padding stretches a range that is taken of the batch, and its mask lies far outside one
        # that is stored: in 8 bits it would be read as words.
        in_8_bits = alone or "DequantizeLinear" in session.file.operators
        apart = self.is_apart or (in_8_bits and self.tokens is not None)
        return replace(
            self, network=graph, warnings=[], is_apart=apart, most_together=most,
            batch_rows=1 if alone and self.tokens is None else self.batch_rows,
        )  # fmt: skip

    def fed_one_by_one(self, features: Features) -> Fed:
        """The graph's tensors of each row by itself, shape (1, ...)."""
        rows = range(len(next(iter(features.values()))))
        ranges = [slice(row, row + 1) for row in rows]
        return [self._fed({name: features[name][row] for name in self.reads}) for row in ranges]

    def _fed(self, row: Features) -> Mapping[str, Any]:
        prepared = self.encode(row)
        return {
            item.name: prepared[item.name].numpy().astype(item.dtype)
            for item in self.session.inputs
        }


@dataclass
class ExportedRegressor(Exported, FolderRegressor):
    """Answers with a number."""
