"""A copy of an ONNX file with its smallest weights set to zero, changed in its bytes."""

import mmap
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from audits.errors import NotApplicable
from audits.models.magnitude_pruning import zero_smallest
from audits.models.onnx.tensors import Strip
from audits.models.onnx.weights import layers_of

# Bytes of a number: of 16 bits there are two kinds, which look alike.
_TYPES: Mapping[int, type[np.floating]] = {4: np.float32, 8: np.float64}


def prune(path: Path, sparsity: float) -> str:
    """Set this share of the weights that multiply an input to zero in the file; what was changed.

    path: of a copy, beside its external data. sparsity: 0 to 1. Raises `NotApplicable` where no
    matrix of floats multiplies an input.
    """
    strips = [strip for layer in layers_of(path) for strip in layer if _is_pruned(strip)]
    if not strips:
        raise NotApplicable(
            "no operator of the graph multiplies by a matrix of 32 or 64 bits",
            "leave 'pruned' out of `variants`",
        )
    count = sum(strip.count for strip in strips)
    with ExitStack() as opened:
        mapped = {
            name: _mapped(path.parent / name if name else path, opened)
            for name in sorted({strip.file for strip in strips})
        }
        views = [
            np.ndarray((s.count,), _TYPES[s.width], mapped[s.file], s.start, (s.stride,))
            for s in strips
        ]
        zero_smallest(views, sparsity)
        del views
    return f"{round(sparsity * count):,} of {count:,} weights set to zero, none trained again"


def _is_pruned(strip: Strip) -> bool:
    return strip.signed and strip.width in _TYPES


def _mapped(path: Path, opened: ExitStack) -> mmap.mmap:
    file = opened.enter_context(path.open("r+b"))
    return opened.enter_context(mmap.mmap(file.fileno(), 0))
