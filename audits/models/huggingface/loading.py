"""A Hugging Face folder opened by transformers: tokenizer, network, and what can go wrong.

Only code that comes with transformers runs; only safetensors are read; a tensor that is missing,
unexpected or of another shape is a refusal, since the library would fill it with random numbers
and carry on.

folder: the model's, looked over; config: its `config.json`.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from audits.errors import ModelFailure, Problem, Refused
from audits.models.malloc import keep_freed_memory

_WHOLE = "save the whole model again; a part filled at random cannot be audited"
# Of networks with several heads, or with parts that transformers does not know.
BY_ITS_GRAPH = (
    "a network with heads or layers of its own is audited by its graph: export it to ONNX with an "
    "output a head, and name each under `heads`"
)


def check_type(config: Mapping[str, Any], known: frozenset[str]) -> None:
    """`Refused` for a type of model that is not `known`, before transformers reads anything."""
    model_type = config.get("model_type")
    if model_type not in known:
        raise Refused.because(
            "model.config.model_type",
            f"{str(model_type)[:60]!r} is not on the list of model types",
            f"supported are {', '.join(sorted(known))}", "unsupported_architecture",
        )  # fmt: skip


def load_tokenizer(folder: Path, config: Mapping[str, Any]) -> Any:
    """The folder's tokenizer, with something to pad with; raises `Refused`."""
    offline()
    from transformers import AutoTokenizer

    with refusing("tokenizer"):
        tokenizer = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    if len(tokenizer) > (config.get("vocab_size") or len(tokenizer)):
        raise Refused.because(
            "model.files.tokenizer",
            f"has {len(tokenizer)} tokens, and the model knows {config['vocab_size']}",
            "save tokenizer and model together",
            "wrong_tokenizer",
        )
    return tokenizer


def load_network(folder: Path, config: Mapping[str, Any], auto: str) -> Any:
    """The network in float32, for answers alone; raises `Refused`.

    auto: the class of transformers that opens it, e.g. `AutoModelForSequenceClassification`.
    """
    offline()
    import torch
    import transformers

    if not list(folder.glob("*.safetensors")):
        raise Refused.because(
            "model.files", "there is no .safetensors file", "save the model as safetensors",
            "no_weights",
        )  # fmt: skip
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    keep_freed_memory()
    with refusing("model.safetensors"), translated(torch):
        network, report = getattr(transformers, auto).from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            output_loading_info=True,
            dtype=torch.float32,
        )
    problems = [
        Problem(
            "model.files.model.safetensors",
            f"{len(names)} tensors are {word}: {', '.join(sorted(map(_name, names))[:5])}",
            remedy,
            "weights_do_not_match",
        )
        for key, word, remedy in (
            ("missing_keys", "missing", _WHOLE),
            ("unexpected_keys", "not of this model", f"save the model again; {BY_ITS_GRAPH}"),
            ("mismatched_keys", "of another shape", _WHOLE),
            ("error_msgs", "unreadable", _WHOLE),
        )
        if (names := report.get(key))
    ]
    if type(network).__name__ not in (config.get("architectures") or ()):
        problems.append(
            Problem(
                "model.config.architectures",
                f"says {config.get('architectures')}, and the type makes {type(network).__name__}",
                "save the model again",
                "unsupported_architecture",
            )
        )
    if problems:
        raise Refused(problems)
    return network.eval().requires_grad_(False)


def _name(key: object) -> str:
    return str(key[0] if isinstance(key, tuple) else key)[:80]


def offline() -> None:
    """Nothing is looked for outside the folder."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """Whatever the library trips over in the uploaded files is `Refused`. name: of the file."""
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        # Rust and configuration code raise every kind of exception; SafetensorError is one.
        first = str(error).strip().split("\n", 1)[0][:200]
        raise Refused.because(
            f"model.files.{name}",
            f"cannot be loaded ({type(error).__name__}: {first})",
            "save the folder again with save_pretrained",
            "cannot_load",
        ) from error


@contextmanager
def translated(torch: Any) -> Iterator[None]:
    """Memory that runs out is a `MemoryError`; any other error while answering a `ModelFailure`.

    torch: the module, which is imported late.
    """
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise MemoryError(str(error)[:200]) from error
    except (RuntimeError, IndexError, ValueError) as error:
        if "allocate memory" in str(error) or "out of memory" in str(error).lower():
            raise MemoryError(str(error)[:200]) from error
        raise ModelFailure(f"the model failed: {str(error)[:300]}") from error
