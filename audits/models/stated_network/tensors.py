"""The tensors of a safetensors file, found by the names that torch gives those of the network.

A tensor that is missing, left over, of another shape or of whole numbers is refused: a network is
never completed with random numbers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audits.errors import Problem, Refused

# Counts batches of training; no answer depends on it, and other writers leave it out.
COUNTER = "num_batches_tracked"
_FLOATS = frozenset({"F16", "BF16", "F32", "F64"})
_MOST_TENSORS, _SHOWN = 10_000, 5
_NETWORK = "mend the list, or save the weights of this network again"

Shapes = Mapping[str, tuple[int, ...]]


def read_tensors(path: Path, expected: Shapes) -> dict[str, Any]:
    """Tensors of torch in 32 bits by the network's own names; raises `Refused`.

    expected: by name, as torch's `state_dict` has it, the shape of each.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            names = list(file.keys())
            if len(names) > _MOST_TENSORS:
                raise Refused.because(
                    "model", f"{path.name} holds {len(names):,} tensors, which no list of layers "
                    "is for", "export the network as ONNX", "too_many_tensors",
                )  # fmt: skip
            prefix = common_prefix(names, expected)
            slices = {name: file.get_slice(name) for name in names}
            given = {name: (tuple(s.get_shape()), s.get_dtype()) for name, s in slices.items()}
            problems = list(_problems(path, given, expected, prefix))
            if problems:
                raise Refused(problems)
            tensors = {name.removeprefix(prefix): file.get_tensor(name) for name in names}
    except (SafetensorError, OSError, ValueError) as error:
        raise unreadable(path, str(error)) from error
    return {name: _finite(path, prefix + name, tensor) for name, tensor in tensors.items()}


def unreadable(path: Path, why: str) -> Refused:
    """A file that is no safetensors, or is one no longer. why: the library's words."""
    return Refused.because(
        "model", f"{path.name} cannot be read as safetensors ({why[:120]})",
        "save it again (`safetensors.torch.save_file(network.state_dict(), 'net.safetensors')`), "
        "and upload the whole file", "bad_model_file",
    )  # fmt: skip


def common_prefix(names: Sequence[str], expected: Shapes) -> str:
    """What stands before most names that the network expects: '' or, for example, `model.`.

    names: of the file's tensors.
    """
    prefixes: Counter[str] = Counter()
    for name in names:
        pieces = name.split(".")
        for start in range(len(pieces)):
            if ".".join(pieces[start:]) in expected:
                prefixes["".join(f"{piece}." for piece in pieces[:start])] += 1
    return min(prefixes, key=lambda prefix: (-prefixes[prefix], len(prefix)), default="")


def _problems(
    path: Path, given: Mapping[str, tuple[tuple[int, ...], str]], expected: Shapes, prefix: str
) -> Sequence[Problem]:
    problems = []
    needed = {prefix + name: shape for name, shape in expected.items()}
    missing = [name for name in needed if name not in given and not name.endswith(COUNTER)]
    if missing:
        problems.append(
            Problem(
                "model.network", f"{path.name} lacks {_listed(missing)}; it holds "
                f"{_listed(sorted(given)) or 'nothing'}", "mend the list, or give each layer the "
                "`name` that its tensors begin with", "missing_tensor",
            )
        )  # fmt: skip
    unexpected = sorted(set(given) - set(needed))
    if unexpected:
        problems.append(
            Problem(
                "model.network", f"{path.name} holds {_listed(unexpected)}, which no layer of the "
                "list has", "add the layers that they are of, or export the network as ONNX",
                "unexpected_tensor",
            )
        )  # fmt: skip
    for name in sorted(set(given) & set(needed)):
        shape, dtype = given[name]
        if shape != needed[name]:
            problems.append(
                Problem(
                    "model.network", f"{name} has the shape {list(shape)} in {path.name}, and "
                    f"{list(needed[name])} by the list", _NETWORK, "wrong_shape",
                )
            )  # fmt: skip
        elif dtype not in _FLOATS and not name.endswith(COUNTER):
            problems.append(
                Problem(
                    "model.network", f"{name} holds numbers of the type {dtype}", "save the "
                    "weights as floats of 16, 32 or 64 bits", "wrong_type",
                )
            )  # fmt: skip
    return problems


def _finite(path: Path, name: str, tensor: Any) -> Any:
    if not tensor.is_floating_point():
        return tensor
    tensor = tensor.float()
    if not bool(tensor.isfinite().all()):
        raise Refused.because(
            "model", f"{name} in {path.name} holds numbers that are not finite",
            "save the weights of a network that answers", "not_finite",
        )  # fmt: skip
    return tensor


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:80] for name in names[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
