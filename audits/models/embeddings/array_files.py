"""Word vectors as arrays: numpy's .npz (unpacked) and safetensors. Neither is ever unpickled."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audits.models.embeddings.vector_files import refused

NAMES = ("words.npy", "vectors.npy")
_MOST_HEADER = 1 << 28


def read_npz(folder: Path) -> tuple[NDArray[np.str_], NDArray[np.float32]]:
    """The arrays of an unpacked .npz: words, shape (words,), and vectors, shape (words, width).

    folder: where it was unpacked. Raises `Refused` for anything else.
    """
    try:
        words, vectors = (np.load(folder / name, allow_pickle=False) for name in NAMES)
    except (OSError, ValueError, EOFError) as error:
        # An array of objects is a pickle, which numpy refuses as a `ValueError`.
        raise refused(f"cannot be read: {str(error)[:120]}") from error
    if words.dtype.kind != "U":
        raise refused(f"has words of the type {words.dtype}, not of text")
    return words, vectors


def header_of(path: Path) -> dict[str, object] | None:
    """The header of a safetensors file; None where it is none. Only these bytes are read."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if not 2 <= size <= min(_MOST_HEADER, path.stat().st_size - 8):
            return None
        try:
            header = json.loads(file.read(size))
        except (ValueError, RecursionError):
            return None
    return header if isinstance(header, dict) else None


def has_words(path: Path) -> bool:
    """Whether a safetensors file says its words in its metadata."""
    header = header_of(path)
    metadata = None if header is None else header.get("__metadata__")
    return isinstance(metadata, dict) and "words" in metadata


def read_safetensors(path: Path) -> tuple[NDArray[np.str_], NDArray[np.float32]]:
    """The words of the metadata, one a line, and the tensor `vectors`.

    Shape (words,) and (words, width). Raises `Refused` where they are not there.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            words = (file.metadata() or {})["words"].split("\n")
            vectors = file.get_tensor("vectors")
    except (SafetensorError, KeyError, OSError) as error:
        raise refused(f"cannot be read: {str(error)[:120]}") from error
    return np.array(words, dtype=str), vectors
