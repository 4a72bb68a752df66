"""The same ONNX model with its weights shuffled, to check that explanations depend on them.

The file is copied into the scratch folder and its numbers are moved in the copy, a tensor at a
time, so that memory holds one model more and nothing of the format has to be understood twice.
"""

import mmap
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp
from typing import Any, Self, cast
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, NotApplicable, Refused
from audits.models.onnx.protobuf import Broken
from audits.models.onnx.session import Runtime
from audits.models.onnx.tensors import Strip
from audits.models.onnx.weights import layers_of

# Signs drawn in one go.
_AT_ONCE = 1 << 20


class Shuffling:
    """Added to an adapter that has a session over a file."""

    runtime: Runtime

    def weight_layers(self) -> int:
        """Nodes of the graph that hold weights."""
        return len(self._layers)

    def randomised(self, *, seed: int, layers: int | None = None) -> Self:
        """A second session; every tensor's numbers shuffled among themselves.

        Raises `NotApplicable` where the file holds no weights that can be shuffled, where the
        scratch folder has no room, or where the shuffled graph cannot be run.
        """
        all_layers = self._layers
        if not all_layers:
            raise NotApplicable(
                "the file holds no weights that can be shuffled",
                "export a model with its weights as tensors",
            )
        shuffled_layers = all_layers[-layers:] if layers is not None else all_layers
        path = self.runtime.path
        try:
            with ExitStack() as undone:
                folder = Path(mkdtemp(prefix="shuffled-"))
                undone.callback(rmtree, folder, ignore_errors=True)
                copy = folder / path.name
                for name in ("", *sorted(self.runtime.file.external)):
                    target = folder / name if name else copy
                    target.parent.mkdir(parents=True, exist_ok=True)
                    copyfile(path.parent / name if name else path, target)
                shuffle(copy, [strip for layer in shuffled_layers for strip in layer], seed)
                session = Runtime(copy, threads=self.runtime.threads)
                # The file stays as long as the session: gradients are read from it.
                finalize(session, undone.pop_all().close)
        except (Refused, MemoryError) as error:
            raise NotApplicable(
                f"a copy with shuffled weights cannot be opened ({str(error)[:200]})",
                "give the worker more memory, or export the model again",
            ) from error
        except OSError as error:
            raise NotApplicable(
                f"there is no room for a copy with shuffled weights ({error.strerror})",
                "give the worker a larger scratch folder",
            ) from error
        return cast(Self, replace(cast(Any, self), runtime=session, warnings=[], in_order=True))

    @cached_property
    def _layers(self) -> tuple[tuple[Strip, ...], ...]:
        try:
            return layers_of(self.runtime.path)
        except (Broken, OSError, ValueError, IndexError) as error:
            raise ModelFailure(f"the file's weights cannot be found: {error}") from error


def shuffle(path: Path, strips: Iterable[Strip], seed: int) -> None:
    """Move the numbers within each strip, in the file and its external data.

    seed: each strip's order follows from it and from where the strip lies.
    """
    by_file: dict[str, list[Strip]] = {}
    for strip in strips:
        by_file.setdefault(strip.file, []).append(strip)
    for name, file_strips in by_file.items():
        target = path.parent / name if name else path
        with target.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
            for strip in file_strips:
                _shuffle(mapped, strip, seed)


def _shuffle(mapped: mmap.mmap, strip: Strip, seed: int) -> None:
    # A stream for each place, so that a layer is shuffled alike however many others are.
    rng = np.random.default_rng((seed, strip.start))
    numbers: NDArray[Any] = np.ndarray(
        (strip.count,), np.dtype(f"u{strip.width}"), mapped, strip.start, (strip.stride,)
    )
    if strip.block > 1:
        blocks = numbers.reshape(-1, strip.block)
        numbers[:] = rng.permuted(rng.permutation(blocks), axis=1).ravel()
        return
    half = strip.count // 2
    first, second = numbers[:half], numbers[half:]
    if strip.signed and _mirrored(first, second):
        # The two classes of a linear model: apart, their probabilities would not add up.
        rng.shuffle(first)
        _turn(first, rng)
        second[:] = first ^ _sign(first)
        return
    rng.shuffle(numbers)
    if strip.signed:
        _turn(numbers, rng)


def _sign(numbers: NDArray[Any]) -> Any:
    """The first bit of a number."""
    kind = numbers.dtype.type
    return kind(1 << (8 * numbers.dtype.itemsize - 1))


def _turn(numbers: NDArray[Any], rng: np.random.Generator) -> None:
    """Turn every other sign or so: weights of one sign would keep their pattern when shuffled."""
    bit = _sign(numbers)
    for start in range(0, len(numbers), _AT_ONCE):
        block = numbers[start : start + _AT_ONCE]
        block ^= rng.integers(0, 2, len(block), dtype=np.uint8).astype(block.dtype) * bit


def _mirrored(first: NDArray[Any], second: NDArray[Any]) -> bool:
    """Whether the second half is the first with its signs turned."""
    return len(first) == len(second) > 1 and np.array_equal(first, second ^ _sign(second))
