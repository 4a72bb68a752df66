"""An exported network of which several outputs, or outputs of several axes, make the answer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self, cast

from audits.errors import NotApplicable, Refused
from audits.models.onnx.exported_folders import Graph
from audits.models.onnx.optimum_folders import session_of
from audits.models.onnx.session import Runtime


class NamedOutputs(Graph):
    """Called as transformers calls its own networks: tensors in, outputs by their names."""

    def __init__(self, runtime: Runtime, config: Any, names: Sequence[str]) -> None:
        super().__init__(runtime, config, names[0])
        self.names = tuple(names)

    def __call__(self, **prepared: Any) -> Any:
        import torch

        fed = {
            item.name: prepared[item.name].numpy().astype(item.dtype)
            for item in self.runtime.inputs
        }
        outputs = self.runtime.run(self.names, fed)
        return SimpleNamespace(
            **{name: torch.from_numpy(out) for name, out in zip(self.names, outputs, strict=True)}
        )


def graph_of(folder: Path, names: Sequence[str], task: str) -> NamedOutputs:
    """The folder's graph; `Refused` where it lacks one of these outputs.

    names: of outputs of three axes. task: as Optimum's exporter calls it.
    """
    runtime, config = session_of(folder)
    there = {port.name for port in runtime.outputs if len(port.shape) in (0, 3)}
    lost = [name for name in names if name not in there]
    if lost:
        shown = ", ".join(port.name for port in runtime.outputs[:6])
        raise Refused.because(
            "model.output", f"the graph has no output {' and no '.join(map(repr, lost))} of three "
            f"axes (it has {shown})",
            f"export it for its task (optimum-cli export onnx --task {task})", "no_answer",
        )  # fmt: skip
    return NamedOutputs(runtime, config, names)


class Reopened:
    """What a model over such a graph does in place of one whose answer is one output."""

    network: Any

    @contextmanager
    def asked_in(self, precision: str) -> Iterator[Self]:
        """Raises `NotApplicable`: several outputs are not computed in another precision."""
        raise NotApplicable(
            f"an exported graph of several outputs is not computed in {precision}",
            "give the folder with its weights",
        )
        yield self

    def _through(self, runtime: Runtime) -> Self:
        graph = NamedOutputs(runtime, self.network.config, self.network.names)
        return cast(Self, replace(cast(Any, self), network=graph, warnings=[]))

    def fed(self, prepared: Mapping[str, Any]) -> Mapping[str, Any]:
        """The tensors as they are prepared: a graph has no device to move them to."""
        return prepared
