"""A model folder looked over before any library reads it.

Refused: code by name (`auto_map`, `custom_generate`, kernels), pickles under any name, links,
adapters on a foreign base, shard lists that leave the folder, headers and sizes beyond reason.
"""

import json
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from audits.errors import Problem, Refused
from audits.fingerprint import folder_files

_PICKLES = frozenset(
    {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".h5", ".msgpack", ".npy",
     ".npz", ".dill", ".mar", ".pte"}
)  # fmt: skip
_PICKLE_STARTS = tuple(bytes([0x80, version]) for version in range(2, 6))
_LEGACY_STARTS = (b"\x80\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", b"7z\xbc\xaf\x27\x1c", b"(lp", b"(dp",
                  b"cos\n", b"c__builtin__", b"cbuiltins", b"cposix")  # fmt: skip
_ARCHIVE_STARTS = (b"PK\x03\x04", b"\x1f\x8b")
_CODE_KEYS = frozenset(
    {"auto_map", "custom_generate", "custom_pipelines", "trust_remote_code", "kernel_config",
     "use_kernels", "hub_kernels"}
)  # fmt: skip
# How a sentence encoder makes one vector of its tokens, as sentence-transformers saves it.
POOLING = "1_Pooling/config.json"
_GRAPHS = (".onnx", ".onnx_data", ".onnx.data")
_JSON_BYTES = 64 << 20  # a tokenizer of 250,000 words takes 20 MB
_HEADER_BYTES = 32 << 20
_MOST_NUMBER = 1 << 31
_MOST_LAYERS = 1024
_MOST_DEPTH = 64


def sort_files(folder: Path) -> tuple[list[str], tuple[str, ...]]:
    """The files that are read, and those that nobody reads though they are there.

    Beside safetensors (or a graph) the pickles of training and of older releases are of no use,
    nor is anything in a folder below: `save_pretrained` writes none that a model needs.
    """
    names = folder_files(folder)
    has_weights = any(n.endswith((".safetensors", ".onnx")) and "/" not in n for n in names)
    if not has_weights:
        return names, ()
    left = tuple(
        n for n in names if n != POOLING and ("/" in n or Path(n).suffix.lower() in _PICKLES)
    )
    if any(name.endswith(".safetensors") and "/" not in name for name in names):
        left += tuple(n for n in names if n.endswith(_GRAPHS) and "/" not in n)
    # External data of a graph may be called as it likes.
    return [name for name in names if name not in left], tuple(sorted(left))


def told_left_out(names: Collection[str]) -> tuple[str, str]:
    """What a report says of the files with these names, which nobody reads."""
    shown = ", ".join(sorted(names)[:5])
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return "left out", f"{shown}{more}: nothing reads them"


def check_folder(folder: Path, names: Collection[str] | None = None) -> None:
    """Refuse what must not be read: `Refused` lists every problem of the files.

    names: those that are read; all, if left out.
    """
    names = folder_files(folder) if names is None else names
    problems = [problem for name in names for problem in _file_problems(folder, name)]
    if not problems:
        problems = _json_problems(folder, names)
    if not problems:
        problems = _weight_problems(folder)
    if problems:
        raise Refused(problems[:20])


def read_config(folder: Path) -> Mapping[str, Any]:
    """`config.json`, checked: plain numbers of sane size, nothing that names code.

    Raises `Refused` (`bad_json`, `absurd_size`) where it is not so.
    """
    config = read_json(folder / "config.json")
    if not isinstance(config, dict):
        raise _refused("config.json", "is not an object", "save the model again", "bad_json")
    for path, value in _leaves(config):
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        layers = "layer" in path[-1] and isinstance(value, int) and value > _MOST_LAYERS
        if (abs(value) > _MOST_NUMBER and value < 1e29) or layers:
            raise _refused(
                "config.json", f"{'.'.join(path)} is {value}", "mend the configuration",
                "absurd_size",
            )  # fmt: skip
    return config


def read_json(path: Path) -> Any:
    """A JSON file of sane size and depth, or `Refused`."""
    name = path.name
    try:
        if path.stat().st_size > _JSON_BYTES:
            raise _refused(name, "is too large", "save the model again", "too_large")
        return json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise _refused(name, "is nested too deeply", "save the model again", "bad_json") from error
    except (ValueError, OSError) as error:
        raise _refused(name, "is not readable JSON", "save the model again", "bad_json") from error


def _file_problems(folder: Path, name: str) -> Iterator[Problem]:
    path = folder / name
    field = f"model.files.{name[:120]}"
    if (
        path.is_symlink()
        or not path.is_file()
        or any(p.is_symlink() for p in path.parents if p.is_relative_to(folder) and p != folder)
    ):
        yield Problem(field, "is no plain file", "replace links by what they name", "special_file")
        return
    if path.stat().st_nlink != 1:
        yield Problem(field, "is a hard link", "copy the file", "hard_link")
        return
    if path.suffix.lower() in _PICKLES or _holds_pickle(path):
        yield Problem(
            field, "is or may hold a pickle, which runs code when it is read",
            "save the weights as safetensors and take this file out", "pickle",
        )  # fmt: skip
    elif name.rpartition("/")[2] == "adapter_config.json":
        yield Problem(
            field, "an adapter needs a base model from elsewhere",
            "merge the adapter into its base and save the whole", "adapter",
        )  # fmt: skip


def _holds_pickle(path: Path) -> bool:
    """By content, whatever the name says. A safetensors file is read by its own reader only."""
    with path.open("rb") as file:
        start = file.read(64)
    if path.suffix.lower() in (".safetensors", ".onnx"):
        return False
    if start.startswith((*_PICKLE_STARTS, *_LEGACY_STARTS)):
        return True
    if path.suffix.lower() in (".json", ".txt", ".model", ".spm", ".md", ".jinja", ".py", ".data"):
        return start.startswith(_ARCHIVE_STARTS)
    return start.startswith(_ARCHIVE_STARTS) or zipfile.is_zipfile(path)


def _json_problems(folder: Path, names: Collection[str]) -> list[Problem]:
    problems = []
    for name in names:
        if not name.endswith(".json"):
            continue
        if name.endswith(("tokenizer.json", "vocab.json", "safetensors.index.json")):
            continue  # large, and read by native code or below
        for path, value in _leaves(read_json(folder / name)):
            field = f"model.files.{name}.{'.'.join(path)}"[:160]
            key = path[-1] if path else ""
            if _CODE_KEYS & set(path) and value not in (None, False):
                problems.append(
                    Problem(field, "names code to run", "take it out; only code that comes with "
                            "the library is run", "remote_code")
                )  # fmt: skip
            elif "attn_implementation" in key and value not in (None, "eager", "sdpa"):
                problems.append(
                    Problem(field, f"asks for the kernel {str(value)[:60]!r}",
                            "take it out, or say eager or sdpa", "remote_code")
                )  # fmt: skip
            elif key == "quantization_config" or "quantization_config" in path:
                problems.append(
                    Problem(field, "asks for a quantisation library", "save plain weights",
                            "quantized")
                )  # fmt: skip
                break
    return problems


def _leaves(node: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if len(path) > _MOST_DEPTH:
        raise _refused("config", "is nested too deeply", "save the model again", "bad_json")
    if isinstance(node, dict):
        if not node and path:
            yield path, None
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, (*path, "[]"))
    elif path:
        yield path, node


def _weight_problems(folder: Path) -> list[Problem]:
    problems = []
    for index in sorted(folder.glob("*.index.json")):
        field = f"model.files.{index.name}"
        weight_index = read_json(index)
        named = weight_index.get("weight_map") if isinstance(weight_index, dict) else None
        if not isinstance(named, dict) or not all(isinstance(v, str) for v in named.values()):
            problems.append(Problem(field, "has no weight_map", "save the model again", "bad_json"))
            continue
        for name in sorted(set(named.values())):
            plain = name and "/" not in name and "\\" not in name and name not in (".", "..")
            if not plain or not name.endswith(".safetensors"):
                problems.append(
                    Problem(field, f"names {name[:80]!r}, not a safetensors file beside it",
                            "save the model again", "unsafe_name")
                )  # fmt: skip
            elif not (folder / name).is_file():
                problems.append(
                    Problem(field, f"names {name[:80]!r}, which is not there",
                            "upload every shard", "lost_shard")
                )  # fmt: skip
    for weights in sorted(folder.glob("*.safetensors")):
        with weights.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
        if not 2 <= size <= min(_HEADER_BYTES, weights.stat().st_size - 8):
            problems.append(
                Problem(f"model.files.{weights.name}", "has a header that cannot be true",
                        "save the model again", "bad_safetensors")
            )  # fmt: skip
    return problems


def _refused(name: str, reason: str, remedy: str, code: str) -> Refused:
    return Refused.because(f"model.files.{name}", reason, remedy, code)
