"""A GGUF file unpacked by transformers into a folder as `save_pretrained` writes it.

The weights that a runtime of llama.cpp would answer with are blocks of few bits; unpacked they are
the same numbers, computed with in 32 bits.
"""

import shutil
from collections.abc import Mapping
from importlib import import_module
from math import prod
from pathlib import Path
from typing import Any

from audits.errors import Refused
from audits.models.foreign_kinds import GGUF
from audits.models.huggingface import loading
from audits.models.huggingface.opening_language_models import CAUSAL
from audits.models.tables.recognition import damaged, library

EXTRA = "gguf"
SAVE = "python convert_hf_to_gguf.py FOLDER"
_BYTES_EACH = 4


def converted(path: Path, target: Path) -> tuple[str, str]:
    """Write the folder `target`; what was done, in words for the report.

    path: a GGUF file of a language model. Raises `Refused` for an architecture that is not on the
    list, and where the folder would not fit on the disk.
    """
    loading.offline()
    for name in ("gguf", "accelerate"):
        library(name, EXTRA, path, GGUF)
    import torch

    transformers: Any = import_module("transformers")

    _check(path, target)
    transformers.utils.logging.disable_progress_bar()
    # The confined process may read the file and not the folder that it lies in; a path from the
    # root stays what it is where it is joined to an empty folder.
    beside = target.with_name(f"{target.name}-beside")
    beside.mkdir(exist_ok=True)
    given: dict[str, Any] = {
        "gguf_file": str(path.absolute()), "local_files_only": True, "trust_remote_code": False
    }  # fmt: skip
    with loading.refusing(path.name), loading.translated(torch):
        tokenizer = transformers.AutoTokenizer.from_pretrained(beside, **given)
        network, report = transformers.AutoModelForCausalLM.from_pretrained(
            beside, dtype=torch.float32, output_loading_info=True,
            quantization_config=transformers.GgufConfig(dequantize=True), **given,
        )  # fmt: skip
        _check_whole(path, report)
        network.save_pretrained(target)
        tokenizer.save_pretrained(target)
    return (
        "unpacked",
        f"from GGUF by transformers {transformers.__version__}, and computed in 32 bits: a runtime "
        "of llama.cpp multiplies in fewer and may answer a little otherwise",
    )


def _check(path: Path, target: Path) -> None:
    """Raise `Refused` before anything is unpacked."""
    from transformers.integrations.gguf.reader import GgufHeader

    try:
        header = GgufHeader.from_file(str(path))
        architecture = str(header.architecture)
        size = sum(prod(item.shape) for item in header.tensors) * _BYTES_EACH
        content = path.stat().st_size - header.data_start
        is_short = any(item.offset + item.nbytes > content for item in header.tensors)
    except MemoryError:
        raise
    except Exception as error:  # of a file that was made up, whatever its reader raises
        why = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise damaged(path, GGUF.is_a, why[0][:120], SAVE) from error
    if is_short:
        raise damaged(path, GGUF.is_a, "it ends before its last tensor", SAVE)
    loading.check_type({"model_type": architecture}, CAUSAL)
    free = shutil.disk_usage(target.parent).free
    if size > free:
        raise Refused.because(
            "model",
            f"{path.name} takes {size / 1e9:.1f} GB unpacked, and {free / 1e9:.1f} are free",
            "serve it (`llama-server -m FILE`) and audit that: `model: {url: ..., endpoint: "
            "openai}`", "too_large",
        )  # fmt: skip


def _check_whole(path: Path, report: Mapping[str, Any]) -> None:
    for key in ("missing_keys", "unexpected_keys", "mismatched_keys", "error_msgs"):
        if names := sorted(map(str, report.get(key) or ())):
            raise Refused.because(
                "model", f"{path.name} does not hold what its architecture needs "
                f"({key.replace('_', ' ')}: {', '.join(names[:5])})",
                f"convert it again (`{SAVE}`)", "weights_do_not_match",
            )  # fmt: skip
