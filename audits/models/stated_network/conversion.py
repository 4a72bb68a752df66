"""A stated network made ONNX by torch, and 32 rows asked of both.

Only torch's own layers are made, of arguments that the document's shape has checked. They are made
without numbers (torch's `meta` device), so that what the file does not fill cannot answer.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

from audits.errors import Refused
from audits.models.onnx.parity import ROWS, TOLERANCE, largest_difference
from audits.models.stated_network.inputs import row_shape
from audits.models.stated_network.tensors import COUNTER, read_tensors
from audits.specification.document import Preprocessing
from audits.specification.network import LayerSpec

INPUT, OUTPUT = "x", "output"
_OPSET, _FEW = 17, 3


def converted(
    path: Path, network: Sequence[LayerSpec], preprocessing: Preprocessing, target: Path
) -> tuple[tuple[str, str], ...]:
    """Write `target`, the network as ONNX; what was done, in words for the report.

    path: of the safetensors file. network: its layers in order. preprocessing: which says the size
    of pictures. Raises `Refused` where list and file do not fit, and where ONNX answers otherwise
    than torch.
    """
    import torch

    if find_spec("onnx") is None:
        raise Refused.because(
            "model", "torch writes a network as ONNX with the package onnx, which is not installed "
            "here", "install it (`pip install 'evenhand[variants]'`), or export the network where "
            "it was made", "no_library",
        )  # fmt: skip
    shape = row_shape(network, preprocessing)
    module = _filled(path, network)
    rows = torch.randn((ROWS, *shape), generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        _answers(network, module, rows[:_FEW])  # with other rows beside it, a row's is the same
        expected = _answers(network, module, rows)
    with (
        _refusing("model.network", "torch cannot write it as ONNX"),
        redirect_stdout(StringIO()),  # a graph that it cannot write is printed
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # that a newer exporter is there, which needs more
        torch.onnx.export(
            module, (rows[:2],), str(target), input_names=[INPUT], output_names=[OUTPUT],
            dynamic_axes={INPUT: {0: "rows"}, OUTPUT: {0: "rows"}}, opset_version=_OPSET,
            dynamo=False,
        )  # fmt: skip
    apart = largest_difference(target, [rows.numpy()], [expected.numpy()])
    if not apart <= TOLERANCE:
        raise Refused.because(
            "model", f"the ONNX that torch makes of {path.name} answers otherwise than torch, by "
            f"up to {apart:.2g} in {ROWS} rows", "export it where it was made, compare a few rows, "
            "and upload the ONNX file", "converted_otherwise",
        )  # fmt: skip
    return (
        ("network", ", ".join(map(in_words, network))),
        (
            "converted",
            f"from the document's list of layers to ONNX by torch {torch.__version__}; of {ROWS} "
            f"rows of random numbers the answers lie up to {apart:.2g} apart",
        ),
    )


def in_words(layer: LayerSpec) -> str:
    """As torch's own list shows it: `Linear(in_features=3, out_features=1)`."""
    arguments = {k: v for k, v in layer.model_dump(exclude_defaults=True).items() if k != "layer"}
    return f"{_kind(layer)}({', '.join(f'{name}={value}' for name, value in arguments.items())})"


def _kind(layer: LayerSpec) -> str:
    return type(layer).__name__


def _filled(path: Path, network: Sequence[LayerSpec]) -> Any:
    """The `torch.nn.Sequential` with the file's tensors, for answers alone."""
    import torch

    modules = []
    for index, layer in enumerate(network):
        with torch.device("meta"), _refusing(f"model.network.{index}", in_words(layer)):
            modules.append(getattr(torch.nn, _kind(layer))(**layer.arguments))
    names = [layer.name or str(index) for index, layer in enumerate(network)]
    states = [module.state_dict() for module in modules]
    expected = {
        f"{name}.{key}": tuple(tensor.shape)
        for name, state in zip(names, states, strict=True)
        for key, tensor in state.items()
    }
    tensors = read_tensors(path, expected)
    for name, module, state in zip(names, modules, states, strict=True):
        own: Mapping[str, Any] = {
            key: tensors[f"{name}.{key}"] if not key.endswith(COUNTER) else torch.tensor(0)
            for key in state
        }
        module.load_state_dict(own, strict=True, assign=True)
    return torch.nn.Sequential(*modules).eval()


def _answers(network: Sequence[LayerSpec], module: Any, rows: Any) -> Any:
    """Layer by layer, so that the one that does not fit is named."""
    for index, (layer, single) in enumerate(zip(network, module, strict=True)):
        what = f"{in_words(layer)} on rows of shape {tuple(rows.shape[1:])}"
        with _refusing(f"model.network.{index}", what):
            if layer.axes not in (None, rows.ndim):
                raise ValueError(f"it takes rows of {layer.axes - 1} axes")
            rows = single(rows)
    return rows


@contextmanager
def _refusing(field: str, what: str) -> Iterator[None]:
    """Torch's own complaints as `Refused`. what: that it could not make, ask or write."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # whatever torch makes of numbers that do not go together
        why = (str(error).strip().splitlines() or [type(error).__name__])[0]
        why = why.partition(". Please ")[0]  # what follows asks for a line to its makers
        if "llocat" in why:
            raise MemoryError(why[:200]) from error
        raise Refused.because(
            field, f"{what}: {why[:200]}", "mend the list, or export the network as ONNX where it "
            "was made", "network_does_not_fit",
        ) from error  # fmt: skip
